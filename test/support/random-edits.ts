import { deleteRecord, editRecord, type MemoryOrg, type MemoryValue } from './memory-crm-data.ts';

/** What people do in a CRM between two runs, the same in every org that it is done to. */
export type Edit = (memory: MemoryOrg) => void;

type Row = Readonly<Record<string, MemoryValue>>;
type Random = () => number;

/** The module of line items; a world may have none. */
export const LINES = 'Deal_Line_Items';

const STAGES = ['Closed Won', 'Closed Won', 'Closed Lost', 'Qualification'] as const;
const INDUSTRIES = ['Communications', 'Government/Military', null] as const;

/** Draws edits from what an org holds; remembers what it has deleted, to restore some of it. */
export class EditDrawer {
  readonly #random: Random;
  readonly #binned: { readonly module: string; readonly row: Row }[] = [];
  /** Deals that deleted accounts had and lost, by account. */
  readonly #detached = new Map<string, readonly string[]>();
  #lastId = 9_000_000n;

  constructor(random: Random) {
    this.#random = random;
  }

  draw(memory: MemoryOrg): { readonly what: string; readonly edit: Edit } {
    const kinds = Object.entries(this.#kinds(memory));
    const [what, make] = this.#pick(kinds);
    const edit = make();
    return { what, edit: edit ?? (() => undefined) };
  }

  #kinds(memory: MemoryOrg): Readonly<Record<string, () => Edit | null>> {
    const { accounts, deals } = { accounts: idsIn(memory, 'Accounts'), deals: idsIn(memory, 'Deals') };
    const edit = (module: string, id: string | undefined, values: Row): Edit | null =>
      id === undefined ? null : (org) => editRecord(org, module, id, values);
    return {
      winDeal: () => edit('Deals', this.#pick(deals), { Stage: 'Closed Won', Closing_Date: this.#day() }),
      stage: () => edit('Deals', this.#pick(deals), { Stage: this.#pick(STAGES) }),
      amount: () => edit('Deals', this.#pick(deals), { Amount: this.#amount() }),
      closing: () => edit('Deals', this.#pick(deals), { Closing_Date: this.#day() }),
      renamedDeal: () => edit('Deals', this.#pick(deals), { Deal_Name: `renamed ${this.#lastId}` }),
      moveDeal: () => edit('Deals', this.#pick(deals), { Account_Name: this.#pick(accounts) }),
      detachDeal: () => edit('Deals', this.#pick(deals), { Account_Name: null }),
      newDeal: () => edit('Deals', this.#newId(), this.#deal(this.#pick(accounts))),
      employees: () => edit('Accounts', this.#pick(accounts), { Employees: Math.floor(this.#random() * 900) }),
      industry: () => edit('Accounts', this.#pick(accounts), { Industry: this.#pick(INDUSTRIES) }),
      handEdit: () => edit('Accounts', this.#pick(accounts), { ABM_RFM_Label: 'Lost', ABM_RFM_R: 2 }),
      newAccount: () => this.#newAccount(),
      deleteDeal: () => this.#delete('Deals', this.#pick(deals)),
      deleteAccount: () => this.#deleteAccount(memory, this.#pick(accounts)),
      mergeAccounts: () => this.#merge(memory, this.#pick(accounts), this.#pick(accounts)),
      restore: () => this.#restore(),
      ...(memory.modules.has(LINES) ? this.#lineKinds(memory, deals) : {}),
    };
  }

  /** Line items are written through their deal, which perhaps counts as changed. */
  #lineKinds(memory: MemoryOrg, deals: readonly string[]): Readonly<Record<string, () => Edit | null>> {
    const lines = idsIn(memory, LINES);
    const touchDeal = (org: MemoryOrg, deal: MemoryValue): void => editRecord(org, 'Deals', String(deal), {});
    const write = (id: string, values: Row): Edit => {
      const alone = this.#random() < 0.5;
      const deal = values['Parent_Id'] ?? memory.modules.get(LINES)?.rows.get(id)?.['Parent_Id'] ?? null;
      return (org) => {
        editRecord(org, LINES, id, values);
        if (!alone && org.modules.get('Deals')?.rows.has(String(deal)) === true) touchDeal(org, deal);
      };
    };
    return {
      addLine: () => write(this.#newId(), { Parent_Id: this.#pick(deals), Quantity: Math.floor(this.#random() * 9) }),
      quantity: () => (lines.length === 0 ? null : write(this.#pick(lines), { Quantity: this.#random() * 5 })),
      removeLine: () => {
        if (lines.length === 0) return null;
        const id = this.#pick(lines);
        const deal = memory.modules.get(LINES)?.rows.get(id)?.['Parent_Id'] ?? null;
        if (memory.modules.get('Deals')?.rows.has(String(deal)) !== true) return null;
        return (org) => {
          org.modules.get(LINES)?.rows.delete(id);
          touchDeal(org, deal);
        };
      },
    };
  }

  #deleteAccount(memory: MemoryOrg, id: string): Edit {
    // What becomes of its deals is not documented: they stay, are detached without counting as changed, or go as well.
    const fate = this.#random();
    const deals = dealsOf(memory, id);
    const removals = fate < 0.3 ? deals.map((deal) => this.#delete('Deals', deal)) : [];
    const removal = this.#delete('Accounts', id);
    if (fate > 0.6) this.#detached.set(id, deals);
    return (org) => {
      if (fate > 0.6) for (const deal of deals) setQuietly(org, 'Deals', deal, { Account_Name: null });
      for (const each of [...removals, removal]) each(org);
    };
  }

  #merge(memory: MemoryOrg, into: string, from: string): Edit | null {
    if (into === from) return null;
    const deals = dealsOf(memory, from);
    const counts = this.#random() < 0.5;
    const removal = this.#delete('Accounts', from);
    return (org) => {
      for (const deal of deals) {
        if (counts) editRecord(org, 'Deals', deal, { Account_Name: into });
        else setQuietly(org, 'Deals', deal, { Account_Name: into });
      }
      removal(org);
    };
  }

  #delete(module: string, id: string): Edit {
    return (org) => {
      const row = org.modules.get(module)?.rows.get(id);
      if (row !== undefined && !this.#binned.some((each) => each.row['id'] === id))
        this.#binned.push({ module, row: { ...row } });
      deleteRecord(org, module, id);
    };
  }

  #restore(): Edit | null {
    const [found] = this.#binned.splice(Math.floor(this.#random() * this.#binned.length), 1);
    if (found === undefined) return null;
    const { module, row } = found;
    const counts = this.#random() < 0.5;
    const id = String(row['id']);
    // Deals that nobody has given to another account meanwhile come back with it, or do not.
    const deals = this.#random() < 0.5 ? (this.#detached.get(id) ?? []) : [];
    return (org) => {
      if (counts) editRecord(org, module, id, row);
      else setQuietly(org, module, id, row);
      const isFree = (deal: string): boolean => org.modules.get('Deals')?.rows.get(deal)?.['Account_Name'] === null;
      for (const deal of deals) if (isFree(deal)) setQuietly(org, 'Deals', deal, { Account_Name: id });
    };
  }

  #newAccount(): Edit {
    const id = this.#newId();
    const deal = this.#newId();
    const account = { Account_Name: `new ${id}`, Industry: null, Employees: Math.floor(this.#random() * 900) };
    const values = this.#deal(id);
    return (org) => {
      editRecord(org, 'Accounts', id, account);
      editRecord(org, 'Deals', deal, values);
    };
  }

  #deal(account: string): Row {
    return {
      Deal_Name: `new ${this.#lastId}`,
      Account_Name: account,
      Stage: this.#pick(STAGES),
      Amount: this.#amount(),
      Closing_Date: this.#day(),
    };
  }

  #amount(): MemoryValue {
    return this.#random() < 0.1 ? null : (this.#random() * 10_000).toFixed(2);
  }

  /** Some lie behind the day of the runs. */
  #day(): MemoryValue {
    const month = 1 + Math.floor(this.#random() * 7);
    return this.#random() < 0.05 ? null : `2026-0${month}-1${Math.floor(this.#random() * 9)}`;
  }

  #newId(): string {
    return String((this.#lastId += 1n));
  }

  #pick<T>(from: readonly T[]): T {
    const found = from[Math.floor(this.#random() * from.length)];
    if (found === undefined) throw new Error('there is something to pick from');
    return found;
  }
}

/** A change that moves no `Modified_Time`. */
export function setQuietly({ modules }: MemoryOrg, module: string, id: string, values: Row): void {
  const rows = modules.get(module)?.rows;
  rows?.set(id, { ...(rows.get(id) ?? { id }), ...values });
}

function idsIn({ modules }: MemoryOrg, module: string): string[] {
  return [...(modules.get(module)?.rows.keys() ?? [])];
}

function dealsOf({ modules }: MemoryOrg, account: string): string[] {
  const rows = [...(modules.get('Deals')?.rows ?? [])];
  return rows.flatMap(([id, row]) => (row['Account_Name'] === account ? [id] : []));
}

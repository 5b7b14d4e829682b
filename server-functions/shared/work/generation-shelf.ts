import type { ColumnTable } from '#core/columns/column-table.ts';
import { formatOrgKey, type OrgKey } from '#core/crm/org-key.ts';
import type { GenerationRecord } from '../../score/generation-record.ts';
import { loadAccounts, loadMonths, readCurrentGeneration } from '../../score/load-generation.ts';
import type { SeenCard } from '../../segments/insights/sum-cards.ts';
import type { WorkPorts } from '../ports.ts';
import type { AccountView } from '../sharing/account-view.ts';
import { cutTable } from '../sharing/cut-table.ts';

export interface ShelvedGeneration {
  readonly record: GenerationRecord;
  readonly table: ColumnTable;
  /** Deals by month; null where the generation keeps none. */
  months(): Promise<ColumnTable | null>;
}

/** A generation as one person sees it (PER-3). */
export interface SeenGeneration extends ShelvedGeneration {
  /** With their accounts alone. */
  readonly table: ColumnTable;
  /** With all accounts: for what is counted and not shown. */
  readonly whole: ColumnTable;
  /** null = record sharing does not matter, and both are the same. */
  readonly view: AccountView | null;
  /** Segments' numbers for this view, by what their members are stored under; kept as long as the view. */
  readonly cards: Map<string, SeenCard>;
}

export interface GenerationShelf {
  /** What is published now; null before the first run. */
  current(org: OrgKey): Promise<ShelvedGeneration | null>;
  seenBy(org: OrgKey, view: AccountView | null): Promise<SeenGeneration | null>;
}

/** The published generation, decoded; the last one stays: people at a screen ask many times about the same. */
export function createGenerationShelf({ store, blob }: Pick<WorkPorts, 'store' | 'blob'>): GenerationShelf {
  let kept: {
    readonly key: string;
    /** Read once, however many ask meanwhile: a screen asks several things at once, and everybody does after a run. */
    readonly table: Promise<ColumnTable>;
    months: Promise<ColumnTable | null> | null;
  } | null = null;
  const cuts = createCuts();
  const shelf: GenerationShelf = {
    async seenBy(org, view) {
      const generation = await shelf.current(org);
      if (generation === null) return null;
      const whole = generation.table;
      if (view === null) return { ...generation, whole, view, cards: new Map() };
      return { ...generation, ...cuts.of(whole, view), whole, view };
    },
    async current(org) {
      const record = (await readCurrentGeneration({ store }, org))?.value ?? null;
      if (record === null) return null;
      const key = `${formatOrgKey(org)}/${record.id}`;
      if (kept?.key !== key) kept = { key, table: loadAccounts({ blob }, org, record), months: null };
      const shelved = kept;
      const table = await shelved.table.catch((error: unknown) => {
        // What failed once may be read the next time.
        if (kept === shelved) kept = null;
        throw error;
      });
      const months = (): Promise<ColumnTable | null> =>
        (shelved.months ??= loadMonths({ blob }, org, record).catch((error: unknown) => {
          shelved.months = null;
          throw error;
        }));
      return { record, table, months };
    },
  };
  return shelf;
}

interface Cut {
  readonly table: ColumnTable;
  readonly cards: Map<string, SeenCard>;
}

/** Cut tables of the generation at hand; together they hold no more rows than it does, the newest one aside. */
function createCuts(): { of(whole: ColumnTable, view: AccountView): Cut } {
  let cutFrom: ColumnTable | null = null;
  const known = new Map<string, Cut>();
  return {
    of(whole, { digest, ids }) {
      if (cutFrom !== whole) known.clear();
      cutFrom = whole;
      const cut = known.get(digest) ?? { table: cutTable(whole, ids), cards: new Map() };
      known.delete(digest);
      known.set(digest, cut);
      let rows = [...known.values()].reduce((sum, { table }) => sum + table.length, 0);
      for (const [name, { table }] of known) {
        if (rows <= whole.length || name === digest) break;
        known.delete(name);
        rows -= table.length;
      }
      return cut;
    },
  };
}

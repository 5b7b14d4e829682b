import type { CrmProfile, CrmUser } from '#core/crm/crm-client.ts';
import type { ListedEmail, ListedNote } from '#core/crm/correspondence.ts';
import type { ChoiceOption, FieldMetadata, OrgMetadata } from '#core/crm/metadata.ts';
import { CONTRACT_PREFIX, type CrmFixture } from './crm-fixture.ts';
import { field } from './crm-metadata.ts';

/** A value as the memory CRM keeps it: lookups are ids as text, dates ISO text, money major units as decimal text. */
export type MemoryValue = string | number | boolean | null;

export interface MemoryModule {
  readonly label: string;
  readonly nameField: string;
  readonly fields: FieldMetadata[];
  readonly rows: Map<string, Record<string, MemoryValue>>;
  /** Related list -> module and the lookup there that points back. */
  readonly relatedLists: Readonly<Record<string, { readonly module: string; readonly lookup: string }>>;
}

export interface MemoryDeletion {
  readonly module: string;
  readonly id: string;
  readonly at: number;
}

export interface MemoryEmail extends ListedEmail {
  /** null = its owner shares it with nobody. */
  readonly body: string | null;
}

/** One org in memory. Everything may be changed by the test that owns it. */
export interface MemoryOrg {
  readonly org: OrgMetadata;
  readonly users: CrmUser[];
  readonly profiles: CrmProfile[];
  readonly modules: Map<string, MemoryModule>;
  /** The CRM's clock, epoch milliseconds: what writes stamp `Modified_Time` with. */
  readonly clock: { ms: number };
  readonly deleted: MemoryDeletion[];
  /** By the record that lists them, any order. */
  readonly emails: Map<bigint, MemoryEmail[]>;
  readonly notes: ListedNote[];
  /** Profile id -> "Module" or "Module.Field" that it may not see. */
  readonly hidden: Map<string, Set<string>>;
}

function option(actual: string, stageType: ChoiceOption['stageType'] = null): ChoiceOption {
  return { id: `option-${actual}`, actual, display: actual, colour: null, stageType };
}

/** Of every record: when it was changed last. */
const MODIFIED = field('Modified_Time', 'instant', { readOnly: true });

/** Zoho's standard modules as far as a fixture needs them, with an administrator and a rep who must not see amounts. */
export function createMemoryOrg(fixture: CrmFixture, idPrefix: bigint): MemoryOrg {
  let last = idPrefix;
  const nextId = (): string => String((last += 1n));
  const accounts = new Map<string, Record<string, MemoryValue>>();
  const idOf = new Map<string, string>();
  for (const { name, industry, employees } of fixture.accounts) {
    const id = nextId();
    idOf.set(name, id);
    accounts.set(id, { id, Account_Name: CONTRACT_PREFIX + name, Industry: industry, Employees: employees });
  }
  const deals = new Map<string, Record<string, MemoryValue>>();
  for (const { name, account, stage, amount, closingDate } of fixture.deals) {
    const id = nextId();
    const Account_Name = account === null ? null : (idOf.get(account) ?? null);
    deals.set(id, {
      id,
      Deal_Name: CONTRACT_PREFIX + name,
      Account_Name,
      Stage: stage,
      Amount: amount,
      Closing_Date: closingDate,
    });
  }
  const administrator = {
    id: nextId(),
    name: 'Administrator',
    administrator: true,
    granted: new Set(['Crm_Implied_Manage_ABM']),
  };
  const rep = { id: nextId(), name: 'Sales', administrator: false, granted: new Set(['Crm_Implied_Manage_ABM']) };
  return {
    org: {
      orgId: '7001',
      name: 'Memory',
      homeCurrency: 'EUR',
      multiCurrency: false,
      currencies: [{ isoCode: 'EUR', isHome: true, active: true, exchangeRate: '1', decimalPlaces: 2 }],
      timeZone: 'Europe/Madrid',
    },
    users: [memoryUser(nextId(), 'Ada', administrator.id), memoryUser(nextId(), 'Rui', rep.id)],
    profiles: [administrator, rep],
    modules: new Map<string, MemoryModule>([
      [
        'Accounts',
        {
          label: 'Account',
          nameField: 'Account_Name',
          fields: [
            field('Account_Name', 'text', { mandatory: true }),
            field('Industry', 'choice', { options: [option('Communications'), option('Government/Military')] }),
            field('Employees', 'integer'),
            MODIFIED,
          ],
          rows: accounts,
          relatedLists: { Deals: { module: 'Deals', lookup: 'Account_Name' } },
        },
      ],
      [
        'Deals',
        {
          label: 'Deal',
          nameField: 'Deal_Name',
          fields: [
            field('Deal_Name', 'text', { mandatory: true }),
            field('Account_Name', 'lookup', { lookupModule: 'Accounts' }),
            field('Stage', 'choice', {
              options: [option('Qualification', 'open'), option('Closed Won', 'won'), option('Closed Lost', 'lost')],
            }),
            field('Amount', 'money'),
            field('Closing_Date', 'date'),
            MODIFIED,
          ],
          rows: deals,
          relatedLists: {},
        },
      ],
      [
        'Products',
        {
          label: 'Product',
          nameField: 'Product_Name',
          fields: [field('Product_Name', 'text', { mandatory: true }), MODIFIED],
          rows: new Map(),
          relatedLists: {},
        },
      ],
    ]),
    clock: { ms: 0 },
    deleted: [],
    emails: new Map(),
    notes: [],
    hidden: new Map([[rep.id, new Set(['Deals.Amount', 'Products'])]]),
  };
}

/** A person's edit: a new record, or other values of one, at the time of the CRM's clock. */
export function editRecord(
  { modules, clock }: MemoryOrg,
  module: string,
  id: string,
  values: Readonly<Record<string, MemoryValue>>,
): void {
  const rows = modules.get(module)?.rows;
  if (rows === undefined) throw new Error(`There is no module ${module}`);
  rows.set(id, { ...(rows.get(id) ?? { id }), ...values, Modified_Time: new Date(clock.ms).toISOString() });
}

/** Into the recycle bin, with no trace in records that name it. */
export function deleteRecord({ modules, clock, deleted }: MemoryOrg, module: string, id: string): void {
  if (modules.get(module)?.rows.delete(id) === true) deleted.push({ module, id, at: clock.ms });
}

function memoryUser(id: string, name: string, profileId: string): CrmUser {
  const email = `${name.toLowerCase()}@memory.example`;
  return { id, name, email, profileId, language: 'en_GB', locale: 'en_GB', timeZone: 'Europe/Madrid' };
}

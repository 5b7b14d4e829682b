import type { CrmBatch, NewField, RecordPut, WriteRequest } from '#core/crm/crm-batch.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import { CONTRACT_PREFIX, type CrmFixture } from '#test/support/crm-fixture.ts';
import { readRows, type Cell, type CellRow } from '#test/support/read-cells.ts';

export interface CrmBatchHarness {
  /** An org with the records of `FIXTURE`. */
  readonly crm: CrmBatch;
  /** Another org, with those of `OTHER_FIXTURE`. */
  readonly other: CrmBatch;
  dispose(): Promise<void> | void;
}

export const ACCOUNT_KINDS = { id: 'id', Account_Name: 'text', Industry: 'text', Employees: 'number' } as const;
export const DEAL_KINDS = {
  id: 'id',
  Deal_Name: 'text',
  Account_Name: 'id',
  Stage: 'text',
  Amount: 'money',
  Closing_Date: 'day',
} as const;

export const NEW_FIELDS: readonly NewField[] = [
  {
    apiName: 'Contract_Label',
    label: 'Contract Label',
    type: 'choice',
    options: [
      { value: 'Champions', colour: '#2E7D32' },
      { value: 'Lost', colour: '#B71C1C' },
    ],
  },
  { apiName: 'Contract_Score', label: 'Contract Score', type: 'integer', options: [] },
  { apiName: 'Contract_Since', label: 'Contract Since', type: 'date', options: [] },
  { apiName: 'Contract_Evidence', label: 'Contract Evidence', type: 'longText', options: [] },
  { apiName: 'Contract_At', label: 'Contract At', type: 'instant', options: [] },
  { apiName: 'Contract_Sixth', label: 'Contract Sixth', type: 'integer', options: [] },
];
const NEW_KINDS = {
  ...ACCOUNT_KINDS,
  Contract_Label: 'text',
  Contract_Score: 'number',
  Contract_Since: 'day',
  Contract_Evidence: 'text',
} as const;

/** The fixture's records among those read, without ids, lookups by name. */
export async function readFixture(
  crm: CrmBatch,
): Promise<{ readonly accounts: readonly unknown[]; readonly deals: readonly unknown[] }> {
  const { rows: allAccounts } = await readRows(crm, 'Accounts', ACCOUNT_KINDS);
  const accounts = ours(allAccounts, 'Account_Name');
  const { rows: deals } = await readRows(crm, 'Deals', DEAL_KINDS);
  const names = new Map(accounts.map((row) => [row['id'], row['Account_Name'] ?? null]));
  return {
    accounts: byName(
      accounts.map((row) => [row['Account_Name'] ?? null, row['Industry'] ?? null, row['Employees'] ?? null]),
    ),
    deals: byName(
      ours(deals, 'Deal_Name').map((row) => [
        row['Deal_Name'] ?? null,
        row['Account_Name'] === null ? null : (names.get(row['Account_Name']) ?? 'unknown account'),
        row['Stage'] ?? null,
        row['Amount'] ?? null,
        formatDay(row['Closing_Date']),
      ]),
    ),
  };
}

export function expectedOf({ accounts, deals }: CrmFixture) {
  return {
    accounts: byName(accounts.map(({ name, industry, employees }) => [CONTRACT_PREFIX + name, industry, employees])),
    deals: byName(
      deals.map(({ name, account, stage, amount, closingDate }) => [
        CONTRACT_PREFIX + name,
        account === null ? null : CONTRACT_PREFIX + account,
        stage,
        amount === null ? null : Math.round(Number(amount) * 100),
        closingDate,
      ]),
    ),
  };
}

export function ours(rows: readonly CellRow[], nameField: string): readonly CellRow[] {
  return rows.filter((row) => String(row[nameField]).startsWith(CONTRACT_PREFIX));
}

export function byName(rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  return rows.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
}

function formatDay(cell: Cell | undefined): string | null {
  return typeof cell === 'number' ? formatIsoDay(cell) : null;
}

export async function idsByName(crm: CrmBatch): Promise<(name: string) => bigint> {
  const { rows } = await readRows(crm, 'Accounts', ACCOUNT_KINDS);
  return (name) => {
    const id = rows.find((row) => row['Account_Name'] === CONTRACT_PREFIX + name)?.['id'];
    if (typeof id !== 'bigint') throw new Error(`There is no account ${name}`);
    return id;
  };
}

export async function written(crm: CrmBatch, name: string): Promise<readonly Cell[]> {
  const { rows } = await readRows(crm, 'Accounts', NEW_KINDS);
  const row = rows.find((candidate) => candidate['Account_Name'] === CONTRACT_PREFIX + name) ?? {};
  return [
    row['Contract_Label'] ?? null,
    row['Contract_Score'] ?? null,
    formatDay(row['Contract_Since']),
    row['Contract_Evidence'] ?? null,
  ];
}

export function putOf(name: string, industry: string): RecordPut {
  return {
    module: 'Accounts',
    match: { apiName: 'Account_Name', value: CONTRACT_PREFIX + name },
    values: { Industry: industry },
  };
}

export function writeOf(
  ids: readonly bigint[],
  columns: Readonly<Record<string, readonly (string | number | null | undefined)[]>>,
): WriteRequest {
  return {
    module: 'Accounts',
    ids: BigInt64Array.from(ids),
    columns: Object.entries(columns).map(([apiName, values]) => ({ apiName, values: { at: (row) => values[row] } })),
    triggerWorkflows: false,
  };
}

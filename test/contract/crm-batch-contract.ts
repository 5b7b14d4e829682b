import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ColumnKind } from '#core/columns/column-table.ts';
import type { CrmBatch, NewField, RecordPut, WriteRequest } from '#core/crm/crm-batch.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import { CONTRACT_PREFIX, FIXTURE, OTHER_FIXTURE, type CrmFixture } from '#test/support/crm-fixture.ts';
import { readRows, type Cell, type CellRow } from '#test/support/read-cells.ts';

export interface CrmBatchHarness {
  /** An org with the records of `FIXTURE`. */
  readonly crm: CrmBatch;
  /** Another org, with those of `OTHER_FIXTURE`. */
  readonly other: CrmBatch;
  dispose(): Promise<void> | void;
}

export interface CrmBatchAbilities {
  /** A read-only adapter (files) takes the reading half and must refuse the other. */
  readonly writes: boolean;
  /** A readable module without records, if the adapter can have one. */
  readonly emptyModule: string | null;
}

const ACCOUNT_KINDS = { id: 'id', Account_Name: 'text', Industry: 'text', Employees: 'number' } as const;
const DEAL_KINDS = {
  id: 'id',
  Deal_Name: 'text',
  Account_Name: 'id',
  Stage: 'text',
  Amount: 'money',
  Closing_Date: 'day',
} as const;

const NEW_FIELDS: readonly NewField[] = [
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

/** What every `CrmBatch` must do. `open` gives two fresh orgs. */
export function crmBatchContract(
  adapter: string,
  open: () => Promise<CrmBatchHarness>,
  { writes, emptyModule }: CrmBatchAbilities,
): void {
  describe(`${adapter} keeps the CrmBatch contract`, () => {
    let harness: CrmBatchHarness;
    beforeEach(async () => {
      harness = await open();
    });
    afterEach(async () => {
      await harness.dispose();
    });

    test('the org has one home currency among its currencies and a real time zone', async () => {
      const org = await harness.crm.org();
      const home = org.currencies.filter((currency) => currency.isHome);
      expect(home.map((currency) => currency.isoCode)).toEqual([org.homeCurrency]);
      expect(() => new Intl.DateTimeFormat('en', { timeZone: org.timeZone })).not.toThrow();
    });

    test('modules and fields say what the mapping needs', async () => {
      const names = (await harness.crm.modules()).filter((module) => module.viewable).map((module) => module.apiName);
      expect(names).toEqual(expect.arrayContaining(['Accounts', 'Deals']));
      const deals = new Map((await harness.crm.fields('Deals')).map((field) => [field.apiName, field]));
      expect(deals.get('Account_Name')).toMatchObject({ type: 'lookup', lookupModule: 'Accounts' });
      expect(deals.get('Amount')?.type).toBe('money');
      expect(deals.get('Closing_Date')?.type).toBe('date');
      const stage = deals.get('Stage');
      expect(stage?.type).toBe('choice');
      const types = new Map(stage?.options.map((option) => [option.actual, option.stageType]));
      expect([types.get('Closed Won'), types.get('Closed Lost'), types.get('Qualification')]).toEqual([
        'won',
        'lost',
        'open',
      ]);
    });

    test('a module that is not there is named by its reason', async () => {
      await expect(harness.crm.fields('Nonsense')).rejects.toMatchObject({ name: 'CrmError', reason: 'invalidModule' });
      await expect(readRows(harness.crm, 'Nonsense', { id: 'id' })).rejects.toMatchObject({
        name: 'CrmError',
        reason: 'invalidModule',
      });
    });

    test('a field that is not there stops the reading, by its reason', async () => {
      await expect(readRows(harness.crm, 'Accounts', { id: 'id', Nonsense: 'text' })).rejects.toMatchObject({
        name: 'CrmError',
        reason: 'invalidField',
      });
    });

    test('every record is read once with every value as it is', async () => {
      expect(await readFixture(harness.crm)).toEqual(expectedOf(FIXTURE));
    });

    test('ids are there, distinct, and what lookups point to', async () => {
      const { rows: accounts } = await readRows(harness.crm, 'Accounts', ACCOUNT_KINDS);
      const { rows: deals } = await readRows(harness.crm, 'Deals', DEAL_KINDS);
      const ids = [...accounts, ...deals].map((row) => row['id']);
      expect(ids).not.toContain(null);
      expect(new Set(ids).size).toBe(ids.length);
      const accountIds = new Set(accounts.map((row) => row['id']));
      for (const deal of ours(deals, 'Deal_Name')) {
        if (deal['Account_Name'] !== null) expect(accountIds).toContain(deal['Account_Name']);
      }
    });

    test('the report counts the rows that came', async () => {
      const accounts = await readRows(harness.crm, 'Accounts', ACCOUNT_KINDS);
      expect(accounts.report).toEqual({ rows: accounts.rows.length, problems: [] });
      // A deal without account may be worth a note (files do); it is read all the same.
      const deals = await readRows(harness.crm, 'Deals', DEAL_KINDS);
      expect(deals.report.rows).toBe(deals.rows.length);
    });

    test('every batch has the columns that were asked for, and dictionaries only grow', async () => {
      const { batches } = harness.crm.readTable({
        module: 'Accounts',
        fields: [
          { apiName: 'id', as: 'id', kind: 'id' },
          { apiName: 'Account_Name', as: 'name', kind: 'text' },
          { apiName: 'Employees', as: 'crm:Employees', kind: 'number' },
        ],
      });
      let known: readonly string[] = [];
      for await (const batch of batches) {
        const kinds = [...batch.columns].map(([key, column]): [string, ColumnKind] => [key, column.kind]);
        expect(new Map(kinds)).toEqual(
          new Map([
            ['id', 'id'],
            ['name', 'text'],
            ['crm:Employees', 'number'],
          ]),
        );
        const name = batch.columns.get('name');
        if (name?.kind !== 'text') throw new Error('name is text');
        expect([...name.dictionary].slice(0, known.length)).toEqual(known);
        known = [...name.dictionary];
      }
      expect(known).toEqual(expect.arrayContaining(FIXTURE.accounts.map(({ name }) => CONTRACT_PREFIX + name)));
    });

    test('two readings at once do not disturb each other', async () => {
      const [one, two] = await Promise.all([readFixture(harness.crm), readFixture(harness.crm)]);
      expect(one).toEqual(two);
    });

    test('a reading that is abandoned early leaves the adapter usable', async () => {
      for await (const batch of harness.crm.readTable({
        module: 'Deals',
        fields: [{ apiName: 'id', as: 'id', kind: 'id' }],
      }).batches) {
        expect(batch.length).toBeGreaterThan(0);
        break;
      }
      expect(await readFixture(harness.crm)).toEqual(expectedOf(FIXTURE));
    });

    test('a cancelled reading gives nothing', async () => {
      const reading = harness.crm.readTable(
        { module: 'Accounts', fields: [{ apiName: 'id', as: 'id', kind: 'id' }] },
        AbortSignal.abort(),
      );
      const read = async (): Promise<void> => {
        for await (const batch of reading.batches) expect(batch).toBeUndefined();
      };
      await expect(read()).rejects.toMatchObject({ name: 'AbortError' });
    });

    if (emptyModule !== null) {
      test('a module without records is empty, not an error', async () => {
        expect(await readRows(harness.crm, emptyModule, { id: 'id' })).toMatchObject({ rows: [], report: { rows: 0 } });
      });
    }

    test("an org's records are its own", async () => {
      expect(await readFixture(harness.other)).toEqual(expectedOf(OTHER_FIXTURE));
    });

    test('two orgs read at the same time do not mix', async () => {
      const [one, two, three, four] = await Promise.all([
        readFixture(harness.crm),
        readFixture(harness.other),
        readFixture(harness.other),
        readFixture(harness.crm),
      ]);
      expect([one, four]).toEqual([expectedOf(FIXTURE), expectedOf(FIXTURE)]);
      expect([two, three]).toEqual([expectedOf(OTHER_FIXTURE), expectedOf(OTHER_FIXTURE)]);
    });

    if (!writes) {
      test('writing and creating fields are refused', async () => {
        const refused = { name: 'CrmError', reason: 'noPermission' };
        await expect(harness.crm.createFields('Accounts', NEW_FIELDS)).rejects.toMatchObject(refused);
        await expect(harness.crm.write(writeOf([1n], { Employees: [1] }))).rejects.toMatchObject(refused);
        await expect(harness.crm.putRecord(putOf('Acme', 'Communications'))).rejects.toMatchObject(refused);
      });
      return;
    }

    test('created fields are there with type and coloured options', async () => {
      const created = await harness.crm.createFields('Accounts', NEW_FIELDS);
      const types = ['choice', 'integer', 'date', 'longText', 'instant', 'integer'];
      expect(new Map(created.map((field) => [field.apiName, field.type]))).toEqual(
        new Map(NEW_FIELDS.map((field, index) => [field.apiName, types[index]])),
      );
      const label = (await harness.crm.fields('Accounts')).find((field) => field.apiName === 'Contract_Label');
      const options = label?.options.filter((option) => ['Champions', 'Lost'].includes(option.actual));
      expect(options?.map((option) => [option.actual, option.colour?.toUpperCase()])).toEqual([
        ['Champions', '#2E7D32'],
        ['Lost', '#B71C1C'],
      ]);
      expect(options?.every((option) => option.id !== null)).toBe(true);
    });

    test('creating again keeps fields and completes their options', async () => {
      const before = await harness.crm.createFields('Accounts', NEW_FIELDS);
      const label = NEW_FIELDS[0];
      if (label === undefined) throw new Error('there is a label field');
      const more = { ...label, options: [{ value: 'Loyal', colour: '#1565C0' }] };
      await harness.crm.createFields('Accounts', [more, ...NEW_FIELDS.slice(1)]);
      const after = (await harness.crm.fields('Accounts')).filter((field) => field.apiName.startsWith('Contract_'));
      expect(after).toHaveLength(NEW_FIELDS.length);
      const old = before.find((field) => field.apiName === 'Contract_Label')?.options ?? [];
      const now = after.find((field) => field.apiName === 'Contract_Label')?.options ?? [];
      const ids = new Map(now.map((option) => [option.actual, option.id]));
      expect([...ids.keys()]).toEqual(expect.arrayContaining(['Champions', 'Lost', 'Loyal']));
      for (const option of old) expect(ids.get(option.actual)).toBe(option.id);
    });

    test('fields created in one org are not in another org', async () => {
      await harness.crm.createFields('Accounts', NEW_FIELDS);
      const theirs = (await harness.other.fields('Accounts')).map(({ apiName }) => apiName);
      expect(theirs.filter((apiName) => apiName.startsWith('Contract_'))).toEqual([]);
      await expect(readRows(harness.other, 'Accounts', { id: 'id', Contract_Label: 'text' })).rejects.toMatchObject({
        reason: 'invalidField',
      });
    });

    test('written values are read back; null clears and undefined leaves', async () => {
      await harness.crm.createFields('Accounts', NEW_FIELDS);
      const ids = await idsByName(harness.crm);
      const [acme, solo] = [ids('Acme'), ids('Solo')];
      const first = await harness.crm.write(
        writeOf([acme, solo], {
          Contract_Label: ['Champions', 'Lost'],
          Contract_Score: [5, 1],
          Contract_Since: ['2026-01-15', '2026-01-15'],
          Contract_Evidence: ['{"r":1,"text":"é, \\"x\\""}', null],
        }),
      );
      expect(first).toEqual({ written: 2, failed: [] });
      expect(await written(harness.crm, 'Acme')).toEqual(['Champions', 5, '2026-01-15', '{"r":1,"text":"é, \\"x\\""}']);
      expect(await written(harness.crm, 'Solo')).toEqual(['Lost', 1, '2026-01-15', null]);
      const second = await harness.crm.write(
        writeOf([acme, solo], { Contract_Label: [null, undefined], Contract_Score: [undefined, null] }),
      );
      expect(second).toEqual({ written: 2, failed: [] });
      expect(await written(harness.crm, 'Acme')).toEqual([null, 5, '2026-01-15', '{"r":1,"text":"é, \\"x\\""}']);
      expect(await written(harness.crm, 'Solo')).toEqual(['Lost', null, '2026-01-15', null]);
      // What was not written about is as it was.
      expect(await readFixture(harness.crm)).toEqual(expectedOf(FIXTURE));
    });

    test('a record that is not there fails alone', async () => {
      const ids = await idsByName(harness.crm);
      const outcome = await harness.crm.write(writeOf([ids('Acme'), 999n, ids('Solo')], { Employees: [1, 2, 3] }));
      expect(outcome.written).toBe(2);
      expect(outcome.failed).toHaveLength(1);
      expect(outcome.failed[0]?.id).toBe('999');
      expect(outcome.failed[0]?.code).not.toBe('');
      const { rows } = await readRows(harness.crm, 'Accounts', ACCOUNT_KINDS);
      const employees = ours(rows, 'Account_Name').map((row) => row['Employees']);
      expect(new Set(employees)).toEqual(new Set([0, 1, 3, null]));
    });

    test('a put record is made once and then changed, and no other record is touched', async () => {
      const industries = async (): Promise<readonly (readonly Cell[])[]> => {
        const { rows } = await readRows(harness.crm, 'Accounts', ACCOUNT_KINDS);
        return byName(ours(rows, 'Account_Name').map((row) => [row['Account_Name'] ?? null, row['Industry'] ?? null]));
      };
      const before = await industries();
      await harness.crm.putRecord(putOf('Put', 'Communications'));
      const put = [`${CONTRACT_PREFIX}Put`, 'Communications'];
      expect(await industries()).toEqual(byName([...before, put]));
      await harness.crm.putRecord(putOf('Put', 'Government/Military'));
      expect(await industries()).toEqual(byName([...before, [`${CONTRACT_PREFIX}Put`, 'Government/Military']]));
      await expect(
        harness.crm.putRecord({ ...putOf('Put', 'Communications'), module: 'Nonsense' }),
      ).rejects.toMatchObject({ name: 'CrmError', reason: 'invalidModule' });
      expect(await readFixture(harness.other)).toEqual(expectedOf(OTHER_FIXTURE));
    });

    test('writing nothing is nothing', async () => {
      expect(await harness.crm.write(writeOf([], { Employees: [] }))).toEqual({ written: 0, failed: [] });
    });

    test('a write stays in its org, even with an id of the other one', async () => {
      const theirs = await idsByName(harness.other);
      const mine = await idsByName(harness.crm);
      const foreign = theirs('Elsewhere');
      expect((await harness.crm.write(writeOf([mine('Acme')], { Employees: [4321] }))).written).toBe(1);
      const outcome = await harness.crm.write(writeOf([foreign], { Employees: [4321] }));
      expect(outcome).toMatchObject({ written: 0, failed: [{ id: String(foreign) }] });
      expect(await readFixture(harness.other)).toEqual(expectedOf(OTHER_FIXTURE));
    });

    test('a cancelled write writes nothing', async () => {
      const ids = await idsByName(harness.crm);
      await expect(
        harness.crm.write(writeOf([ids('Acme')], { Employees: [1] }), AbortSignal.abort()),
      ).rejects.toMatchObject({
        name: 'AbortError',
      });
      expect(await readFixture(harness.crm)).toEqual(expectedOf(FIXTURE));
    });
  });
}

/** The fixture's records among those read, without ids, lookups by name. */
async function readFixture(
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

function expectedOf({ accounts, deals }: CrmFixture) {
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

function ours(rows: readonly CellRow[], nameField: string): readonly CellRow[] {
  return rows.filter((row) => String(row[nameField]).startsWith(CONTRACT_PREFIX));
}

function byName(rows: readonly (readonly Cell[])[]): readonly (readonly Cell[])[] {
  return rows.toSorted((a, b) => (String(a[0]) < String(b[0]) ? -1 : 1));
}

function formatDay(cell: Cell | undefined): string | null {
  return typeof cell === 'number' ? formatIsoDay(cell) : null;
}

async function idsByName(crm: CrmBatch): Promise<(name: string) => bigint> {
  const { rows } = await readRows(crm, 'Accounts', ACCOUNT_KINDS);
  return (name) => {
    const id = rows.find((row) => row['Account_Name'] === CONTRACT_PREFIX + name)?.['id'];
    if (typeof id !== 'bigint') throw new Error(`There is no account ${name}`);
    return id;
  };
}

async function written(crm: CrmBatch, name: string): Promise<readonly Cell[]> {
  const { rows } = await readRows(crm, 'Accounts', NEW_KINDS);
  const row = rows.find((candidate) => candidate['Account_Name'] === CONTRACT_PREFIX + name) ?? {};
  return [
    row['Contract_Label'] ?? null,
    row['Contract_Score'] ?? null,
    formatDay(row['Contract_Since']),
    row['Contract_Evidence'] ?? null,
  ];
}

function putOf(name: string, industry: string): RecordPut {
  return {
    module: 'Accounts',
    match: { apiName: 'Account_Name', value: CONTRACT_PREFIX + name },
    values: { Industry: industry },
  };
}

function writeOf(
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

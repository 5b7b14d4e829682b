import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ColumnKind } from '#core/columns/column-table.ts';
import { CONTRACT_PREFIX, FIXTURE, OTHER_FIXTURE } from '#test/support/crm-fixture.ts';
import { readRows } from '#test/support/read-cells.ts';
import {
  ACCOUNT_KINDS,
  DEAL_KINDS,
  NEW_FIELDS,
  readFixture,
  expectedOf,
  ours,
  putOf,
  writeOf,
  type CrmBatchHarness,
} from './crm-batch-cases/contract-records.ts';
import { writingCases } from './crm-batch-cases/writing-cases.ts';

export interface CrmBatchAbilities {
  /** A read-only adapter (files) takes the reading half and must refuse the other. */
  readonly writes: boolean;
  /** A readable module without records, if the adapter can have one. */
  readonly emptyModule: string | null;
}

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
    } else writingCases(() => harness);
  });
}

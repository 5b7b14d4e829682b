import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CrmClient } from '#core/crm/crm-client.ts';
import { CONTRACT_PREFIX } from '#test/support/crm-fixture.ts';

export interface CrmClientHarness {
  /** Somebody who sees everything of an org with the records of `FIXTURE`. */
  readonly client: CrmClient;
  /** Somebody in the same org who may see deals but not `Deals.Amount`. */
  readonly withoutAmounts: CrmClient;
  /** Somebody in another org, with the records of `OTHER_FIXTURE`. */
  readonly other: CrmClient;
  dispose(): Promise<void> | void;
}

const NOWHERE = '999';

/** What every `CrmClient` must do. `open` gives two fresh orgs. */
export function crmClientContract(adapter: string, open: () => Promise<CrmClientHarness>): void {
  describe(`${adapter} keeps the CrmClient contract`, () => {
    let harness: CrmClientHarness;
    beforeEach(async () => {
      harness = await open();
    });
    afterEach(async () => {
      await harness.dispose();
    });

    test('the user has a profile that says what is granted', async () => {
      const user = await harness.client.currentUser();
      expect(user.id).toMatch(/^[1-9]\d*$/);
      const profile = await harness.client.profile(user.profileId);
      expect(profile.id).toBe(user.profileId);
      expect(profile.granted.has('Crm_Implied_Manage_ABM')).toBe(true);
      expect(profile.granted.has('Crm_Implied_No_Such_Permission')).toBe(false);
    });

    test('a profile that is not there throws: no rights are made up', async () => {
      await expect(harness.client.profile(NOWHERE)).rejects.toMatchObject({ name: 'CrmError' });
    });

    test('the org states its home currency and zone', async () => {
      const org = await harness.client.org();
      expect(org.currencies.find((currency) => currency.isHome)?.isoCode).toBe(org.homeCurrency);
      expect(() => new Intl.DateTimeFormat('en', { timeZone: org.timeZone })).not.toThrow();
    });

    test('a record has the fields that were asked for, lookups with id and name', async () => {
      const acme = await accountId(harness.client, 'Acme');
      expect(await harness.client.record('Accounts', acme, ['Account_Name', 'Employees'])).toMatchObject({
        id: acme,
        Account_Name: `${CONTRACT_PREFIX}Acme`,
        Employees: 1200,
      });
      const deal = await onlyRecord(harness.client, 'Deals', 'Deal_Name', 'first', [
        'id',
        'Account_Name',
        'Amount',
        'Closing_Date',
      ]);
      expect(deal).toMatchObject({
        Account_Name: { id: acme, name: `${CONTRACT_PREFIX}Acme` },
        Amount: 12.3,
        Closing_Date: '2024-02-29',
      });
    });

    test('a record that is not there is null', async () => {
      expect(await harness.client.record('Accounts', NOWHERE, ['Account_Name'])).toBeNull();
    });

    test('an id of another org is not there', async () => {
      const theirs = await accountId(harness.other, 'Elsewhere');
      expect(await harness.client.record('Accounts', theirs, ['Account_Name'])).toBeNull();
      expect((await find(harness.client, 'Accounts', 'Account_Name', 'Elsewhere', ['id'])).records).toEqual([]);
    });

    test('a deal of another org is not there, by id, by query or through its account', async () => {
      const deal = await onlyRecord(harness.other, 'Deals', 'Deal_Name', 'theirs', ['id']);
      expect(await harness.client.record('Deals', deal.id, ['Deal_Name', 'Amount'])).toBeNull();
      const query = `select id from Deals where Deal_Name = '${CONTRACT_PREFIX}theirs' limit 10`;
      expect((await harness.client.query(query)).records).toEqual([]);
      // The other org has an account of the same name as one of ours: ids tell them apart.
      const theirs = await accountId(harness.other, 'Acme');
      expect(await accountId(harness.client, 'Acme')).not.toBe(theirs);
      const through = await harness.client
        .relatedRecords('Accounts', theirs, 'Deals', ['Deal_Name'], 1)
        .catch((error: unknown) => error);
      expect(through).toMatchObject({ name: 'CrmError', reason: 'invalidData' });
    });

    test('a profile of another org gives no rights', async () => {
      const { profileId } = await harness.other.currentUser();
      const mine = await harness.client.currentUser();
      if (profileId === mine.profileId) throw new Error('two orgs share a profile: this case shows nothing');
      await expect(harness.client.profile(profileId)).rejects.toMatchObject({ name: 'CrmError' });
    });

    test('a user is of one org, and sees its modules', async () => {
      expect((await harness.client.currentUser()).id).not.toBe((await harness.other.currentUser()).id);
      const names = (await harness.client.modules()).map(({ apiName }) => apiName);
      expect(names).toEqual(expect.arrayContaining(['Accounts', 'Deals']));
    });

    test('fields say their type, what a lookup points to and what stages mean', async () => {
      const fields = await harness.client.fields('Deals');
      const of = (apiName: string) => fields.find((field) => field.apiName === apiName);
      expect(of('Account_Name')).toMatchObject({ type: 'lookup', lookupModule: 'Accounts', custom: false });
      expect(of('Deal_Name')).toMatchObject({ type: 'text', mandatory: true, lookupModule: null });
      expect(of('Amount')).toMatchObject({ type: 'money', options: [] });
      expect(of('Closing_Date')?.type).toBe('date');
      const meaning = new Map(of('Stage')?.options.map(({ actual, stageType }) => [actual, stageType]));
      expect(['Qualification', 'Closed Won', 'Closed Lost'].map((stage) => meaning.get(stage))).toEqual([
        'open',
        'won',
        'lost',
      ]);
    });

    test('a module that is not there is named by its reason', async () => {
      const invalid = { name: 'CrmError', reason: 'invalidModule' };
      await expect(harness.client.record('Nonsense', NOWHERE, ['Name'])).rejects.toMatchObject(invalid);
      await expect(harness.client.fields('Nonsense')).rejects.toMatchObject(invalid);
    });

    test('related records come in pages; none is empty, not an error', async () => {
      const deals = (id: string, page: number) =>
        harness.client.relatedRecords('Accounts', id, 'Deals', ['Deal_Name', 'Stage'], page);
      const acme = await accountId(harness.client, 'Acme');
      const first = await deals(acme, 1);
      expect(new Set(first.records.map((record) => record['Deal_Name']))).toEqual(
        new Set([`${CONTRACT_PREFIX}first`, `${CONTRACT_PREFIX}second`]),
      );
      expect(first.records).toHaveLength(2);
      expect(first.moreRecords).toBe(false);
      expect(await deals(acme, 2)).toEqual({ records: [], moreRecords: false });
      expect(await deals(await accountId(harness.client, 'Søhne & "Partner", Inc.'), 1)).toEqual({
        records: [],
        moreRecords: false,
      });
    });

    test('a query finds what matches all its conditions', async () => {
      const where = `Stage = 'Closed Won' and Deal_Name = '${CONTRACT_PREFIX}first'`;
      const page = await harness.client.query(`select Deal_Name, Stage from Deals where ${where} limit 10`);
      expect(page).toMatchObject({
        records: [{ Deal_Name: `${CONTRACT_PREFIX}first`, Stage: 'Closed Won' }],
        moreRecords: false,
      });
      const none = `Stage = 'Closed Lost' and Deal_Name = '${CONTRACT_PREFIX}first'`;
      expect(await harness.client.query(`select Deal_Name from Deals where ${none} limit 10`)).toEqual({
        records: [],
        moreRecords: false,
      });
    });

    test('a query that is none is refused by its reason', async () => {
      await expect(harness.client.query('select Deal_Name from Deals')).rejects.toMatchObject({
        name: 'CrmError',
        reason: 'invalidQuery',
      });
    });

    test('what a profile hides is neither listed nor given', async () => {
      expect((await harness.withoutAmounts.fields('Deals')).map((field) => field.apiName)).toContain('Stage');
      expect((await harness.withoutAmounts.fields('Deals')).map((field) => field.apiName)).not.toContain('Amount');
      const { id } = await onlyRecord(harness.client, 'Deals', 'Deal_Name', 'first', ['id']);
      const record = await harness.withoutAmounts.record('Deals', id, ['Deal_Name', 'Amount']);
      expect(record?.['Deal_Name']).toBe(`${CONTRACT_PREFIX}first`);
      expect(record?.['Amount'] ?? null).toBeNull();
    });
  });
}

async function find(client: CrmClient, module: string, field: string, name: string, fields: readonly string[]) {
  const value = `${CONTRACT_PREFIX}${name}`.replaceAll(/['\\]/g, String.raw`\$&`);
  return client.query(`select ${fields.join(', ')} from ${module} where ${field} = '${value}' limit 10`);
}

async function onlyRecord(client: CrmClient, module: string, field: string, name: string, fields: readonly string[]) {
  const { records } = await find(client, module, field, name, fields);
  const [record] = records;
  if (record === undefined || records.length > 1) throw new Error(`${records.length} records are called ${name}`);
  return record;
}

async function accountId(client: CrmClient, name: string): Promise<string> {
  return (await onlyRecord(client, 'Accounts', 'Account_Name', name, ['id'])).id;
}

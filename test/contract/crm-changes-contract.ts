import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { SlicedCrmBatch } from '#core/crm/sliced-crm-batch.ts';
import { CONTRACT_PREFIX } from '#test/support/crm-fixture.ts';
import { readRows, tableRows, type CellRow } from '#test/support/read-cells.ts';

export interface CrmChangesHarness {
  /** An org with the records of `FIXTURE`, made long ago. */
  readonly crm: SlicedCrmBatch;
  /** Another org, with those of `OTHER_FIXTURE`. */
  readonly other: SlicedCrmBatch;
  /** The CRM's clock. */
  now(): number;
  pass(ms: number): void;
  /** Deletes a record of the first org, as one of its people does. */
  remove(module: string, id: bigint): Promise<void>;
  dispose(): Promise<void> | void;
}

const KINDS = { id: 'id', Account_Name: 'text', Employees: 'number' } as const;
const FIELDS = Object.entries(KINDS).map(([apiName, kind]) => ({ apiName, as: apiName, kind }));
const HOUR_MS = 3_600_000;

/** What every `SlicedCrmBatch` must tell of changes. */
export function crmChangesContract(adapter: string, open: () => Promise<CrmChangesHarness>): void {
  describe(`${adapter} tells what changed`, () => {
    let harness: CrmChangesHarness;
    beforeEach(async () => {
      harness = await open();
    });
    afterEach(async () => {
      await harness.dispose();
    });

    test('nothing, where nothing did', async () => {
      harness.pass(HOUR_MS);
      expect(await namesSince(harness.now())).toEqual([]);
      expect([...(await harness.crm.readDeleted({ module: 'Accounts', since: harness.now() }))]).toEqual([]);
    });

    test('records that were written or made since, as they are now', async () => {
      await employ('Acme', 11);
      harness.pass(HOUR_MS);
      const since = harness.now();
      await employ('Solo', 22);
      harness.pass(HOUR_MS);
      await employ('Solo', 33);
      const name = `${CONTRACT_PREFIX}Made later`;
      await harness.crm.putRecord({ module: 'Accounts', match: { apiName: 'Account_Name', value: name }, values: {} });
      const changed = await changedSince(since);
      expect(new Map(changed.map((row) => [row['Account_Name'], row['Employees']]))).toEqual(
        new Map([
          [name, null],
          [`${CONTRACT_PREFIX}Solo`, 33],
        ]),
      );
      expect(await namesSince(harness.now())).toEqual([name, `${CONTRACT_PREFIX}Solo`]);
    });

    test('what changed in the second that is asked about is among it', async () => {
      harness.pass(HOUR_MS);
      await employ('Acme', 1);
      expect(await namesSince(Math.floor(harness.now() / 1_000) * 1_000 + 999)).toEqual([`${CONTRACT_PREFIX}Acme`]);
    });

    test('many changes come in parts, none of them lost to another process', async () => {
      harness.pass(HOUR_MS);
      const since = harness.now();
      const names = Array.from({ length: 15 }, (_, index) => `${CONTRACT_PREFIX}New ${index + 10}`);
      for (const value of names) {
        await harness.crm.putRecord({ module: 'Accounts', match: { apiName: 'Account_Name', value }, values: {} });
      }
      expect(await namesSince(since)).toEqual(names);
    });

    test('deleted records, once each and in the order of their ids, and no longer among the changed', async () => {
      harness.pass(HOUR_MS);
      const since = harness.now();
      const [acme, solo] = [await idOf('Acme'), await idOf('Solo')];
      await employ('Solo', 5);
      await harness.remove('Accounts', solo);
      await harness.remove('Accounts', acme);
      const sorted = [acme, solo].toSorted((a, b) => (a < b ? -1 : 1));
      expect([...(await harness.crm.readDeleted({ module: 'Accounts', since }))]).toEqual(sorted);
      expect([...(await harness.crm.readDeleted({ module: 'Deals', since }))]).toEqual([]);
      expect(await namesSince(since)).toEqual([]);
      harness.pass(HOUR_MS);
      expect([...(await harness.crm.readDeleted({ module: 'Accounts', since: harness.now() }))]).toEqual([]);
    });

    test("an org's changes are its own", async () => {
      harness.pass(HOUR_MS);
      const since = harness.now();
      await employ('Acme', 77);
      await harness.remove('Accounts', await idOf('Solo'));
      expect(await namesSince(since, harness.other)).toEqual([]);
      expect([...(await harness.other.readDeleted({ module: 'Accounts', since }))]).toEqual([]);
      expect(await namesSince(since)).toEqual([`${CONTRACT_PREFIX}Acme`]);
    });

    test('the newest change of a module is where the next question begins', async () => {
      harness.pass(HOUR_MS);
      await employ('Acme', 3);
      const second = Math.floor(harness.now() / 1_000) * 1_000;
      expect(await harness.crm.latestChange('Accounts')).toBe(second);
      expect(await harness.crm.latestChange('Products')).toBeNull();
      expect(await namesSince(second)).toEqual([`${CONTRACT_PREFIX}Acme`]);
    });

    test('rows that name certain records, all of them and no others', async () => {
      const kinds = { id: 'id', Deal_Name: 'text', Account_Name: 'id' } as const;
      const fields = Object.entries(kinds).map(([apiName, kind]) => ({ apiName, as: apiName, kind }));
      const request = { module: 'Deals', fields };
      const dealsOf = async (...ids: readonly bigint[]): Promise<readonly string[]> => {
        const table = await harness.crm.readRelated(request, 'Account_Name', BigInt64Array.from(ids));
        return tableRows(table)
          .map((row) => String(row['Deal_Name']).replace(CONTRACT_PREFIX, ''))
          .toSorted();
      };
      expect(await dealsOf(await idOf('Acme'))).toEqual(['first', 'second']);
      expect(await dealsOf(await idOf('Acme'), await idOf('Solo'), 999n)).toEqual(['first', 'refund', 'second']);
      expect(await dealsOf(999n)).toEqual([]);
      expect(await dealsOf()).toEqual([]);
      // More than are asked for one by one.
      const many = Array.from({ length: 2_001 }, (_, index) => 1_000n + BigInt(index));
      expect(await dealsOf(...many, await idOf('Solo'))).toEqual(['refund']);
    });

    test('a module or a field that is not there is named by its reason', async () => {
      const since = harness.now();
      const missing = { name: 'CrmError', reason: 'invalidModule' };
      await expect(harness.crm.readDeleted({ module: 'Nonsense', since })).rejects.toMatchObject(missing);
      await expect(readAll(harness.crm, 'Nonsense', FIELDS, since)).rejects.toMatchObject(missing);
      await employ('Acme', 1);
      const fields = [...FIELDS, { apiName: 'Nonsense', as: 'n', kind: 'text' as const }];
      await expect(readAll(harness.crm, 'Accounts', fields, since)).rejects.toMatchObject({ reason: 'invalidField' });
    });

    test('a cancelled question is not answered', async () => {
      const since = harness.now() - HOUR_MS;
      await employ('Acme', 1);
      const part = harness.crm.readChanges({ module: 'Accounts', fields: FIELDS, since }, null, AbortSignal.abort());
      const read = async (): Promise<void> => {
        for await (const batch of part.batches) expect(batch).toBeUndefined();
      };
      await expect(read()).rejects.toMatchObject({ name: 'AbortError' });
    });

    async function employ(name: string, employees: number): Promise<void> {
      const ids = BigInt64Array.of(await idOf(name));
      const columns = [{ apiName: 'Employees', values: { at: () => employees } }];
      const outcome = await harness.crm.write({ module: 'Accounts', ids, columns, triggerWorkflows: false });
      expect(outcome.written).toBe(1);
    }

    async function idOf(name: string): Promise<bigint> {
      const { rows } = await readRows(harness.crm, 'Accounts', KINDS);
      const id = rows.find((row) => row['Account_Name'] === CONTRACT_PREFIX + name)?.['id'];
      if (typeof id !== 'bigint') throw new Error(`There is no account ${name}`);
      return id;
    }

    const changedSince = (since: number, crm = harness.crm): Promise<readonly CellRow[]> =>
      readAll(crm, 'Accounts', FIELDS, since);
    async function namesSince(since: number, crm = harness.crm): Promise<readonly string[]> {
      return (await changedSince(since, crm)).map((row) => String(row['Account_Name'])).toSorted();
    }
  });
}

/** Every part; of a record that comes twice the later row. */
async function readAll(
  crm: SlicedCrmBatch,
  module: string,
  fields: Parameters<SlicedCrmBatch['readChanges']>[0]['fields'],
  since: number,
): Promise<readonly CellRow[]> {
  const rows = new Map<unknown, CellRow>();
  for (let from: string | null | undefined; from !== null;) {
    const part = crm.readChanges({ module, fields, since }, from ?? null);
    for await (const batch of part.batches) for (const row of tableRows(batch)) rows.set(row['id'], row);
    from = (await part.end).next;
  }
  return [...rows.values()];
}

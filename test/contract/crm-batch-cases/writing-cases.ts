import { expect, test } from 'vitest';
import { CONTRACT_PREFIX, FIXTURE, OTHER_FIXTURE } from '#test/support/crm-fixture.ts';
import { readRows, type Cell } from '#test/support/read-cells.ts';
import {
  ACCOUNT_KINDS,
  NEW_FIELDS,
  readFixture,
  expectedOf,
  ours,
  byName,
  idsByName,
  written,
  putOf,
  writeOf,
  type CrmBatchHarness,
} from './contract-records.ts';

/** Cases of an adapter that writes: fields, values, records that are put. `harness` gives the one of the test that runs. */
export function writingCases(harness: () => CrmBatchHarness): void {
  test('created fields are there with type and coloured options', async () => {
    const created = await harness().crm.createFields('Accounts', NEW_FIELDS);
    const types = ['choice', 'integer', 'date', 'longText', 'instant', 'integer'];
    expect(new Map(created.map((field) => [field.apiName, field.type]))).toEqual(
      new Map(NEW_FIELDS.map((field, index) => [field.apiName, types[index]])),
    );
    const label = (await harness().crm.fields('Accounts')).find((field) => field.apiName === 'Contract_Label');
    const options = label?.options.filter((option) => ['Champions', 'Lost'].includes(option.actual));
    expect(options?.map((option) => [option.actual, option.colour?.toUpperCase()])).toEqual([
      ['Champions', '#2E7D32'],
      ['Lost', '#B71C1C'],
    ]);
    expect(options?.every((option) => option.id !== null)).toBe(true);
  });

  test('creating again keeps fields and completes their options', async () => {
    const before = await harness().crm.createFields('Accounts', NEW_FIELDS);
    const label = NEW_FIELDS[0];
    if (label === undefined) throw new Error('there is a label field');
    const more = { ...label, options: [{ value: 'Loyal', colour: '#1565C0' }] };
    await harness().crm.createFields('Accounts', [more, ...NEW_FIELDS.slice(1)]);
    const after = (await harness().crm.fields('Accounts')).filter((field) => field.apiName.startsWith('Contract_'));
    expect(after).toHaveLength(NEW_FIELDS.length);
    const old = before.find((field) => field.apiName === 'Contract_Label')?.options ?? [];
    const now = after.find((field) => field.apiName === 'Contract_Label')?.options ?? [];
    const ids = new Map(now.map((option) => [option.actual, option.id]));
    expect([...ids.keys()]).toEqual(expect.arrayContaining(['Champions', 'Lost', 'Loyal']));
    for (const option of old) expect(ids.get(option.actual)).toBe(option.id);
  });

  test('fields created in one org are not in another org', async () => {
    await harness().crm.createFields('Accounts', NEW_FIELDS);
    const theirs = (await harness().other.fields('Accounts')).map(({ apiName }) => apiName);
    expect(theirs.filter((apiName) => apiName.startsWith('Contract_'))).toEqual([]);
    await expect(readRows(harness().other, 'Accounts', { id: 'id', Contract_Label: 'text' })).rejects.toMatchObject({
      reason: 'invalidField',
    });
  });

  test('written values are read back; null clears and undefined leaves', async () => {
    await harness().crm.createFields('Accounts', NEW_FIELDS);
    const ids = await idsByName(harness().crm);
    const [acme, solo] = [ids('Acme'), ids('Solo')];
    const first = await harness().crm.write(
      writeOf([acme, solo], {
        Contract_Label: ['Champions', 'Lost'],
        Contract_Score: [5, 1],
        Contract_Since: ['2026-01-15', '2026-01-15'],
        Contract_Evidence: ['{"r":1,"text":"é, \\"x\\""}', null],
      }),
    );
    expect(first).toEqual({ written: 2, failed: [] });
    expect(await written(harness().crm, 'Acme')).toEqual(['Champions', 5, '2026-01-15', '{"r":1,"text":"é, \\"x\\""}']);
    expect(await written(harness().crm, 'Solo')).toEqual(['Lost', 1, '2026-01-15', null]);
    const second = await harness().crm.write(
      writeOf([acme, solo], { Contract_Label: [null, undefined], Contract_Score: [undefined, null] }),
    );
    expect(second).toEqual({ written: 2, failed: [] });
    expect(await written(harness().crm, 'Acme')).toEqual([null, 5, '2026-01-15', '{"r":1,"text":"é, \\"x\\""}']);
    expect(await written(harness().crm, 'Solo')).toEqual(['Lost', null, '2026-01-15', null]);
    // What was not written about is as it was.
    expect(await readFixture(harness().crm)).toEqual(expectedOf(FIXTURE));
  });

  test('a record that is not there fails alone', async () => {
    const ids = await idsByName(harness().crm);
    const outcome = await harness().crm.write(writeOf([ids('Acme'), 999n, ids('Solo')], { Employees: [1, 2, 3] }));
    expect(outcome.written).toBe(2);
    expect(outcome.failed).toHaveLength(1);
    expect(outcome.failed[0]?.id).toBe('999');
    expect(outcome.failed[0]?.code).not.toBe('');
    const { rows } = await readRows(harness().crm, 'Accounts', ACCOUNT_KINDS);
    const employees = ours(rows, 'Account_Name').map((row) => row['Employees']);
    expect(new Set(employees)).toEqual(new Set([0, 1, 3, null]));
  });

  test('a put record is made once and then changed, and no other record is touched', async () => {
    const industries = async (): Promise<readonly (readonly Cell[])[]> => {
      const { rows } = await readRows(harness().crm, 'Accounts', ACCOUNT_KINDS);
      return byName(ours(rows, 'Account_Name').map((row) => [row['Account_Name'] ?? null, row['Industry'] ?? null]));
    };
    const before = await industries();
    await harness().crm.putRecord(putOf('Put', 'Communications'));
    const put = [`${CONTRACT_PREFIX}Put`, 'Communications'];
    expect(await industries()).toEqual(byName([...before, put]));
    await harness().crm.putRecord(putOf('Put', 'Government/Military'));
    expect(await industries()).toEqual(byName([...before, [`${CONTRACT_PREFIX}Put`, 'Government/Military']]));
    await expect(
      harness().crm.putRecord({ ...putOf('Put', 'Communications'), module: 'Nonsense' }),
    ).rejects.toMatchObject({ name: 'CrmError', reason: 'invalidModule' });
    expect(await readFixture(harness().other)).toEqual(expectedOf(OTHER_FIXTURE));
  });

  test('writing nothing is nothing', async () => {
    expect(await harness().crm.write(writeOf([], { Employees: [] }))).toEqual({ written: 0, failed: [] });
  });

  test('a write stays in its org, even with an id of the other one', async () => {
    const theirs = await idsByName(harness().other);
    const mine = await idsByName(harness().crm);
    const foreign = theirs('Elsewhere');
    expect((await harness().crm.write(writeOf([mine('Acme')], { Employees: [4321] }))).written).toBe(1);
    const outcome = await harness().crm.write(writeOf([foreign], { Employees: [4321] }));
    expect(outcome).toMatchObject({ written: 0, failed: [{ id: String(foreign) }] });
    expect(await readFixture(harness().other)).toEqual(expectedOf(OTHER_FIXTURE));
  });

  test('a cancelled write writes nothing', async () => {
    const ids = await idsByName(harness().crm);
    await expect(
      harness().crm.write(writeOf([ids('Acme')], { Employees: [1] }), AbortSignal.abort()),
    ).rejects.toMatchObject({
      name: 'AbortError',
    });
    expect(await readFixture(harness().crm)).toEqual(expectedOf(FIXTURE));
  });
}

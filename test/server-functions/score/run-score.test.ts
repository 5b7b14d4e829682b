import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import { proposeFor } from '#server-functions/configuration/propose.ts';
import { GENERATION_COLUMNS, type Generation } from '#server-functions/score/generation.ts';
import { runScore } from '#server-functions/score/run-score.ts';
import { createRestCrmBatch } from '#server-functions/shared/rest/rest-crm-batch.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { queryTables } from '#test/support/query-tables.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';
import { sandboxSender } from '#test/support/sandbox-fixture.ts';

let sandbox: Sandbox;
let proposal: Configuration;
/** The CRM rations downloads by the minute. */
const crmTime = { ms: SAMPLE_NOON };
const asOfDay = parseIsoDay(SAMPLE_DAY) ?? 0;

function connect(): CrmBatch {
  const rest = sandboxSender(sandbox, ZYLKER, 'administrator');
  const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 20)));
  return createRestCrmBatch({ rest, content: rest, clock: { now: () => SAMPLE_NOON }, wait });
}

beforeAll(async () => {
  sandbox = await startSampleSandbox(120, { clock: { now: () => crmTime.ms } });
  const proposed = await proposeFor(connect(), { at: '2026-06-30T12:00:00Z', author: 'test' });
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.error));
  proposal = proposed.value;
});
afterAll(() => sandbox.close());

beforeEach(() => {
  crmTime.ms += 60_000;
});

/** The proposal with other RFM settings. */
function withRfm(change: Partial<NonNullable<Configuration['techniques']['rfm']>>): Configuration {
  const { rfm } = proposal.techniques;
  if (rfm === null) throw new Error('the proposal has RFM');
  return { ...proposal, techniques: { ...proposal.techniques, rfm: { ...rfm, ...change } } };
}

async function generate(configuration: Configuration): Promise<Generation> {
  const scored = await runScore({ crm: connect(), configuration, asOfDay });
  if (!scored.ok) throw new Error(JSON.stringify(scored.error));
  return scored.value;
}

/** account id -> number of a column; empty cells are left out. */
function numbersOf({ table }: Generation, key: string): Map<string, number> {
  const ids = table.columns.get('id');
  const column = table.columns.get(key);
  const values = column?.kind === 'money' ? column.minor : column?.kind === 'number' ? column.values : null;
  if (ids?.kind !== 'id' || values === null) throw new Error(`no ${key}`);
  const found = new Map<string, number>();
  for (let row = 0; row < table.length; row++) {
    const value = values[row] ?? Number.NaN;
    if (!Number.isNaN(value)) found.set(String(ids.values[row]), value);
  }
  return found;
}

function bySql(sql: string): Map<string, number> {
  const rows = queryTables(sandbox.databasePath(ZYLKER), sql);
  return new Map(rows.map((row) => [String(row['account']), Number(row['value'])] as const));
}

const WON = `Stage = 'Closed Won' AND Closing_Date <= '${SAMPLE_DAY}' AND Account_Name IS NOT NULL`;
const MINOR = 'CAST(round(100 * Amount / Exchange_Rate) AS INTEGER)';

describe('what a run computes is what SQL finds in the raw tables', () => {
  test('days, deals and amounts, each deal at its own rate', async () => {
    const generation = await generate(proposal);
    const group = `FROM Deals WHERE ${WON} GROUP BY Account_Name`;
    const account = 'SELECT CAST(Account_Name AS TEXT) AS account,';
    expect(numbersOf(generation, GENERATION_COLUMNS.frequency)).toEqual(bySql(`${account} count(*) AS value ${group}`));
    expect(numbersOf(generation, GENERATION_COLUMNS.recencyDays)).toEqual(
      bySql(`${account} julianday('${SAMPLE_DAY}') - julianday(max(Closing_Date)) AS value ${group}`),
    );
    const amounts = bySql(`${account} sum(coalesce(${MINOR}, 0)) AS value ${group}`);
    expect(numbersOf(generation, GENERATION_COLUMNS.monetary)).toEqual(amounts);
    for (const [id, won] of numbersOf(generation, GENERATION_COLUMNS.won)) expect(won).toBe(amounts.get(id) ?? 0);
  });

  test('the pipeline is the open deals, whatever their stage is called', async () => {
    const generation = await generate(proposal);
    const open = bySql(
      `SELECT CAST(Account_Name AS TEXT) AS account, sum(coalesce(${MINOR}, 0)) AS value FROM Deals
       WHERE Stage NOT LIKE 'Closed%' AND Account_Name IS NOT NULL GROUP BY Account_Name`,
    );
    for (const [id, pipeline] of numbersOf(generation, GENERATION_COLUMNS.pipeline))
      expect(pipeline).toBe(open.get(id) ?? 0);
  });

  test('products bought are the quantities of the line items (RFM-1)', async () => {
    const generation = await generate(withRfm({ frequencyOf: 'products' }));
    const quantities = bySql(
      `SELECT CAST(d.Account_Name AS TEXT) AS account, sum(coalesce((SELECT sum(coalesce(Quantity, 1)) FROM Deal_Line_Items WHERE Parent_Id = d.id), 0)) AS value
       FROM Deals d WHERE ${WON} GROUP BY d.Account_Name`,
    );
    expect(numbersOf(generation, GENERATION_COLUMNS.frequency)).toEqual(quantities);
    expect(generation.reads.map(({ module }) => module)).toEqual(['Accounts', 'Deals', 'Deal_Line_Items']);
  });

  test('no deal is lost between the counts', async () => {
    const { deals } = await generate(proposal);
    const count = (where: string) =>
      queryTables(sandbox.databasePath(ZYLKER), `SELECT count(*) AS n FROM Deals WHERE ${where}`)[0]?.['n'];
    expect(deals.read).toBe(count('1'));
    expect(deals.contributing).toBe(count("Stage = 'Closed Won'"));
    expect(deals.counted + deals.withoutAccount + deals.withoutDay + deals.afterAsOf).toBe(deals.contributing);
    expect(deals.withoutAccount).toBe(count("Stage = 'Closed Won' AND Account_Name IS NULL"));
  });

  test('accounts outside the global criteria stay in the table, without scores and evidence', async () => {
    const criteria = { conditions: [{ field: 'billingCountry', operator: 'isNotEmpty' as const }], pattern: '' };
    const generation = await generate({ ...proposal, criteria });
    const outside = queryTables(
      sandbox.databasePath(ZYLKER),
      'SELECT count(*) AS n FROM Accounts WHERE Billing_Country IS NULL',
    )[0]?.['n'];
    expect(outside).toBeGreaterThan(0);
    expect(generation.table.length).toBe(120);
    expect(generation.population.filter((inside) => inside === 0)).toHaveLength(Number(outside));
    for (const [row, inside] of generation.population.entries())
      expect(generation.evidenceAt(row) === null).toBe(inside === 0);
  });
});

describe('what does not fit is a refusal with its place', () => {
  test.each([
    ['a field that is gone', withContributing('crm:No_Such_Field'), 'crm:No_Such_Field'],
    ['a number as the day', (c: Configuration) => withRfmOf(c, { recencyField: 'amount' }), 'amount'],
    ['a text as the amount', (c: Configuration) => withRfmOf(c, { monetaryField: 'name' }), 'name'],
    [
      'products that only a related list names',
      (c: Configuration) => ({
        ...withRfmOf(c, { frequencyOf: 'products' }),
        mapping: { ...c.mapping, dealProducts: { kind: 'relatedList' as const, list: 'Products' } },
      }),
      'mapping.dealProducts',
    ],
  ])('%s', async (_, change, where) => {
    const scored = await runScore({ crm: connect(), configuration: change(proposal), asOfDay });
    expect(scored).toMatchObject({ ok: false, error: { reason: 'configurationDoesNotFit' } });
    expect(scored.ok ? [] : scored.error.problems.map((problem) => problem.where)).toContain(where);
  });
});

function withRfmOf(
  configuration: Configuration,
  change: Partial<NonNullable<Configuration['techniques']['rfm']>>,
): Configuration {
  const { rfm } = configuration.techniques;
  return rfm === null
    ? configuration
    : { ...configuration, techniques: { ...configuration.techniques, rfm: { ...rfm, ...change } } };
}

function withContributing(field: string): (configuration: Configuration) => Configuration {
  return (configuration) =>
    withRfmOf(configuration, { contributing: { conditions: [{ field, operator: 'isNotEmpty' }], pattern: '' } });
}

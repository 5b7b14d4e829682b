import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { configurationSchema } from '#core/configuration/configuration.ts';
import { createSandbox, type Sandbox } from '#sandbox/create-sandbox.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import { textAt } from '#core/columns/column-table.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { readBook, sumSpent } from '#server-functions/shared/credits/credit-book.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { openScores, PAGE_RECORDS, rankedPage } from '#server-functions/scoring-rules/ranked-records.ts';
import { fromLedgerTable } from '#server-functions/scoring-rules/score-tables.ts';
import { scoreObjects } from '#server-functions/scoring-rules/scores-manifest.ts';
import type { RulesRunRow } from '#server-functions/scoring-rules/rules-run-row.ts';
import { performRules } from '#server-functions/scoring-rules/perform-rules.ts';
import { readLatestRulesRun, startRulesRun } from '#server-functions/scoring-rules/start-rules-run.ts';
import { dieAtEachWrite } from '#test/support/die-at-each-write.ts';
import { LIMITED_SETUP } from '#test/support/limited-setup.ts';
import { createLocalFunctions, scoreOnce, type LocalFunctions } from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON } from '#test/support/sample-sandbox.ts';
import { makeAccountsPrivate, shareAccount } from '#test/support/sharing-world.ts';
import { shippedRecipe } from '#test/support/techniques-org.ts';

const ORG = { dc: ZYLKER.dc, orgId: ZYLKER.orgId };
const ACCOUNTS = 40;
const HOUR_MS = 3_600_000;
/** Of all places at which a worker may die; `LODESTAR_KILLS` tries more of them. */
const KILLS = Number(process.env['LODESTAR_KILLS'] ?? 9);
/** So that a few accounts make several ranges, and several pieces of a ranking. */
const LIMITS = { rangeRecords: 16, rankedRecords: 10 };

const shared = { active: true, fromDay: '2026-06-30' } as const;
const names = (en: string) => ({ en, es: en });
const RULES = [
  {
    ...shared,
    id: 'hospital',
    names: names('Hospital'),
    module: 'accounts',
    kind: 'field',
    points: 8,
    criteria: { conditions: [{ field: 'industry', operator: 'is', value: 'Hospital' }], pattern: '' },
  },
  {
    ...shared,
    id: 'called',
    names: names('Called'),
    module: 'accounts',
    kind: 'touch',
    points: 1,
    channel: 'call',
    response: 'answeredOutbound',
  },
  {
    ...shared,
    id: 'missed',
    names: names('Missed'),
    module: 'contacts',
    kind: 'touch',
    points: -2,
    channel: 'call',
    response: 'missedInbound',
  },
  {
    ...shared,
    id: 'won',
    names: names('Won'),
    module: 'deals',
    kind: 'field',
    points: 5,
    criteria: { conditions: [{ field: 'stageType', operator: 'is', value: 'won' }], pattern: '' },
  },
  {
    ...shared,
    id: 'lost',
    names: names('Lost'),
    module: 'deals',
    kind: 'field',
    points: -3,
    criteria: { conditions: [{ field: 'stageType', operator: 'is', value: 'lost' }], pattern: '' },
  },
];

/** The CRM's time. */
let crmMs = SAMPLE_NOON;
let sandbox: Sandbox;
let functions: LocalFunctions;
const admin = (method: string, path: string, body?: unknown) =>
  functions.as('administrator', ORG).call(method, path, body);

beforeAll(async () => {
  const moduleUrl = new URL('../../../sandbox/sample-org/seed.ts', import.meta.url).href;
  sandbox = await createSandbox({
    orgs: [
      { definition: LIMITED_SETUP, seed: { moduleUrl, options: { seed: 1, accounts: ACCOUNTS, touchPoints: 1 } } },
      { definition: NORDLICHT, seed: null },
    ],
    clock: { now: () => crmMs },
  });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  crmMs = SAMPLE_NOON;
  functions = createLocalFunctions(sandbox, SAMPLE_NOON, { queryUpToRows: 32_000 });
  const proposal = configurationSchema.parse((await admin('GET', '/v1/configuration/proposal')).at('configuration'));
  const { techniques } = proposal;
  const engagement = presetEngagementSettings([shippedRecipe('calls')]);
  const configuration = { ...proposal, techniques: { ...techniques, engagement } };
  const published = await admin('PUT', '/v1/configuration', { configuration, replaces: null, reason: '' });
  expect(published.at('problems')).toBeUndefined();
});

const recordSchema = z.object({
  id: z.string(),
  name: z.string().nullable(),
  rank: z.int(),
  total: z.int(),
  positive: z.int(),
  negative: z.int(),
});
const ledgerSchema = z.object({
  total: z.int(),
  positive: z.int(),
  negative: z.int(),
  ledger: z.array(
    z.object({ date: z.string(), points: z.int(), total: z.int(), rule: z.string().nullable(), hidden: z.boolean() }),
  ),
});

async function putRules(rules: readonly unknown[]): Promise<void> {
  const revision = (await admin('GET', '/v1/scoring-rules')).at('revision');
  const put = await admin('PUT', '/v1/scoring-rules', { rules, revision });
  expect([put.status, put.at('problems')]).toEqual([200, undefined]);
}

async function recordsOf(module: string, user = 'administrator') {
  const found: z.infer<typeof recordSchema>[] = [];
  for (let page = 1; ; page++) {
    const answer = await functions.as(user, ORG).call('GET', `/v1/scored-records?module=${module}&page=${page}`);
    expect(answer.status).toBe(200);
    found.push(...z.array(recordSchema).parse(answer.at('records')));
    if (found.length >= Number(answer.at('total'))) return found;
  }
}

/** One more than how many have more points. */
function ranksOf(records: readonly { readonly total: number }[]): readonly number[] {
  return records.map(({ total }) => records.filter((each) => each.total > total).length + 1);
}

async function ledgerOf(module: string, id: string, user = 'administrator') {
  return functions.as(user, ORG).call('GET', `/v1/scored-records/${id}?module=${module}`);
}

/** Everything that is published: rankings and ledgers by module. */
async function everything(): Promise<string> {
  const found: unknown[] = [];
  const objects = scoreObjects(functions.ports, ORG);
  for (const module of ['accounts', 'contacts', 'deals'] as const) {
    const scores = (await openScores(functions.ports, ORG, module))?.scores;
    if (scores === undefined) continue;
    for (const { ledger } of scores.shards) found.push(...fromLedgerTable(await objects.readTable(ledger), () => true));
    const pages = Math.ceil(scores.records / PAGE_RECORDS);
    for (let page = 1; page <= pages; page++)
      found.push((await rankedPage(functions.ports, ORG, scores, { page, view: null })).records);
  }
  return JSON.stringify(found, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

// Before any test writes labels, which changes accounts too.
test('without a run for all, points begin with the records that change, whatever their ids', async () => {
  await putRules(RULES.slice(0, 1));
  const table = await collectTable(
    functions.ports.crmFor(ORG)?.readTable({ module: 'Accounts', fields: [{ apiName: 'id', as: 'id', kind: 'id' }] })
      .batches ?? [],
  );
  const [first = '', , , later = ''] = [...columnOf(table, 'id', 'id').values].map(String).toSorted();
  for (const [id, expected] of [
    [later, [later]],
    [first, [first, later]],
  ] as const) {
    await editAccount(id, { Industry: 'Medical Laboratory' });
    await editAccount(id, { Industry: 'Hospital' });
    await lookForChanges();
    expect((await recordsOf('accounts')).map((record) => [record.id, record.total])).toEqual(
      expected.map((each) => [each, 8]),
    );
  }
});

test('rules run for all existing records: ledgers add up to summaries, records are ranked, and a second run adds nothing', async () => {
  expect((await admin('POST', '/v1/scoring-rules/runs', {})).at('code')).toBe('scoringRules.none');
  await putRules(RULES);
  const estimate = await admin('GET', '/v1/scoring-rules/estimate');
  expect(estimate.at('records', 'accounts')).toBe(ACCOUNTS);
  const started = await admin('POST', '/v1/scoring-rules/runs', {});
  expect([started.status, started.at('run', 'estimated')]).toEqual([202, estimate.at('credits')]);
  const shown = await admin('GET', '/v1/scoring-rules');
  expect([shown.at('run', 'state'), shown.at('run', 'reason')]).toEqual(['done', null]);
  expect(shown.at('run', 'warnings')).toEqual([]);

  const byRule = new Map<string, Set<string>>();
  for (const module of ['accounts', 'contacts', 'deals']) {
    const records = await recordsOf(module);
    expect(records.length).toBeGreaterThan(5);
    expect(records.map(({ rank }) => rank)).toEqual(ranksOf(records));
    const totals = records.map(({ total }) => total);
    expect(totals).toEqual(totals.toSorted((a, b) => b - a));
    for (const { id, total, positive, negative } of records) {
      const { ledger, ...summary } = ledgerSchema.parse((await ledgerOf(module, id)).at());
      expect(summary).toEqual({ total, positive, negative });
      expect(ledger.reduce((sum, { points }) => sum + points, 0)).toBe(total);
      expect(ledger.at(-1)?.total).toBe(total);
      for (const { rule } of ledger) byRule.set(rule ?? '', (byRule.get(rule ?? '') ?? new Set()).add(id));
    }
  }
  const crm = functions.ports.crmFor(ORG);
  const hospitals: string[] = [];
  const fields = [
    { apiName: 'id', as: 'id', kind: 'id' },
    { apiName: 'Industry', as: 'industry', kind: 'text' },
  ] as const;
  for await (const batch of crm?.readTable({ module: 'Accounts', fields }).batches ?? [])
    for (let row = 0; row < batch.length; row++)
      if (textAt(columnOf(batch, 'industry', 'text'), row) === 'Hospital')
        hospitals.push(String(columnOf(batch, 'id', 'id').values[row]));
  expect(hospitals.length).toBeGreaterThan(3);
  expect([...(byRule.get('hospital') ?? [])].toSorted()).toEqual(hospitals.toSorted());
  for (const { id } of RULES) expect([id, byRule.get(id)?.size ?? 0]).not.toEqual([id, 0]);

  const before = await everything();
  const again = await admin('POST', '/v1/scoring-rules/runs', {});
  expect(again.status).toBe(202);
  expect((await admin('GET', '/v1/scoring-rules')).at('run', 'lines')).toBe(0);
  expect(await everything()).toBe(before);
});

test('rules are edited by who saw the present ones, every problem has its place, and a former version can be put back', async () => {
  await putRules(RULES.slice(0, 1));
  const stale = await admin('PUT', '/v1/scoring-rules', { rules: [], revision: null });
  expect([stale.status, stale.at('code')]).toEqual([409, 'scoringRules.changedMeanwhile']);
  const { revision } = z.object({ revision: z.string() }).parse((await admin('GET', '/v1/scoring-rules')).at());
  const wrong = (rules: readonly unknown[]) => admin('PUT', '/v1/scoring-rules', { rules, revision });
  const [hospital] = RULES;
  expect((await wrong([{ ...hospital, points: 11 }])).at('problems', 0, 'where')).toBe('rules[0].points');
  expect((await wrong([hospital, hospital])).at('problems', 0, 'code')).toBe('scoringRules.ruleTwice');
  expect((await wrong([{ ...RULES[1], module: 'deals' }])).at('problems', 0, 'code')).toBe(
    'scoringRules.touchNotOfModule',
  );
  const criteria = { conditions: [{ field: 'crm:No_Such_Field', operator: 'is', value: 'x' }], pattern: '' };
  expect((await wrong([{ ...hospital, criteria }])).at('problems', 0, 'where')).toContain('rules[0].criteria');

  await putRules([]);
  expect((await admin('GET', '/v1/scoring-rules')).at('version')).toBe(2);
  const former = await admin('GET', '/v1/scoring-rules/versions/1');
  await putRules(z.array(z.unknown()).parse(former.at('rules')));
  expect((await admin('GET', '/v1/scoring-rules')).at('rules')).toEqual([hospital]);
  expect((await admin('GET', '/v1/scoring-rules')).at('versions', 2, 'version')).toBe(1);
  expect((await admin('GET', '/v1/scoring-rules/versions/9')).at('code')).toBe('scoringRules.unknown');
});

test('a run whose worker dies after any of its writes publishes what an undisturbed one does, and has said more than it spent', async () => {
  await putRules(RULES);
  const count = dieAtEachWrite(functions.clock, null);
  await runAnew(count);
  const whole = await everything();
  const objects = functions.blob.size;
  const writes = count.writes();
  expect(writes).toBeGreaterThan(20);
  for (let dies = 2; dies <= writes; dies += Math.ceil(writes / KILLS)) {
    await runAnew(dieAtEachWrite(functions.clock, dies));
    expect({ dies, shown: await everything() }).toEqual({ dies, shown: whole });
    expect(functions.blob.size).toBe(objects);
  }

  /** A run of an org that was never scored, by workers that die. */
  async function runAnew({ deliver }: ReturnType<typeof dieAtEachWrite>): Promise<void> {
    await forget();
    const before = sandbox.credits(ORG).spent;
    const id = await queue();
    await deliver(functions.ports, (ports: WorkPorts) =>
      performRules(ports, { org: ORG, rulesRunId: id }, { limits: LIMITS }),
    );
    const row = (await readLatestRulesRun(functions.ports, ORG))?.value;
    expect(row).toMatchObject({ state: 'done', reason: null, reserved: null });
    const said = Object.values(row?.spent ?? {}).reduce((sum, each) => sum + each, 0);
    expect(said).toBeGreaterThanOrEqual(sandbox.credits(ORG).spent - before);
  }
});

test('a run is paused, goes on where it stood, and is cancelled without a trace of its work', async () => {
  await putRules(RULES);
  const id = await queue();
  expect((await admin('POST', `/v1/scoring-rules/runs/${id}/pause`)).status).toBe(200);
  const working = performRules(functions.ports, { org: ORG, rulesRunId: id });
  await until('paused');
  const alone = await admin('GET', `/v1/scoring-rules/runs/${id}`);
  expect(alone.at('run')).toEqual((await admin('GET', '/v1/scoring-rules')).at('run'));
  expect([alone.at('run', 'id'), alone.at('run', 'state'), alone.at('rules')]).toEqual([id, 'paused', undefined]);
  expect((await admin('POST', '/v1/scoring-rules/runs', {})).at('code')).toBe('scoringRules.alreadyRunning');
  await admin('POST', `/v1/scoring-rules/runs/${id}/resume`);
  await working;
  expect((await admin('GET', '/v1/scoring-rules')).at('run', 'state')).toBe('done');
  expect((await admin('POST', `/v1/scoring-rules/runs/${id}/cancel`)).at('code')).toBe('rulesRun.hasEnded');

  await forget();
  const next = await queue();
  expect((await admin('POST', `/v1/scoring-rules/runs/${next}/cancel`)).at('run', 'state')).toBe('cancelled');
  await forget();
  const last = await queue();
  await admin('POST', `/v1/scoring-rules/runs/${last}/pause`);
  const held = performRules(functions.ports, { org: ORG, rulesRunId: last });
  await until('paused');
  await admin('POST', `/v1/scoring-rules/runs/${last}/cancel`);
  await held;
  expect((await admin('GET', '/v1/scoring-rules')).at('run', 'state')).toBe('cancelled');
  expect(await functions.blob.list(ORG, 'scoring-rules/')).toEqual([]);
});

test('nothing begins that the budget does not reach, and what a run spends is in the book', async () => {
  await putRules(RULES);
  const budget = async (mostPerRun: number | null) => {
    const revision = (await admin('GET', '/v1/credits')).at('budget', 'revision');
    const put = await admin('PUT', '/v1/credits', { mostPerRun, mostPerDay: null, revision: revision ?? null });
    expect(put.status).toBe(200);
  };
  const { credits } = z.object({ credits: z.int() }).parse((await admin('GET', '/v1/scoring-rules/estimate')).at());
  await budget(credits - 1);
  expect((await admin('POST', '/v1/scoring-rules/runs', {})).at('code')).toBe('scoringRules.budget');
  await budget(null);
  await admin('POST', '/v1/scoring-rules/runs', {});
  const booked = await readBook(functions.ports.store, ORG, functions.clock.ms, 1);
  const spent = booked
    .filter(({ runId }) => runId.startsWith('rules-'))
    .reduce((sum, { byDay }) => sum + Object.values(byDay).reduce((each, day) => each + sumSpent(day), 0), 0);
  const run = z
    .object({ spent: z.record(z.string(), z.int()) })
    .parse((await admin('GET', '/v1/scoring-rules')).at('run'));
  // To the credit: of the org, its currencies and four field lists, and of each module a count and a query.
  expect(spent).toBe(credits);
  expect(Object.values(run.spent)).toEqual([spent]);
  const shown = (await admin('GET', '/v1/credits')).at('runs', 0);
  expect(shown).toMatchObject({ state: 'done', estimated: credits, rules: true, spent });
});

test('records changed since are judged anew at night, and rules act from their day on', async () => {
  await scoreOnce(functions, ORG, SAMPLE_DAY);
  await putRules(RULES);
  await admin('POST', '/v1/scoring-rules/runs', {});
  const before = new Map((await recordsOf('accounts')).map((record) => [record.id, record.total]));
  const [gone] = [...before].filter(([, total]) => total >= 8).map(([id]) => id);
  await editAccount(gone ?? '', { Industry: 'Medical Laboratory' });
  await spendNight();
  const run = await admin('GET', '/v1/scoring-rules');
  expect([run.at('run', 'kind'), run.at('run', 'state'), run.at('run', 'reason')]).toEqual(['changes', 'done', null]);
  expect(String(run.at('run', 'id'))).toBe('rules-20260701');
  const after = new Map((await recordsOf('accounts')).map((record) => [record.id, record.total]));
  for (const [id, total] of before) expect([id, after.get(id)]).toEqual([id, id === gone ? total - 8 : total]);
  await functions.tick(ORG);
  expect((await admin('GET', '/v1/scoring-rules')).at('run', 'id')).toBe('rules-20260701');
  await editAccount(gone ?? '', { Industry: 'Hospital' });
});

test('who may not see a field gives no points for it and is not told which line was, and a hidden module has no list', async () => {
  const criteria = { conditions: [{ field: 'amount', operator: 'atLeast', number: 1_000 }], pattern: '' };
  const large = { ...RULES[3], id: 'large', names: names('Large'), criteria };
  const blind = functions.as('noAmountsSetup', ORG);
  const refused = await blind.call('PUT', '/v1/scoring-rules', { rules: [large], revision: null });
  expect([refused.status, refused.at('code')]).toEqual([403, 'permission.fieldHidden']);
  expect(refused.at('problems', 0, 'where')).toBe('rules[0].criteria.conditions[0].field');
  await putRules([large, RULES[3]]);
  await admin('POST', '/v1/scoring-rules/runs', {});
  const { id } = (await recordsOf('deals'))[0] ?? { id: '' };
  const linesFor = async (user: string) =>
    ledgerSchema.parse((await ledgerOf('deals', id, user)).at()).ledger.map(({ rule, hidden }) => [rule, hidden]);
  expect(await linesFor('administrator')).toEqual([
    ['large', false],
    ['won', false],
  ]);
  expect(await linesFor('noAmountsSetup')).toEqual([
    [null, true],
    ['won', false],
  ]);
  // What stands already is left to whoever made it.
  const { revision } = z.object({ revision: z.string() }).parse((await admin('GET', '/v1/scoring-rules')).at());
  expect((await blind.call('PUT', '/v1/scoring-rules', { rules: [large], revision })).status).toBe(200);
  const list = await functions.as('noDealsSetup', ORG).call('GET', '/v1/scored-records?module=deals');
  expect([list.status, list.at('code')]).toEqual([403, 'scoredRecord.moduleHidden']);
  expect((await ledgerOf('deals', id, 'noDealsSetup')).status).toBe(403);
});

test('lists and ledgers are cut to the records that the CRM shows to each person', async () => {
  await putRules(RULES);
  await admin('POST', '/v1/scoring-rules/runs', {});
  const all = await recordsOf('accounts');
  await makeAccountsPrivate(sandbox);
  for (const { id } of all.slice(1, 4)) await shareAccount(sandbox, id, 'marketer');
  expect((await recordsOf('accounts', 'marketer')).length).toBe(all.length);
  const { revision } = z.object({ revision: z.string().nullable() }).parse((await admin('GET', '/v1/policies')).at());
  await admin('PUT', '/v1/policies', { respectRecordSharing: true, revision });
  const mine = await recordsOf('accounts', 'marketer');
  const shared3 = all.slice(1, 4).map(({ id }) => id);
  expect(mine.filter(({ id }) => shared3.includes(id)).map(({ id }) => id)).toEqual(shared3);
  expect(mine.length).toBeLessThan(all.length);
  expect(mine.map(({ rank }) => rank)).toEqual(ranksOf(mine));
  const hidden = all.find(({ id }) => mine.every((record) => record.id !== id));
  expect((await ledgerOf('accounts', hidden?.id ?? '', 'marketer')).status).toBe(404);
  expect((await ledgerOf('accounts', mine[0]?.id ?? '', 'marketer')).status).toBe(200);
});

async function editAccount(id: string, values: Readonly<Record<string, string>>): Promise<void> {
  const token = sandbox.tokens.find((each) => each.orgId === ORG.orgId && each.user === 'administrator');
  const edited = await fetch(new URL(`/crm/v8/Accounts/${id}`, sandbox.url), {
    method: 'PUT',
    headers: { authorization: `Zoho-oauthtoken ${token?.accessToken ?? ''}`, 'content-type': 'application/json' },
    body: JSON.stringify({ data: [values] }),
  });
  expect(edited.status).toBe(200);
}

/** The next day's ticks; both clocks go on. */
async function spendNight(): Promise<void> {
  functions.clock.ms += 24 * HOUR_MS;
  crmMs = functions.clock.ms;
  await functions.tick(ORG);
  await functions.tick(ORG);
}

/** The next day's look for changes, where nothing has written labels. */
async function lookForChanges(): Promise<void> {
  functions.clock.ms += 24 * HOUR_MS;
  crmMs = functions.clock.ms;
  await performRules(functions.ports, { org: ORG, rulesRunId: await queue('changes') });
  expect((await readLatestRulesRun(functions.ports, ORG))?.value).toMatchObject({ state: 'done', reason: null });
}

/** The row of a run that nobody works on yet. */
async function queue(kind: RulesRunRow['kind'] = 'all'): Promise<string> {
  const nobody = { enqueue: async () => undefined };
  const id = functions.ports.ids.next('rules');
  const request = { id, kind, requestedBy: 'test', estimated: null };
  await startRulesRun({ ...functions.ports, queue: nobody }, ORG, request);
  return id;
}

async function forget(): Promise<void> {
  const { store, blob } = functions.ports;
  for (const prefix of ['scoring-rules/runs/', 'scoring-rules/scores', 'scoring-rules/latest'])
    for (const { key, revision } of (await store.list(ORG, prefix)).items) await store.remove(ORG, key, revision);
  for (const { key } of await blob.list(ORG, 'scoring-rules/')) await blob.remove(ORG, key);
  functions.clock.ms = SAMPLE_NOON;
}

async function until(state: string): Promise<void> {
  while ((await readLatestRulesRun(functions.ports, ORG))?.value.state !== state) await turn();
}

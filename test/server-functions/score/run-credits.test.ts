import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { configurationSchema } from '#core/configuration/configuration.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import { runKey, runRowSchema } from '#server-functions/score/run-row.ts';
import {
  readBook,
  readRunBook,
  runBookPrefix,
  sumSpent,
  utcDay,
} from '#server-functions/shared/credits/credit-book.ts';
import { CREDIT_SETTINGS } from '#server-functions/shared/credits/credit-settings.ts';
import { createJson, readJson } from '#server-functions/shared/stores/json-items.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { SHIPPED_SOURCES } from '#widgets/setup-wizard/techniques/engagement/shipped-sources.ts';
import {
  configureAndScore,
  createLocalFunctions,
  scoreOnce,
  type LocalFunctions,
} from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

let sandbox: Sandbox;
let functions: LocalFunctions;
beforeAll(async () => {
  sandbox = await startSampleSandbox(60);
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  await sandbox.reset();
  functions = createLocalFunctions(sandbox, SAMPLE_NOON, { queryUpToRows: 10_000 });
});

const spentIn = async (): Promise<number> => {
  const booked = await readBook(functions.ports.store, ZYLKER, functions.clock.ms, 1);
  return booked.flatMap(({ byDay }) => Object.values(byDay)).reduce((sum, spent) => sum + sumSpent(spent), 0);
};
const limit = (mostPerRun: number | null, mostPerDay: number | null = null) =>
  createJson(functions.ports.store, ZYLKER, CREDIT_SETTINGS, {
    mostPerRun,
    mostPerDay,
    changedBy: { id: '1', name: 'test' },
    changedAt: SAMPLE_DAY,
  });

test('what is booked for a run is what the CRM counted while it ran, step by step', async () => {
  await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
  const booked = await spentIn();
  const before = sandbox.credits(ZYLKER).spent;
  const run = await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
  expect(run.at('run', 'state')).toBe('done');
  const spent = sandbox.credits(ZYLKER).spent - before;
  expect(spent).toBeGreaterThan(5);
  expect((await spentIn()) - booked).toBe(spent);
  expect(await readRunBook(functions.ports.store, ZYLKER, String(run.at('run', 'id')))).toBe(spent);
  expect(await readBook(functions.ports.store, NORDLICHT, functions.clock.ms, 1)).toEqual([]);
});

test.each(['run', 'day'] as const)(
  'a budget of the %s ends the run before the next call, and the last good generation stays',
  async (of) => {
    const first = await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
    const generation = first.at('run', 'generation');
    const booked = await spentIn();
    await limit(of === 'run' ? 8 : null, of === 'day' ? booked + 8 : null);
    const before = sandbox.credits(ZYLKER).spent;
    const run = await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    expect([run.at('run', 'state'), run.at('run', 'reason')]).toEqual(['failed', 'budgetReached']);
    const spent = sandbox.credits(ZYLKER).spent - before;
    expect(spent).toBeLessThanOrEqual(8);
    // Which limit, and how much of it: of the day with what was spent before.
    const reached = of === 'run' ? { of, most: 8, spent } : { of, most: booked + 8, spent: booked + spent };
    expect(run.at('run', 'problems', 0)).toEqual({ code: 'crm.budgetReached', params: reached, where: 'crm' });
    const log = await functions.as('administrator', ZYLKER).call('GET', `/v1/runs/${String(run.at('run', 'id'))}/log`);
    expect(log.at('log', 'about', 'limit')).toEqual(reached);
    const overview = await functions.as('administrator', ZYLKER).call('GET', '/v1/overview');
    expect(overview.at('overview', 'id')).toBe(generation);
  },
);

test('a budget that is enough changes nothing', async () => {
  await limit(1_000, 2_000);
  expect((await configureAndScore(functions, ZYLKER, SAMPLE_DAY)).at('run', 'state')).toBe('done');
  // Of another day is not of this one.
  functions.clock.ms += 24 * 3_600_000;
  expect(z.number().parse(await spentIn())).toBe(0);
});

test('the past and the limits are for setup rights: credits by day, by run and by kind of call, beside the estimate', async () => {
  const run = await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
  const admin = functions.as('administrator', ZYLKER);
  const told = await admin.call('GET', '/v1/credits');
  expect(told.status).toBe(200);
  expect([told.at('days', 0, 'day'), told.at('days', 0, 'spent')]).toEqual([SAMPLE_DAY, await spentIn()]);
  expect(told.at('runs', 0)).toMatchObject({ runId: run.at('run', 'id'), state: 'done', spent: await spentIn() });
  // Of the same size: the estimate counts small calls it does not know one by one.
  expect(Number(told.at('runs', 0, 'estimated')) / (await spentIn())).toBeLessThan(3);
  expect(told.at('budget')).toEqual({
    mostPerRun: null,
    mostPerDay: null,
    changedBy: null,
    changedAt: null,
    revision: null,
  });
  const put = (body: object) => admin.call('PUT', '/v1/credits', body);
  const changed = await put({ mostPerRun: 500, mostPerDay: null, revision: null });
  expect(changed.at('budget', 'mostPerRun')).toBe(500);
  const late = await put({ mostPerRun: 1, mostPerDay: null, revision: null });
  expect([late.status, late.at('code')]).toEqual([409, 'credits.changedMeanwhile']);
  expect((await put({ mostPerRun: 0, mostPerDay: null, revision: changed.at('budget', 'revision') })).status).toBe(400);
  expect((await functions.as('marketer', ZYLKER).call('GET', '/v1/credits')).status).toBe(403);
  expect((await functions.ports.store.list(NORDLICHT, 'credits/')).items).toEqual([]);
});

test('the last runs stand newest first whatever they are called, each with its kind', async () => {
  const admin = functions.as('administrator', ZYLKER);
  const first = await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
  const firstId = String(first.at('run', 'id'));
  const { store, clock } = functions.ports;
  const row = runRowSchema.parse((await readJson(store, ZYLKER, runKey(firstId), runRowSchema))?.value);
  // Their names sort otherwise than their times do, and one has no row any more.
  const others = [
    { id: 'run-changes-1', kind: 'changes', fullBecause: null, after: 60_000 },
    { id: 'run-aaa', kind: 'changes', fullBecause: 'dayMoved', after: 120_000 },
    { id: 'run-zzz', kind: 'full', fullBecause: null, after: -60_000 },
  ] as const;
  for (const { id, kind, fullBecause, after } of others) {
    const requestedAt = new Date(Date.parse(row.requestedAt) + after).toISOString();
    await createJson(store, ZYLKER, runKey(id), { ...row, id, kind, fullBecause, requestedAt });
  }
  const day = utcDay(clock.now());
  for (const id of [...others.map((other) => other.id), 'run-bbb'])
    await createJson(store, ZYLKER, `${runBookPrefix(day, id)}1`, { runId: id, byDay: { [day]: { query: 1 } } });
  const runs = z.array(z.looseObject({ runId: z.string(), kind: z.string().nullable() }));
  const told = runs.parse((await admin.call('GET', '/v1/credits')).at('runs'));
  expect(told.map(({ runId, kind }) => [runId, kind])).toEqual([
    ['run-aaa', 'widened'],
    ['run-changes-1', 'changes'],
    [firstId, 'full'],
    ['run-zzz', 'full'],
    ['run-bbb', null],
  ]);
});

test('a run is estimated as the review did before it, each source that more techniques read included', async () => {
  const admin = functions.as('administrator', ZYLKER);
  const proposed = configurationSchema.parse(
    (await admin.call('GET', '/v1/configuration/proposal')).at('configuration'),
  );
  const calls = SHIPPED_SOURCES.filter(({ id }) => id === 'calls');
  const configuration = {
    ...proposed,
    techniques: {
      ...proposed.techniques,
      engagement: presetEngagementSettings([...calls, ...calls.map((recipe) => ({ ...recipe, id: 'calls-again' }))]),
      recommendations: presetRecommendationsSettings(),
    },
  };
  const plain = Number((await admin.call('POST', '/v1/setup/review', { configuration: proposed })).at('credits'));
  const whole = Number((await admin.call('POST', '/v1/setup/review', { configuration })).at('credits'));
  expect(whole).toBeGreaterThan(plain);
  await admin.call('PUT', '/v1/configuration', { configuration, replaces: null, reason: 'first' });
  const run = await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
  expect([run.at('run', 'state'), run.at('run', 'readOthers')]).toEqual(['done', undefined]);
  expect((await admin.call('GET', '/v1/credits')).at('runs', 0, 'estimated')).toBe(whole);
});

test('the review says beforehand that a run would go over what runs may spend, and over which limit first', async () => {
  const admin = functions.as('administrator', ZYLKER);
  const configuration = (await admin.call('GET', '/v1/configuration/proposal')).at('configuration');
  const review = () => admin.call('POST', '/v1/setup/review', { configuration });
  const credits = Number((await review()).at('credits'));
  expect((await review()).at('warnings')).toEqual([]);
  await limit(credits, credits - 1);
  const where = 'credits';
  const over = (of: string, most: number, spent = 0) => [
    { code: 'credits.estimateOverLimit', params: { of, most, spent, credits }, where },
  ];
  expect((await review()).at('warnings')).toEqual(over('day', credits - 1));
  const put = async (mostPerRun: number, mostPerDay: number) =>
    admin.call('PUT', '/v1/credits', { mostPerRun, mostPerDay, revision: await revision() });
  await put(5, 9);
  expect((await review()).at('warnings')).toEqual(over('run', 5));
  // What the day's runs have spent is not there for this one.
  await put(1_000, 1_000);
  await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
  const spent = await spentIn();
  await put(1_000, credits + spent);
  expect((await review()).at('warnings')).toEqual([]);
  await put(1_000, credits + spent - 1);
  expect((await review()).at('warnings')).toEqual(over('day', credits + spent - 1, spent));
});

const revision = async () =>
  (await functions.as('administrator', ZYLKER).call('GET', '/v1/credits')).at('budget', 'revision');

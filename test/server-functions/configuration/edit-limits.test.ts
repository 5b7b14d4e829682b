import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { configurationSchema, type Configuration } from '#core/configuration/configuration.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import {
  configureAndScore,
  createLocalFunctions,
  scoreOnce,
  type LocalFunctions,
  type Reply,
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

const call = (method: string, path: string, body?: unknown): Promise<Reply> =>
  functions.as('administrator', ZYLKER).call(method, path, body);
const published = async (): Promise<Configuration> =>
  configurationSchema.parse((await call('GET', '/v1/configuration')).at('configuration'));
type Edit = (techniques: Configuration['techniques']) => Configuration['techniques'];
async function publish(edit: Edit): Promise<Reply> {
  const configuration = await published();
  const body = { ...configuration, techniques: edit(configuration.techniques) };
  return call('PUT', '/v1/configuration', { configuration: body, replaces: configuration.version, reason: '' });
}
const rfm =
  (change: (settings: NonNullable<Configuration['techniques']['rfm']>) => object): Edit =>
  (techniques) =>
    configurationSchema.shape.techniques.parse({
      ...techniques,
      rfm: techniques.rfm === null ? null : { ...techniques.rfm, ...change(techniques.rfm) },
    });
/** One condition more in what contributes: an edit that keeps every label. */
const tighter = (days: number): Edit =>
  rfm(({ contributing }) => ({
    contributing: {
      conditions: [...contributing.conditions.slice(0, 1), { field: 'closingDate', operator: 'inLastDays', days }],
      pattern: '',
    },
  }));
const renamed = (name: string): Edit =>
  rfm(({ labels }) => ({
    labels: labels.map((label, at) => (at === 0 ? { ...label, names: { en: name, es: name } } : label)),
  }));
const codes = (reply: Reply): unknown => {
  const problems = reply.at('problems');
  return Array.isArray(problems)
    ? [reply.status, ...problems.map((_, at) => reply.at('problems', at, 'code'))]
    : reply.status;
};
const segmentOn = (name: string, field: string, value: string) => ({
  name,
  module: 'accounts',
  nature: { kind: 'static' },
  parent: null,
  criteria: { conditions: [{ field, operator: 'is', value }], pattern: '' },
});

/** REC-2: a label asks for another chance, or is gone. */
const hotFrom =
  (percent: number): Edit =>
  (techniques) => ({
    ...techniques,
    recommendations: {
      horizonDays: 90,
      cellFields: [],
      labels: presetRecommendationsSettings().labels.map((label) =>
        label.id === 'hot-prospect'
          ? {
              ...label,
              types: { ...label.types, nextBuy: { products: [], probability: { operator: 'atLeast', percent } } },
            }
          : label,
      ),
    },
  });

describe('edits of a technique', () => {
  test('of recommendations keep each label at two changes a day, however they are made', async () => {
    await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
    for (const percent of [70, 71]) {
      expect((await publish(hotFrom(percent))).status).toBe(200);
      await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    }
    expect(codes(await publish(hotFrom(72)))).toEqual([422, 'configuration.editsUsedUp']);
    const otherOrder: Edit = (techniques) => ({
      ...techniques,
      recommendations:
        techniques.recommendations == null
          ? null
          : { ...techniques.recommendations, labels: techniques.recommendations.labels.toReversed() },
    });
    expect(codes(await publish(otherOrder))).toEqual([422, 'configuration.editsUsedUp']);
    // Neither by leaving the technique out for a moment.
    expect((await publish((techniques) => ({ ...techniques, recommendations: null }))).status).toBe(200);
    expect(codes(await publish(hotFrom(73)))).toEqual([422, 'configuration.editsUsedUp']);
  });

  test('are two a day of the org; the third is refused with the instant of the next, and goes through then', async () => {
    await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
    for (const days of [4_000, 4_001]) {
      expect((await publish(tighter(days))).status).toBe(200);
      await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    }
    const foreseen = await call('POST', '/v1/setup/review', {
      configuration: { ...(await published()), techniques: tighter(4_002)((await published()).techniques) },
    });
    const refused = await publish(tighter(4_002));
    expect(codes(refused)).toEqual([422, 'configuration.editsUsedUp']);
    const resetsAt = refused.at('problems', 0, 'params', 'resetsAt');
    expect(Date.parse(String(resetsAt))).toBeGreaterThan(SAMPLE_NOON);
    const params = { technique: 'rfm', limit: 2, used: 2, resetsAt };
    expect(refused.at('problems', 0)).toEqual({ code: 'configuration.editsUsedUp', params, where: 'techniques.rfm' });
    expect(foreseen.at('problems')).toEqual(refused.at('problems'));
    expect(foreseen.at('edits', 0)).toMatchObject({ technique: 'rfm', used: 2, limit: 2 });
    expect((await functions.ports.store.list(ZYLKER, 'quotas/')).items).toHaveLength(1);
    expect((await functions.ports.store.list(NORDLICHT, 'quotas/')).items).toEqual([]);
    // Names, and the other technique.
    expect((await publish(renamed('Best of all'))).status).toBe(200);
    functions.clock.ms = Date.parse(String(resetsAt)) - 1;
    expect((await publish(tighter(4_002))).status).toBe(422);
    functions.clock.ms += 1;
    expect((await publish(tighter(4_002))).status).toBe(200);
  });

  test('count although the store failed right after the publish, which is answered as done', async () => {
    await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
    const { version } = await published();
    const { store } = functions.ports;
    const { replace } = store;
    store.replace = (org, key, ...rest) =>
      key.startsWith('quotas/') ? Promise.reject(new StoreError('unavailable', 'away')) : replace(org, key, ...rest);
    const first = await publish(tighter(4_000));
    store.replace = replace;
    expect(first.status).toBe(200);
    expect((await published()).version).toBe(version + 1);
    await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    expect((await publish(tighter(4_001))).status).toBe(200);
    await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    expect(codes(await publish(tighter(4_002)))).toEqual([422, 'configuration.editsUsedUp']);
  });

  test('are not limited before anything has labels', async () => {
    const proposal = (await call('GET', '/v1/configuration/proposal')).at('configuration');
    await call('PUT', '/v1/configuration', { configuration: proposal, replaces: null, reason: '' });
    for (const days of [4_000, 4_001, 4_002, 4_003]) expect((await publish(tighter(days))).status).toBe(200);
  });

  test('do not count where the publish goes back to the version before, however often', async () => {
    await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
    await publish(tighter(4_000));
    for (let back = 0; back < 4; back++) {
      const { techniques } = await published();
      const before: Edit = (now) =>
        back % 2 === 0
          ? rfm(({ contributing }) => ({
              contributing: { ...contributing, conditions: contributing.conditions.slice(0, 1) },
            }))(now)
          : tighter(4_000)(now);
      expect([back, (await publish(before)).status]).toEqual([back, 200]);
      expect((await published()).techniques).not.toEqual(techniques);
    }
    await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    expect((await publish(tighter(4_001))).status).toBe(200);
    await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    expect(codes(await publish(tighter(4_002)))).toEqual([422, 'configuration.editsUsedUp']);
  });

  test('of a publish that did not take place are given back', async () => {
    await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
    const { fetch } = functions.network;
    // What the administrator may see is known by then.
    await published();
    // The CRM refuses a field that the publish needs.
    const withLabel: Edit = (techniques) => ({ ...tighter(4_000)(techniques) });
    functions.network.fetch = (input, init) =>
      init?.method === 'POST' || String(input instanceof Request ? input.url : input).includes('/settings/fields')
        ? Promise.resolve(
            Response.json({ code: 'NO_PERMISSION', message: '', status: 'error', details: {} }, { status: 403 }),
          )
        : fetch(input, init);
    for (let attempt = 0; attempt < 3; attempt++) expect((await publish(withLabel)).status).toBe(502);
    functions.network.fetch = fetch;
    for (const days of [4_000, 4_001]) {
      expect((await publish(tighter(days))).status).toBe(200);
      await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    }
  });

  test('by ten people at once: one is published, and one is counted', async () => {
    await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
    const replies = await Promise.all(Array.from({ length: 10 }, (_, each) => publish(tighter(4_000 + each))));
    expect(replies.map(({ status }) => status).toSorted((a, b) => a - b)[0]).toBe(200);
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    expect((await publish(tighter(5_000))).status).toBe(200);
    await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    expect(codes(await publish(tighter(5_001)))).toEqual([422, 'configuration.editsUsedUp']);
  });
});

describe('an edited technique', () => {
  test('waits for its labels before it is edited again', async () => {
    await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
    await publish(tighter(4_000));
    const refused = await publish(tighter(4_001));
    expect(codes(refused)).toEqual([422, 'configuration.techniqueRefreshing']);
    expect((await publish(renamed('Best of all'))).status).toBe(200);
    await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
    expect((await publish(tighter(4_001))).status).toBe(200);
  });

  test('waits for no run that ended without labels', async () => {
    await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
    await publish(tighter(1));
    const { fetch } = functions.network;
    functions.network.fetch = (input, init) =>
      String(input instanceof Request ? input.url : input).includes('/coql')
        ? Promise.resolve(
            Response.json({ code: 'NO_PERMISSION', message: '', status: 'error', details: {} }, { status: 403 }),
          )
        : fetch(input, init);
    expect((await scoreOnce(functions, ZYLKER, SAMPLE_DAY)).at('run', 'generation')).toBeNull();
    functions.network.fetch = fetch;
    expect((await publish(tighter(4_001))).status).toBe(200);
  });
});

describe('a technique that a segment is made of', () => {
  test('is neither edited nor switched off; the refusal names the segments', async () => {
    await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
    const made = await call('POST', '/v1/segments', segmentOn('Champions in Q3', 'abm:rfm.label', 'champions'));
    expect(made.status).toBe(201);
    for (const [edit, publishing] of [
      ['edited', tighter(4_000)],
      ['deactivated', (techniques: Configuration['techniques']) => ({ ...techniques, rfm: null })],
    ] as const) {
      const refused = await publish(publishing);
      expect(codes(refused)).toEqual([422, 'configuration.techniqueInUse']);
      const params = { technique: 'rfm', edit, segments: 'Champions in Q3', count: 1 };
      expect(refused.at('problems', 0, 'params')).toEqual(params);
    }
    expect((await publish(renamed('Best of all'))).status).toBe(200);
    expect((await publish((techniques) => ({ ...techniques, firmographics: null }))).status).toBe(200);
    await call('DELETE', `/v1/segments/${String(made.at('segment', 'id'))}`);
    expect((await publish(tighter(4_000))).status).toBe(200);
  });
});

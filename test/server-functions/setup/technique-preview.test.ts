import { expect, test } from 'vitest';
import type { Configuration } from '#core/configuration/configuration.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import { createWorkDesk } from '#server-functions/shared/work/create-work-desk.ts';
import { MORE_TECHNIQUES } from '#server-functions/score/generation.ts';
import { LEDGER_PREFIX, findManifest, namesOf } from '#server-functions/score/ledger/ledger-manifest.ts';
import { hashScope } from '#server-functions/score/techniques/samples/kept-sample.ts';
import { editRecord } from '#test/support/memory-crm-data.ts';
import { createRefreshWorld, REFRESH_MORNING, REFRESH_ORG, type RefreshWorld } from '#test/support/refresh-world.ts';
import { createTechniquesOrg, publishedIn } from '#test/support/technique-runs.ts';
import { labelsInSample, previewIn } from '#test/support/technique-samples.ts';

const ALL = 2_000;
const MINUTE_MS = 60_000;

/** Settings that ask something else of every technique, as far as the last run's inputs tell. */
function edited(configuration: Configuration): Configuration {
  const { engagement, recommendations, voice } = configuration.techniques;
  if (engagement == null || recommendations == null || voice == null) throw new Error('every technique is chosen');
  const { call, meeting } = engagement.channels;
  if (call === undefined || meeting === undefined) throw new Error('the preset has both');
  const [first, second, ...labels] = recommendations.labels;
  const [leaving, ...others] = voice.labels;
  if (first === undefined || second === undefined || leaving === undefined) throw new Error('the presets have them');
  const bands = [0, 5, 35, 60, 85, 100];
  return {
    ...configuration,
    techniques: {
      ...configuration.techniques,
      engagement: {
        ...engagement,
        windowDays: 100,
        halfLifeDays: 40,
        channels: {
          ...engagement.channels,
          call: { ...call, points: { ...call.points, answeredInbound: 11, missedOutbound: -7 } },
          meeting: { ...meeting, points: { ...meeting.points, held: 3, cancelled: -9 } },
        },
        labels: engagement.labels.map((label, at) => ({ ...label, from: bands[at] ?? 0, to: bands[at + 1] ?? 100 })),
      },
      recommendations: {
        ...recommendations,
        labels: [
          {
            ...second,
            match: 'all',
            types: {
              repeatBuy: { products: ['700001', '700003'], probability: { operator: 'atLeast', percent: 2 } },
              crossSell: { products: [], probability: { operator: 'atMost', percent: 80 } },
            },
          },
          first,
          ...labels,
        ],
      },
      voice: {
        ...voice,
        windowDays: 120,
        competitors: ['Contoso'],
        keywords: ['renewal'],
        labels: [
          {
            ...leaving,
            conditions: [
              { kind: 'competitor', competitor: null, operator: 'atLeast', times: 1 },
              { kind: 'sentiment', sentiment: 'negative', operator: 'over', percent: 20 },
              { kind: 'keyword', keyword: 'renewal', sentiment: null, operator: 'atLeast', times: 1 },
            ],
            pattern: '1 OR 2 OR 3',
          },
          ...others,
        ],
      },
    },
  };
}

async function expectRunsLabels(world: RefreshWorld, configuration: Configuration, sampled: number): Promise<void> {
  const { table } = await publishedIn(world);
  for (const technique of MORE_TECHNIQUES) {
    const { labels, numbers } = await previewIn(world, technique, configuration);
    expect(labels).toEqual(labelsInSample(table, technique, sampled).slice(0, labels.length));
    expect(numbers.notes).toEqual([]);
    const without = numbers.without.reduce((sum, { accounts }) => sum + accounts, 0);
    expect(without).toBe(labels.filter((label) => label === null).length);
    expect(new Set(labels).size).toBeGreaterThan(1);
  }
}

test('under the published settings the labels of the sample are the run’s, and under others those of a run with these', async () => {
  const { memory, configuration } = await createTechniquesOrg(40);
  const world = await createRefreshWorld(memory, configuration, { ms: REFRESH_MORNING });
  expect((await world.run('full')).state).toBe('done');
  await expectRunsLabels(world, configuration, ALL);

  const next = edited(configuration);
  const before = await publishedIn(world);
  const promised = await Promise.all(
    MORE_TECHNIQUES.map(async (technique) => {
      const { labels, numbers } = await previewIn(world, technique, next);
      expect(numbers.notes).toEqual([]);
      expect(labels).not.toEqual(labelsInSample(before.table, technique, ALL));
      return labels;
    }),
  );
  await world.publish({ ...next, version: 2 });
  expect((await world.run('full')).state).toBe('done');
  const after = await publishedIn(world);
  expect(promised).toEqual(MORE_TECHNIQUES.map((technique) => labelsInSample(after.table, technique, ALL)));
  const { half } = (await previewIn(world, 'engagement', next)).numbers;
  expect(half).toEqual({ points: after.record.engagement?.half, from: 'frozen' });
});

test('a sample of several ranges with percentages gives the run’s labels', async () => {
  const { memory, configuration } = await createTechniquesOrg(205);
  const world = await createRefreshWorld(memory, configuration, { ms: REFRESH_MORNING }, { techniqueAccounts: 120 });
  expect((await world.run('full')).state).toBe('done');
  await expectRunsLabels(world, configuration, ALL);
});

// Where ranges are as large as the org, or one of them is cut and another is not.
test.each([40, 33, 13])(
  'a sample is of the accounts that a hash of their ids picks, and holds as many as its rows allow: ranges of %d',
  async (techniqueAccounts) => {
    const { memory, configuration } = await createTechniquesOrg(40);
    const world = await createRefreshWorld(
      memory,
      configuration,
      { ms: REFRESH_MORNING },
      { sampledAccounts: 17, sampledRows: 30, techniqueAccounts },
    );
    expect((await world.run('full')).state).toBe('done');
    const { table } = await publishedIn(world);
    const sizes: number[] = [];
    for (const technique of MORE_TECHNIQUES) {
      const { labels, inside } = await previewIn(world, technique, configuration);
      expect(inside).toBe(40);
      // The first of those that a larger sample has.
      expect(labels).toEqual(labelsInSample(table, technique, 17).slice(0, labels.length));
      expect(labels).toEqual(labelsInSample(table, technique, ALL).slice(0, labels.length));
      sizes.push(labels.length);
    }
    expect(Math.max(...sizes)).toBeLessThanOrEqual(17);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
    expect(Math.min(...sizes)).toBeLessThan(17);
  },
);

test('runs of what changed name the sample of the last full run again, and what no generation names is removed', async () => {
  const { memory, configuration: all } = await createTechniquesOrg(40);
  // Learning takes most of the time.
  const configuration = { ...all, techniques: { ...all.techniques, recommendations: null } };
  const clock = { ms: REFRESH_MORNING };
  const world = await createRefreshWorld(memory, configuration, clock);
  await world.run('full');
  const sampled = async () => {
    const { record } = await publishedIn(world);
    return (await findManifest(world.ports, REFRESH_ORG, record.id))?.samples;
  };
  const first = await sampled();
  expect(Object.keys(first ?? {})).toEqual(['engagement', 'voice']);
  const [deal] = memory.modules.get('Deals')?.rows.keys() ?? [];
  for (let look = 1; look <= 2; look++) {
    clock.ms += 15 * MINUTE_MS;
    memory.clock.ms = clock.ms;
    editRecord(memory, 'Deals', String(deal), { Amount: `${look}000.00` });
    const row = await world.run('changes');
    expect([row.state, row.fullBecause]).toEqual(['done', null]);
    expect(await sampled()).toEqual(first);
  }
  for (const technique of ['engagement', 'voice'] as const) {
    const { labels } = await previewIn(world, technique, configuration);
    expect(labels).toEqual(labelsInSample((await publishedIn(world)).table, technique, ALL));
  }
  for (let night = 1; night <= 4; night++) {
    clock.ms += 24 * 60 * MINUTE_MS;
    expect((await world.run('full')).state).toBe('done');
  }
  const { record } = await publishedIn(world);
  const named = new Set<string>();
  for (const id of [record.id, ...record.former])
    for (const name of namesOf((await findManifest(world.ports, REFRESH_ORG, id)) ?? never())) named.add(name);
  const kept = (await world.blob.list(REFRESH_ORG, LEDGER_PREFIX)).map(({ key }) => key.slice(LEDGER_PREFIX.length));
  expect(kept.filter((key) => key.includes('/samples/')).toSorted()).toEqual(
    [...named].filter((name) => name.includes('/samples/')).toSorted(),
  );
});

function never(): never {
  throw new Error('a kept generation has its ledger');
}

test('says what the last run’s inputs cannot tell, and nothing before one kept any', async () => {
  const { memory, configuration } = await createTechniquesOrg(40);
  const world = await createRefreshWorld(memory, configuration, { ms: REFRESH_MORNING });
  const ask = createWorkDesk(world.ports);
  const { engagement, recommendations, voice } = configuration.techniques;
  if (engagement == null || recommendations == null || voice == null) throw new Error('every technique is chosen');
  const preview = async (draft: Parameters<typeof ask>[0] & { kind: 'techniquePreview' }) => {
    const answer = await ask(draft);
    if (!answer.ok) throw new Error(answer.error.reason);
    const value: unknown = JSON.parse(answer.value);
    return value;
  };
  const scope = hashScope(configuration);
  const question = { kind: 'techniquePreview', org: REFRESH_ORG, scope } as const;
  expect(await preview({ ...question, draft: { technique: 'engagement', settings: engagement } })).toEqual({
    state: 'none',
  });
  await world.run('full');
  const { record } = await publishedIn(world);
  expect(await preview({ ...question, draft: { technique: 'engagement', settings: engagement } })).toMatchObject({
    state: 'ready',
    asOfDay: parseIsoDay('2026-06-30'),
    accounts: 40,
    sampled: 40,
    labels: record.engagement?.labels,
    published: record.engagement?.labels,
    notes: [],
  });
  const [source] = engagement.sources;
  if (source === undefined) throw new Error('there are sources');
  const far = { ...engagement, windowDays: 900, sources: [...engagement.sources, { ...source, id: 'more' }] };
  expect(
    await preview({ ...question, scope: 'other', draft: { technique: 'engagement', settings: far } }),
  ).toMatchObject({
    notes: [
      { code: 'techniques.preview.otherScope' },
      { code: 'techniques.preview.sourceNotRead', params: { source: 'more' } },
      { code: 'techniques.preview.tooFarBack' },
    ],
  });
  const named = {
    ...voice,
    windowDays: 200,
    keywords: ['invoice', 'RENEWAL '],
    competitors: [...voice.competitors, 'Initech'],
  };
  expect(await preview({ ...question, draft: { technique: 'voice', settings: named } })).toMatchObject({
    notes: [
      { code: 'techniques.preview.tooFarBack', params: { days: 180 } },
      { code: 'techniques.preview.nameNotWatched', params: { name: 'invoice' } },
      { code: 'techniques.preview.nameNotWatched', params: { name: 'Initech' } },
    ],
  });
  const other = { ...recommendations, horizonDays: 30, cellFields: ['billingCountry'] };
  expect(await preview({ ...question, draft: { technique: 'recommendations', settings: other } })).toMatchObject({
    notes: [
      { code: 'techniques.preview.horizonOther', params: { days: recommendations.horizonDays } },
      { code: 'techniques.preview.alikeOther' },
    ],
  });
});

import { expect, test } from 'vitest';
import { decodeEvidenceShard } from '#core/labels/evidence.ts';
import { decodeMoreEvidence } from '#core/labels/more-evidence.ts';
import { engagementVerdict, type AccountReach } from '#core/techniques/engagement/evidence.ts';
import { recommendationsVerdict } from '#core/techniques/recommendations/evidence.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { readBases } from '#server-functions/score/changes/stored-bases.ts';
import { readManifest } from '#server-functions/score/ledger/ledger-manifest.ts';
import { createLedgerObjects } from '#server-functions/score/ledger/ledger-objects.ts';
import type { RunLimits } from '#server-functions/score/run-context.ts';
import { createRefreshWorld, lookAtWorld, REFRESH_MORNING, REFRESH_ORG } from '#test/support/refresh-world.ts';
import { createTechniquesOrg, idsOf, publishedIn, textsOf } from '#test/support/technique-runs.ts';
import { labelsAtOnce } from '#test/support/labels-at-once.ts';

test.for([40, 205])(
  'a run labels %i accounts as core does over whole tables, and its evidence alone gives the labels',
  async (accounts) => {
    const { memory, configuration } = await createTechniquesOrg(accounts);
    const world = await createRefreshWorld(memory, configuration, { ms: REFRESH_MORNING });
    const row = await world.run('full');
    expect([row.state, row.reason]).toEqual(['done', null]);
    const { record, table } = await publishedIn(world);
    const expected = await labelsAtOnce(memory, configuration, table);
    expect(textsOf(table, 'abm:engagement.label')).toEqual(expected.engagement);
    expect([...columnOf(table, 'abm:engagement.score', 'number').values.subarray(0, table.length)]).toEqual(
      expected.score,
    );
    expect(textsOf(table, 'abm:recommendations.label')).toEqual(expected.recommendations);
    expect(new Set(expected.engagement).size).toBeGreaterThan(2);
    expect(new Set(expected.recommendations).size).toBeGreaterThan(1);
    expect(expected.scale).toBe(accounts < 200 ? 'band' : 'percent');
    expect(record.engagement?.half).toBe(expected.half);
    const counted = record.engagement?.labels.reduce((sum, each) => sum + each.accounts, 0);
    expect(counted).toBe(accounts);

    const manifest = await readManifest(world.ports, REFRESH_ORG, record);
    const bases = await readBases(world.ports, REFRESH_ORG, record.id);
    const objects = createLedgerObjects(world.ports, REFRESH_ORG, 'reader');
    const fromEvidence: {
      engagement: (string | null)[];
      recommendations: (string | null)[];
      reach: (AccountReach | undefined)[];
    } = {
      reach: [],
      engagement: [],
      recommendations: [],
    };
    for (const { name } of manifest?.evidence ?? []) {
      const entries = decodeEvidenceShard(await objects.readText(name), name);
      for (const { evidence } of entries.ok ? entries.value : []) {
        const more = decodeMoreEvidence(evidence, 'test');
        if (!more.ok || more.value.engagement === null || more.value.recommendations === null)
          throw new Error('every account inside has evidence of every technique');
        if (bases.engagement === undefined || bases.recommendations === undefined) throw new Error('bases are kept');
        fromEvidence.reach.push(more.value.engagement.reach);
        fromEvidence.engagement.push(engagementVerdict(more.value.engagement, bases.engagement).labelId);
        fromEvidence.recommendations.push(
          recommendationsVerdict(more.value.recommendations, bases.recommendations).labelId,
        );
      }
    }
    const { engagement, recommendations, reach } = expected;
    expect(fromEvidence).toEqual({ engagement, recommendations, reach });

    const nameOf = new Map(configuration.techniques.engagement?.labels.map(({ id, names }) => [id, names.en]));
    const held = [...idsOf(table)].map((id) => memory.modules.get('Accounts')?.rows.get(String(id)));
    expect(held.map((account) => account?.['ABM_Engagement_Label'])).toEqual(
      expected.engagement.map((label) => nameOf.get(label ?? '')),
    );
    expect(held.map((account) => account?.['ABM_Engagement_Score'])).toEqual(expected.score.map(Math.floor));
    expect(held.every((account) => account?.['ABM_Engagement_Since'] === '2026-06-30')).toBe(true);
  },
);

test('ranges of any size leave the same evidence, and labels that a share of the accounts taught are the same each time', async () => {
  const { memory, configuration } = await createTechniquesOrg(205);
  // As few units of the others as there can be: what they do is tried elsewhere.
  const few = { shardAccounts: 50, sortedDeals: 10_000, accountsRows: 500, monthsRows: 5_000, recordRows: 100 };
  const evidenceOf = async (limits: Partial<RunLimits>) => {
    const world = await createRefreshWorld(
      structuredClone(memory),
      configuration,
      { ms: REFRESH_MORNING },
      { ...few, ...limits },
    );
    expect((await world.run('full')).state).toBe('done');
    const { record } = await publishedIn(world);
    const { recommendations } = await readBases(world.ports, REFRESH_ORG, record.id);
    const { evidence } = await lookAtWorld(world);
    return { evidence, buyers: recommendations?.buyers ?? 0 };
  };
  const ranges = await evidenceOf({ techniqueAccounts: 50 });
  expect(ranges).toEqual(await evidenceOf({ techniqueAccounts: 1_000 }));
  const share = await evidenceOf({ techniqueAccounts: 50, learntOrders: 200 });
  expect(share).toEqual(await evidenceOf({ techniqueAccounts: 1_000, learntOrders: 200 }));
  // Whether chances are percentages is for all buyers to say, not for those that were learnt from.
  expect(share.buyers).toBe(ranges.buyers);
});

import fc from 'fast-check';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseCatalogue } from '#scripts/build/messages-plugin.ts';
import { engagementEvidenceAt, engagementVerdict } from '#core/techniques/engagement/evidence.ts';
import { explainEngagement } from '#core/techniques/engagement/explain.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { scoreEngagement } from '#core/techniques/engagement/score.ts';
import { engagementTotals } from '#core/techniques/engagement/totals.ts';
import { CHANNELS, TOUCHES, touchName, touchNumber, type Channel } from '#core/techniques/engagement/touches.ts';
import { aggregateTouches, AS_OF_DAY, touchRows, type TouchRow } from '#test/support/engagement-data.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { shippedRecipe } from '#test/support/techniques-org.ts';

const settings = { ...presetEngagementSettings(['emails', 'calls', 'meetings'].map(shippedRecipe)), half: 10 };

function explained(rows: readonly TouchRow[], half = settings.half) {
  const aggregate = aggregateTouches(1, rows);
  const totals = engagementTotals(aggregate);
  const population = Uint8Array.of(1);
  const scores = scoreEngagement({ totals, population, settings: { ...settings, half }, asOfDay: AS_OF_DAY });
  const evidence = engagementEvidenceAt({ scores, totals, latest: aggregate.latest, population }, 0);
  if (evidence === null) throw new Error('no evidence');
  return { evidence, basis: scores.basis, explanation: explainEngagement({ evidence, basis: scores.basis }) };
}

test('an explanation names the band, what moved the score most, and what would move it further', () => {
  const rows: TouchRow[] = [
    { record: 1, channel: 'call', response: 'answeredInbound', account: 0, day: AS_OF_DAY - 3 },
    { record: 2, channel: 'email', response: 'opened', account: 0, day: AS_OF_DAY - 9 },
  ];
  const { explanation } = explained(rows);
  expect(explanation.labelId).toBe('cool');
  expect(explanation.rule).toEqual({
    code: 'engagement.rule.band',
    params: { score: 38.44, points: 7, half: 10, label: 'cool', position: 2, from: 20, to: 40 },
  });
  expect(explanation.reasons).toEqual([
    {
      code: 'engagement.reason.counted',
      params: { channel: 'call', response: 'answeredInbound', count: 1, each: 6, total: 6 },
    },
    {
      code: 'engagement.reason.counted',
      params: { channel: 'email', response: 'opened', count: 1, each: 1, total: 1 },
    },
    { code: 'engagement.reason.last', params: { lastDay: AS_OF_DAY - 3, days: 3 } },
  ]);
  expect(explanation.nearMisses).toEqual([
    { code: 'engagement.nearMiss.more', params: { label: 'warm', pointsMore: 1, from: 40 } },
    { code: 'engagement.nearMiss.fewer', params: { label: 'cold', pointsFewer: 4, to: 20 } },
  ]);
  expect(explanation.recordIds).toHaveLength(2);
});

test('an account without touch points says so', () => {
  const { explanation } = explained([]);
  expect(explanation.labelId).toBe('cold');
  expect(explanation.reasons).toEqual([
    { code: 'engagement.reason.noTouchPoints', params: { windowDays: 365, asOfDay: AS_OF_DAY } },
  ]);
});

test('what is offered leads to the label it names, and one touch point less does not', () => {
  fc.assert(
    fc.property(touchRows(1), (rows) => {
      const { evidence, basis, explanation } = explained(rows);
      const now = engagementVerdict(evidence, basis);
      const withPoints = (points: number): string | null =>
        engagementVerdict({ contributions: [], restTicks: Math.round(1_000 * (now.points + points)) }, basis).labelId;
      for (const { params } of explanation.changes) {
        const each = basis.points[touchNumber(channelOf(params['channel']), String(params['response']))] ?? 0;
        const count = Number(params['count']);
        expect(withPoints(count * each)).toBe(params['label']);
        expect(withPoints((count - 1) * each)).toBe(now.labelId);
      }
      for (const { code, params } of explanation.nearMisses)
        expect(withPoints(code.endsWith('more') ? Number(params['pointsMore']) : -Number(params['pointsFewer']))).toBe(
          params['label'],
        );
    }),
    { numRuns: propertyRuns(200) },
  );
});

test('only what a source gives is offered: a channel that is on and has none would never count', () => {
  expect(settings.channels.document).toMatchObject({ on: true, points: { signed: 10 } });
  // One signed document would be enough, and two of anything else.
  const { evidence, basis, explanation } = explained([], 30);
  const channels = ({ changes }: typeof explanation) => [...new Set(changes.map(({ params }) => params['channel']))];
  expect(channels(explanation)).toEqual(['email', 'call']);
  // A run that did not keep what its sources give offers whatever has points, as it did.
  const { sourced, ...older } = basis;
  expect(sourced).toContain(touchNumber('meeting', 'held'));
  expect(channels(explainEngagement({ evidence, basis: older }))).toEqual(['document', 'email', 'call']);
  expect(explainEngagement({ evidence, basis: { ...basis, sourced: [] } }).changes).toEqual([]);
});

function channelOf(value: unknown): Channel {
  const channel = CHANNELS.find((each) => each === value);
  if (channel === undefined) throw new Error(String(value));
  return channel;
}

test.each(['en', 'es'])('every channel, response and text of an explanation has words in %s', (language) => {
  const file = new URL(`../../../../app/translations/${language}.json`, import.meta.url);
  const words = parseCatalogue(readFileSync(file, 'utf8'), language);
  const source = readFileSync(new URL('../../../../core/techniques/engagement/explain.ts', import.meta.url), 'utf8');
  const codes = [...source.matchAll(/'(engagement\.[\w.]+)'/g)].map(([, code]) => code ?? '');
  expect(codes.length).toBeGreaterThan(9);
  const needed = [
    ...codes,
    ...CHANNELS.map((channel) => `engagement.channel.${channel}`),
    ...TOUCHES.map((each) => `engagement.response.${touchName(each)}`),
  ];
  expect(needed.filter((key) => !words.has(key))).toEqual([]);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeEvidence } from '#core/labels/evidence.ts';
import { decodeEngagement, encodeEngagement } from '#core/labels/engagement-evidence.ts';
import { decodeMoreEvidence } from '#core/labels/more-evidence.ts';
import { addTouchPoints, createEngagementAggregate } from '#core/techniques/engagement/aggregate.ts';
import { bandOfScore } from '#core/techniques/engagement/bands.ts';
import { engagementEvidenceAt } from '#core/techniques/engagement/evidence.ts';
import { pointsForScore, proposeHalf, scoreOfPoints } from '#core/techniques/engagement/half.ts';
import { presetEngagementLabels, presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { scoreEngagement } from '#core/techniques/engagement/score.ts';
import { pointsByTouch, type EngagementSettings } from '#core/techniques/engagement/settings.ts';
import { engagementTotals } from '#core/techniques/engagement/totals.ts';
import { TOUCHES } from '#core/techniques/engagement/touches.ts';
import { aggregateTouches, AS_OF_DAY, countings, touchColumns, touchRows } from '#test/support/engagement-data.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { randomTouches } from '#test/support/random-touches.ts';

const everybody = (accounts: number): Uint8Array => new Uint8Array(accounts).fill(1);
const preset = presetEngagementSettings();

const channelsTimes = (factor: number): EngagementSettings['channels'] => ({
  email: { on: true, points: { opened: factor, replied: 6 * factor, ignored: -factor } },
  whatsapp: { on: true, points: { answered: 5 * factor, ignored: -2 * factor } },
  meeting: { on: true, points: { noShow: -5 * factor, held: 8 * factor } },
});

test('the score is 100(1 - 2^(-points/half)), 0 below nothing', () => {
  expect([-5, 0, 10, 20, 30, 10_000].map((points) => scoreOfPoints(points, 10))).toEqual([0, 0, 50, 75, 87.5, 100]);
});

test('the proposal makes the 90th percentile of positive sums score 90', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 5_000 }), { minLength: 1, maxLength: 200 }), (sums) => {
      const half = proposeHalf(Float64Array.from([...sums, Number.NaN]));
      const positive = sums.filter((sum) => sum > 0).toSorted((a, b) => a - b);
      if (positive.length === 0) {
        expect(half).toBeNull();
        return;
      }
      const place = (positive.length - 1) * 0.9;
      const [below = 0, above = 0] = [positive[Math.floor(place)], positive[Math.ceil(place)]];
      const score = scoreOfPoints(below + (place % 1) * (above - below), half ?? 0);
      expect(score).toBeCloseTo(90, 3);
      expect(score).toBeGreaterThanOrEqual(90);
    }),
    { numRuns: propertyRuns(300) },
  );
});

test('the points for a score are the fewest that reach it', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99 }), fc.double({ min: 0.1, max: 100_000, noNaN: true }), (score, half) => {
      const points = pointsForScore(score, half) ?? Number.NaN;
      expect(scoreOfPoints(points, half)).toBeGreaterThanOrEqual(score);
      expect(scoreOfPoints(points - 1, half)).toBeLessThan(score);
    }),
    { numRuns: propertyRuns(300) },
  );
  expect(pointsForScore(100, 5)).toBeNull();
});

test('bands hold their lower end and not their upper one; the last is closed', () => {
  const bands = presetEngagementLabels();
  expect([0, 19.99, 20, 79.99, 80, 100].map((score) => bandOfScore(bands, score))).toEqual([0, 0, 1, 3, 4, 4]);
});

test('points are labelling: the same counts with double points give double sums', () => {
  fc.assert(
    fc.property(touchRows(4), countings, (rows, counting) => {
      const totals = engagementTotals(aggregateTouches(4, rows, { counting }));
      const single: EngagementSettings = { ...preset, channels: channelsTimes(1) };
      const one = scoreEngagement({ totals, population: everybody(4), settings: single, asOfDay: AS_OF_DAY });
      const doubled: EngagementSettings = { ...preset, half: 2 * one.basis.half, channels: channelsTimes(2) };
      const two = scoreEngagement({ totals, population: everybody(4), settings: doubled, asOfDay: AS_OF_DAY });
      expect([...two.rawTicks]).toEqual([...one.rawTicks].map((ticks) => 2 * ticks));
      expect([...two.label]).toEqual([...one.label]);
    }),
    { numRuns: propertyRuns(100) },
  );
});

test('a channel that is off gives nothing, and accounts outside the criteria have no score and do not move the proposal', () => {
  const rows = [1, 2, 3].flatMap((account) =>
    Array.from({ length: account }, (_, index) => ({
      record: 10 * account + index,
      channel: 'call' as const,
      response: 'answeredInbound',
      account: account - 1,
      day: AS_OF_DAY,
    })),
  );
  const totals = engagementTotals(aggregateTouches(3, rows));
  const scored = scoreEngagement({
    totals,
    population: Uint8Array.of(1, 1, 0),
    settings: preset,
    asOfDay: AS_OF_DAY,
  });
  expect([...scored.rawTicks]).toEqual([6_000, 12_000, Number.NaN]);
  expect([...scored.label]).toEqual([3, 4, -1]);
  expect(scored.basis.half).toBe(proposeHalf(Float64Array.of(6, 12)));
  expect(scored.basis.halfFrom).toBe('proposed');
  expect(scored.warnings).toEqual([{ code: 'engagement.halfProposed', params: { half: scored.basis.half } }]);

  const off = { ...preset, channels: { ...preset.channels, call: { on: false, points: { answeredInbound: 6 } } } };
  const silent = scoreEngagement({ totals, population: everybody(3), settings: off, asOfDay: AS_OF_DAY });
  expect([...silent.label]).toEqual([0, 0, 0]);
  expect(silent.warnings).toEqual([{ code: 'engagement.nobodyHasPoints', params: {} }]);
});

test('a half that was frozen is not proposed again, and one in the settings goes first', () => {
  const totals = engagementTotals(aggregateTouches(1, []));
  const run = (settings: EngagementSettings, frozenHalf: number | null) =>
    scoreEngagement({ totals, population: everybody(1), settings, asOfDay: AS_OF_DAY, frozenHalf }).basis;
  expect(run(preset, 12)).toMatchObject({ half: 12, halfFrom: 'proposed' });
  expect(run({ ...preset, half: 30 }, 12)).toMatchObject({ half: 30, halfFrom: 'settings' });
});

test('evidence takes about 100 characters and names at most five records', () => {
  const accounts = 1_000;
  const aggregate = createEngagementAggregate(accounts, { asOfDay: AS_OF_DAY, counting: preset });
  for (const points of randomTouches({ accounts, touchPoints: 20 * accounts, asOfDay: AS_OF_DAY, seed: 11 }))
    addTouchPoints(aggregate, points);
  const totals = engagementTotals(aggregate);
  const population = everybody(accounts);
  const scores = scoreEngagement({ totals, population, settings: preset, asOfDay: AS_OF_DAY });
  const sizes: number[] = [];
  for (let ordinal = 0; ordinal < accounts; ordinal++) {
    const evidence = engagementEvidenceAt({ scores, totals, latest: aggregate.latest, population }, ordinal);
    if (evidence === null) throw new Error('inside');
    expect(evidence.recordIds.length).toBeLessThanOrEqual(5);
    sizes.push(encodeEngagement(evidence).length);
  }
  expect(sizes.reduce((sum, size) => sum + size, 0) / accounts).toBeLessThan(100);
  expect(Math.max(...sizes)).toBeLessThan(150);
});

test('evidence that was not written so is refused', () => {
  const good = 'warm,2,0:3l4.4:69c,-2s,fr6,15dc';
  expect(decodeEngagement(good)).toBeDefined();
  const bad = [
    'warm,2,0:3l4.0:69c,-2s,fr6,15dc',
    'warm,2,0:0,-2s,fr6,15dc',
    'warm,2,zz:3l4,-2s,fr6,15dc',
    'warm,12,0:3l4,-2s,fr6,15dc',
    'warm,2,0:3l4,,fr6,15dc',
    'warm,2,0:3l4,-2s,fr6,15dc,1',
    'warm,2,0:03l4,-2s,fr6,15dc',
    `${good}|x`,
    `${good}|`,
  ];
  expect(bad.filter((text) => decodeEngagement(text) !== undefined)).toEqual([]);
  // What stands behind the first two techniques is judged by whoever reads it.
  expect(decodeMoreEvidence({ more: '<b>' }, 'x').ok).toBe(false);
  expect(decodeMoreEvidence({ more: good }, 'x').ok).toBe(true);
  expect(decodeEvidence('1||', 'x')).toEqual({ ok: true, value: { rfm: null, firmographics: null } });
  expect(['1|', '1|||', '1'].filter((text) => decodeEvidence(text, 'x').ok)).toEqual([]);
});

test('points by response follow the names', () => {
  const points = pointsByTouch({ channels: { note: { on: true, points: { added: 7 } } } });
  expect(TOUCHES.filter((_, touch) => points[touch] !== 0)).toEqual([{ channel: 'note', response: 'added' }]);
});

test('recomputing from shards of columns gives the same scores', () => {
  const batches = [...randomTouches({ accounts: 50, touchPoints: 2_000, asOfDay: AS_OF_DAY, seed: 3, batch: 137 })];
  const whole = createEngagementAggregate(50, { asOfDay: AS_OF_DAY, counting: preset });
  for (const batch of batches.toReversed()) addTouchPoints(whole, batch);
  const again = createEngagementAggregate(50, { asOfDay: AS_OF_DAY, counting: preset });
  for (const batch of batches) addTouchPoints(again, batch);
  addTouchPoints(again, touchColumns([]));
  const scored = [whole, again].map((aggregate) =>
    scoreEngagement({
      totals: engagementTotals(aggregate),
      population: everybody(50),
      settings: preset,
      asOfDay: AS_OF_DAY,
    }),
  );
  expect(scored[0]).toEqual(scored[1]);
});

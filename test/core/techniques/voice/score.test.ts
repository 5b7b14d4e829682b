import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NO_LABEL } from '#core/labels/label.ts';
import { decodeMoreEvidence, encodeMoreEvidence } from '#core/labels/more-evidence.ts';
import {
  addVoiceTexts,
  createVoiceAggregate,
  mergeVoiceAggregates,
  type VoiceAggregate,
} from '#core/techniques/voice/aggregate.ts';
import { parseVoiceBasis } from '#core/techniques/voice/basis.ts';
import { voiceEvidenceAt, voiceVerdict, type VoiceEvidence } from '#core/techniques/voice/evidence.ts';
import { explainVoice } from '#core/techniques/voice/explain.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';
import { createCounts, scoreVoice } from '#core/techniques/voice/score.ts';
import type { VoiceCondition, VoiceSettings } from '#core/techniques/voice/settings.ts';
import { SENTIMENTS, VOICE_INTENTS } from '#core/techniques/voice/verdict.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { AS_OF_DAY, voiceTexts, type TestText } from './voice-texts.ts';

const ACCOUNTS = 3;
const EVERYBODY = new Uint8Array(ACCOUNTS).fill(1);

function settingsWith(
  conditions: VoiceCondition[],
  { pattern = '', ...rest }: Partial<VoiceSettings> & { readonly pattern?: string } = {},
): VoiceSettings {
  const [first] = presetVoiceSettings().labels;
  if (first === undefined) throw new Error('The preset has labels');
  const label = { ...first, id: 'wanted', conditions, pattern };
  return { ...presetVoiceSettings(), labels: [label], ...rest };
}

function count(texts: readonly TestText[], settings: VoiceSettings, asOfDay = AS_OF_DAY): VoiceAggregate {
  const { windowDays, keywords, competitors } = settings;
  const aggregate = createVoiceAggregate(ACCOUNTS, {
    asOfDay,
    windowDays,
    keywordCount: keywords.length,
    competitorCount: competitors.length,
  });
  addVoiceTexts(aggregate, voiceTexts(texts));
  return aggregate;
}

function run(texts: readonly TestText[], settings: VoiceSettings, population = EVERYBODY) {
  const aggregate = count(texts, settings);
  const scores = scoreVoice({ aggregate, population, settings });
  const countsAt = createCounts(aggregate, settings);
  const evidence = (ordinal: number): VoiceEvidence => {
    const found = voiceEvidenceAt({ scores, aggregate, population, countsAt }, ordinal);
    if (found === null) throw new Error('The account is inside');
    return found;
  };
  return { aggregate, scores, evidence, countsAt };
}

const labelOf = (texts: readonly TestText[], settings: VoiceSettings): number =>
  run(texts, settings).scores.label[0] ?? NO_LABEL;

const times = (length: number, text: Omit<TestText, 'id'>): TestText[] =>
  Array.from({ length }, (_, index) => ({ ...text, id: index + 1 }));

const PURCHASE_OVER_90: VoiceCondition = { kind: 'intent', intent: 'purchase', operator: 'over', percent: 90 };

test('"over 90 %" is more than 90 of 100 inbound texts, and 90 is not', () => {
  const settings = settingsWith([PURCHASE_OVER_90]);
  expect(labelOf([...times(91, { intent: 'purchase' }), ...times(9, {})], settings)).toBe(0);
  expect(labelOf([...times(90, { intent: 'purchase' }), ...times(10, {})], settings)).toBe(NO_LABEL);
  expect(
    labelOf([...times(91, { intent: 'purchase' }), ...times(9, {}), ...times(50, { inbound: false })], settings),
  ).toBe(0);
});

test('under three texts there is no label, and the account is counted', () => {
  const settings = settingsWith([PURCHASE_OVER_90]);
  expect(labelOf(times(3, { intent: 'purchase' }), settings)).toBe(0);
  const { scores, evidence } = run(times(2, { intent: 'purchase' }), settings);
  expect([scores.label[0], scores.tooFew, scores.texts[0]]).toEqual([NO_LABEL, 1, 2]);
  expect(explainVoice(evidence(0), scores.basis).rule).toEqual({
    code: 'voice.rule.tooFewTexts',
    params: { texts: 2, needed: 3 },
  });
});

test('a competitor named over 50 times, in all texts together', () => {
  const settings = settingsWith([{ kind: 'competitor', competitor: 'Acme', operator: 'over', times: 50 }], {
    competitors: ['Globex', 'ACME'],
  });
  expect(labelOf(times(3, { competitors: [0, 17] }), settings)).toBe(0);
  expect(labelOf(times(5, { competitors: [90, 10] }), settings)).toBe(NO_LABEL);
});

test('while no competitor is named, that condition counts for nothing: the others decide, alone it labels nobody', () => {
  const competitor: VoiceCondition = { kind: 'competitor', competitor: null, operator: 'atLeast', times: 1 };
  const texts = times(3, { intent: 'purchase' });
  expect(labelOf(texts, settingsWith([PURCHASE_OVER_90, competitor]))).toBe(0);
  expect(labelOf(texts, settingsWith([competitor]))).toBe(NO_LABEL);
  expect(labelOf(texts, settingsWith([PURCHASE_OVER_90, competitor], { competitors: ['Acme'] }))).toBe(NO_LABEL);
  const { scores, evidence } = run(texts, settingsWith([competitor]));
  expect(explainVoice(evidence(0), scores.basis).off).toEqual([
    { code: 'voice.competitorsOff', params: { label: 'wanted' } },
  ]);
});

test('keywords count in texts, in the mood that is asked for', () => {
  const keyword: VoiceCondition = {
    kind: 'keyword',
    keyword: 'price',
    sentiment: 'negative',
    operator: 'atLeast',
    times: 2,
  };
  const settings = settingsWith([keyword], { keywords: ['Price'] });
  const named = (sentiment: TestText['sentiment'] & string): TestText[] => times(2, { sentiment, keywords: [3] });
  expect(labelOf([...named('negative'), ...times(1, {})], settings)).toBe(0);
  expect(labelOf([...named('positive'), ...times(1, {})], settings)).toBe(NO_LABEL);
});

test('the pattern joins conditions', () => {
  const negative: VoiceCondition = { kind: 'sentiment', sentiment: 'negative', operator: 'atLeast', percent: 50 };
  const texts = times(4, { sentiment: 'negative' });
  expect(labelOf(texts, settingsWith([PURCHASE_OVER_90, negative], { pattern: '1 OR 2' }))).toBe(0);
  expect(labelOf(texts, settingsWith([PURCHASE_OVER_90, negative], { pattern: '1 AND 2' }))).toBe(NO_LABEL);
});

test('texts that count for nobody are counted by reason', () => {
  const settings = settingsWith([PURCHASE_OVER_90]);
  const { aggregate } = run(
    [
      { id: 1, inbound: false },
      { id: 2, account: -1 },
      { id: 3, day: -2_147_483_648 },
      { id: 4, day: AS_OF_DAY + 1 },
      { id: 5, day: AS_OF_DAY - settings.windowDays },
      { id: 6, day: AS_OF_DAY - settings.windowDays + 1 },
    ],
    settings,
  );
  expect(aggregate.leftOut).toEqual({ outbound: 1, withoutAccount: 1, withoutDay: 1, later: 1, older: 1 });
  expect(aggregate.texts[0]).toBe(1);
});

test('outside the global criteria there is neither label nor evidence', () => {
  const settings = settingsWith([PURCHASE_OVER_90]);
  const population = Uint8Array.of(0, 1, 1);
  const { aggregate, scores, countsAt } = run(times(3, { intent: 'purchase' }), settings, population);
  expect(scores.label[0]).toBe(NO_LABEL);
  expect(voiceEvidenceAt({ scores, aggregate, population, countsAt }, 0)).toBeNull();
});

test('an explanation says value, limit and n, and what one condition more would give', () => {
  const settings = settingsWith([PURCHASE_OVER_90]);
  const held = run(times(4, { intent: 'purchase' }), settings);
  const reason = { label: 'wanted', condition: 1, kind: 'intent', operator: 'over', intent: 'purchase', percent: 90 };
  expect(explainVoice(held.evidence(0), held.scores.basis)).toMatchObject({
    labelId: 'wanted',
    reasons: [{ code: 'voice.reason.held', params: { ...reason, count: 4, texts: 4, share: 1 } }],
    nearMisses: [],
  });
  const failed = run([...times(3, { intent: 'purchase' }), ...times(1, {})], settings);
  expect(explainVoice(failed.evidence(0), failed.scores.basis)).toMatchObject({
    labelId: null,
    reasons: [{ code: 'voice.reason.failed', params: { ...reason, count: 3, texts: 4, share: 0.75 } }],
    nearMisses: [{ code: 'voice.nearMiss.with', params: { label: 'wanted', of: 'wanted', condition: 1 } }],
  });
});

const anyText = fc.record({
  id: fc.integer({ min: 1, max: 400 }),
  account: fc.integer({ min: -1, max: ACCOUNTS - 1 }),
  day: fc.integer({ min: AS_OF_DAY - 220, max: AS_OF_DAY + 40 }),
  inbound: fc.boolean(),
  intent: fc.constantFrom(...VOICE_INTENTS),
  sentiment: fc.constantFrom(...SENTIMENTS),
  keywords: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 1 }),
  competitors: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 2, maxLength: 2 }),
});
const someTexts = fc.array(anyText, { maxLength: 40 });
const RICH: VoiceSettings = {
  ...presetVoiceSettings(),
  keywords: ['price'],
  competitors: ['Acme', 'Globex'],
  labels: [
    ...settingsWith(
      [
        { kind: 'keyword', keyword: 'price', sentiment: null, operator: 'over', times: 3 },
        { kind: 'competitor', competitor: 'acme', operator: 'atLeast', times: 4 },
        { kind: 'competitor', competitor: null, operator: 'under', times: 20 },
      ],
      { pattern: '1 AND (2 OR 3)' },
    ).labels,
    ...presetVoiceSettings().labels,
  ],
};

test('as of any day: later texts change nothing (TEC-3)', () => {
  fc.assert(
    fc.property(someTexts, fc.integer({ min: AS_OF_DAY - 100, max: AS_OF_DAY + 40 }), (texts, asOfDay) => {
      const all = count(texts, RICH, asOfDay);
      const known = count(
        texts.filter(({ day }) => day <= asOfDay),
        RICH,
        asOfDay,
      );
      expect({ ...all, leftOut: null }).toEqual({ ...known, leftOut: null });
    }),
    { numRuns: propertyRuns(150) },
  );
});

test('parts counted apart and merged are the whole, in any order', () => {
  fc.assert(
    fc.property(someTexts, someTexts, (one, other) => {
      const merged = count(one, RICH);
      mergeVoiceAggregates(merged, count(other, RICH));
      expect(merged).toEqual(count([...other, ...one], RICH));
    }),
    { numRuns: propertyRuns(150) },
  );
});

test('stored evidence alone gives the label again, and survives its text', () => {
  fc.assert(
    fc.property(someTexts, (texts) => {
      const { scores, evidence } = run(texts, RICH);
      for (let ordinal = 0; ordinal < ACCOUNTS; ordinal++) {
        const found = evidence(ordinal);
        const read = decodeMoreEvidence({ more: encodeMoreEvidence({ voice: found }) }, 'test');
        expect(read).toEqual({ ok: true, value: { engagement: null, recommendations: null, voice: found } });
        const expected = RICH.labels[scores.label[ordinal] ?? NO_LABEL]?.id ?? null;
        expect(voiceVerdict({ ...found }, scores.basis).labelId).toBe(expected);
        expect(explainVoice(found, scores.basis).labelId).toBe(expected);
      }
    }),
    { numRuns: propertyRuns(200) },
  );
});

test('merging counts of other settings is refused', () => {
  expect(() => mergeVoiceAggregates(count([], RICH), count([], presetVoiceSettings()))).toThrow(/keywordCount/);
});

test('a basis is read back as it was written, and nothing else is', () => {
  const { basis } = run([], RICH).scores;
  expect(parseVoiceBasis(JSON.parse(JSON.stringify(basis)), 'test')).toEqual({ ok: true, value: basis });
  expect(parseVoiceBasis({ ...basis, minTexts: 'three' }, 'here')).toMatchObject({
    ok: false,
    error: { code: 'basis.unreadable', params: { path: 'minTexts' }, where: 'here' },
  });
});

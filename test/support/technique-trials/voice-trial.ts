import { decodeEvidence, encodeEvidence } from '#core/labels/evidence.ts';
import { decodeMoreEvidence, encodeMoreEvidence } from '#core/labels/more-evidence.ts';
import { createRandom } from '#core/techniques/recommendations/bootstrap.ts';
import { addVoiceTexts, createVoiceAggregate } from '#core/techniques/voice/aggregate.ts';
import { parseVoiceBasis } from '#core/techniques/voice/basis.ts';
import { voiceEvidenceAt, voiceVerdict } from '#core/techniques/voice/evidence.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';
import { createCounts, scoreVoice } from '#core/techniques/voice/score.ts';
import type { VoiceSettings } from '#core/techniques/voice/settings.ts';
import { SENTIMENTS, VOICE_INTENTS } from '#core/techniques/voice/verdict.ts';
import { voiceTexts, type TestText } from '#test/core/techniques/voice/voice-texts.ts';
import { DAYS, everyOrdinal, LAST_DAY, populationOf, type Company, type TechniqueTrial } from './technique-trial.ts';

const TEXTS_PER_ACCOUNT = 12;
const preset = presetVoiceSettings();
const SETTINGS: VoiceSettings = {
  ...preset,
  keywords: ['price'],
  competitors: ['Acme', 'Globex'],
  labels: [
    ...preset.labels.slice(0, 1).map((label) => ({
      ...label,
      id: 'named',
      conditions: [
        { kind: 'keyword', keyword: 'price', sentiment: null, operator: 'over', times: 3 },
        { kind: 'competitor', competitor: 'acme', operator: 'atLeast', times: 8 },
        { kind: 'competitor', competitor: null, operator: 'under', times: 6 },
        { kind: 'keyword', keyword: 'price', sentiment: 'negative', operator: 'atMost', times: 1 },
      ] satisfies VoiceSettings['labels'][number]['conditions'],
      pattern: '1 AND (2 OR 3) AND 4',
    })),
    ...preset.labels,
  ],
};

export const VOICE_TRIAL: TechniqueTrial = {
  name: 'Voice of the customer, intents, moods and names',
  technique: 'voice',
  cost: 1,
  leastAccounts: 60,
  company: companyOf,
};

function companyOf(accounts: number, seed: number): Company {
  const texts = randomTexts(accounts, seed);
  const population = populationOf(accounts);
  const { windowDays, keywords, competitors } = SETTINGS;
  return {
    scoreAsOf: (asOfDay, records) => {
      const known = records === 'all' ? texts : texts.filter(({ day = 0 }) => day <= asOfDay);
      const aggregate = createVoiceAggregate(accounts, {
        asOfDay,
        windowDays,
        keywordCount: keywords.length,
        competitorCount: competitors.length,
      });
      addVoiceTexts(aggregate, voiceTexts(known));
      const scores = scoreVoice({ aggregate, population, settings: SETTINGS });
      const countsAt = createCounts(aggregate, SETTINGS);
      const basis = parseVoiceBasis(JSON.parse(JSON.stringify(scores.basis)), 'test');
      const storedAt = (ordinal: number): string | null => {
        const voice = voiceEvidenceAt({ scores, aggregate, population, countsAt }, ordinal);
        if (voice === null) return null;
        return encodeEvidence({ rfm: null, firmographics: null, more: encodeMoreEvidence({ voice }) });
      };
      const { leftOut: _, ...counted } = aggregate;
      return {
        labels: everyOrdinal(accounts, (ordinal) => SETTINGS.labels[scores.label[ordinal] ?? -1]?.id ?? null),
        storedAt,
        relabel: (stored) => {
          const whole = decodeEvidence(stored, 'test');
          const read = whole.ok ? decodeMoreEvidence(whole.value, 'test') : whole;
          if (!read.ok || !basis.ok || read.value.voice === null) return undefined;
          const { labelId: _wiped, rule: _too, ...counts } = read.value.voice;
          return voiceVerdict(counts, basis.value).labelId;
        },
        // How many texts came later is said, and is what differs; surges are told from the same counts.
        told: { ...scores, counted, evidence: everyOrdinal(accounts, storedAt) },
      };
    },
  };
}

/** Each account has a mood and a purpose of its own, and texts that stray from them; some are ours, some of nobody. */
function randomTexts(accounts: number, seed: number): TestText[] {
  const random = createRandom(seed);
  const one = <T>(of: readonly [T, ...T[]]): T => of[Math.floor(random() * of.length)] ?? of[0];
  const texts: TestText[] = [];
  for (let account = 0; account < accounts; account++) {
    const [intent, sentiment] = [one(VOICE_INTENTS), one(SENTIMENTS)];
    for (let left = Math.floor(random() * TEXTS_PER_ACCOUNT); left > 0; left--)
      texts.push({
        id: 1 + Math.floor(random() * 40 * accounts),
        account: random() < 0.02 ? -1 : account,
        day: LAST_DAY - Math.floor(random() ** 2 * DAYS),
        inbound: random() < 0.9,
        intent: random() < 0.5 ? intent : one(VOICE_INTENTS),
        sentiment: random() < 0.5 ? sentiment : one(SENTIMENTS),
        keywords: [Math.floor(random() * 3)],
        competitors: [Math.floor(random() * 4), Math.floor(random() * 2)],
      });
  }
  return texts;
}

import { isEither, isList, isOneOf, isShape, isText, isWhole, type Guard } from '#core/guards.ts';
import type { Message, Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import type { EngagementBasis } from '#core/techniques/engagement/basis.ts';
import type { RecommendationsBasis } from '#core/techniques/recommendations/basis.ts';
import type { LabelConditions, ProbabilityCondition } from '#core/techniques/recommendations/settings.ts';
import { RECOMMENDATION_TYPES } from '#core/techniques/recommendations/types.ts';
import type { VoiceBasis } from '#core/techniques/voice/basis.ts';
import type { VoiceCondition } from '#core/techniques/voice/settings.ts';
import { SENTIMENTS, VOICE_INTENTS } from '#core/techniques/voice/verdict.ts';
import { BASIS_RECORD, MAX_BASIS_CHARS } from './published-basis.ts';

export const MORE_BASIS_FORMAT = 'lodestar.more-basis/1';
/** The record beside `current` of the same module: one of its own, since the two together can be longer than a field of the CRM. */
export const MORE_BASIS_NAME = 'more';

/**
 * What the last full run scored engagement, recommendations and voice by. Absent = not chosen, null = chosen and left out of the run.
 * Names and colours of their labels stand with the others in the `current` record, which says by them what is chosen.
 */
export interface MoreBasis {
  readonly format: typeof MORE_BASIS_FORMAT;
  /** That of the full run, which a look at changes keeps. */
  readonly asOfDay: number;
  readonly engagement?: EngagementBasis | null | undefined;
  readonly recommendations?: RecommendationsBasis | null | undefined;
  readonly voice?: VoiceBasis | null | undefined;
  /** Sources of these techniques that the run did not read; a technique with nothing unread is absent, as all are in older records. */
  readonly unread?: UnreadSources | undefined;
  /** Texts of all accounts that voice counted, and those of them that were not judged; absent in older records. */
  readonly judged?: JudgedTexts | undefined;
}

export interface JudgedTexts {
  readonly texts: number;
  /** In a language that is named and not judged. */
  readonly other: number;
}

export interface SourceNames {
  readonly en: string;
  readonly es: string;
}

export interface UnreadSources {
  readonly engagement?: readonly SourceNames[] | undefined;
  readonly voice?: readonly SourceNames[] | undefined;
}

/** What a run says of a source that somebody may have written in and that it went without. */
const UNREAD = new Set(['engagement.nothingRead', 'engagement.sourceNotReadable', 'engagement.sourceByRecord']);

/** Sources by their names that these warnings of a run tell of. */
export function unreadSources(warnings: readonly Message[]): SourceNames[] {
  return warnings.flatMap(({ code, params }) => {
    const { source, sourceEs } = params;
    return UNREAD.has(code) && typeof source === 'string' && typeof sourceEs === 'string'
      ? [{ en: source, es: sourceEs }]
      : [];
  });
}

/** Texts that a run's warnings say it counted; null = they do not. */
export function judgedTexts(warnings: readonly Message[]): JudgedTexts | null {
  const { texts, other } = warnings.find(({ code }) => code === 'voice.judged')?.params ?? {};
  return typeof texts === 'number' && typeof other === 'number' ? { texts, other } : null;
}

/** A text over `MAX_BASIS_CHARS` is refused: the CRM would cut it silently. */
export function formatMoreBasis(more: MoreBasis): Result<string, Problem> {
  const text = JSON.stringify(more);
  if (text.length <= MAX_BASIS_CHARS) return ok(text);
  return fail({
    code: 'basis.tooLong',
    params: { chars: text.length, most: MAX_BASIS_CHARS },
    where: `${BASIS_RECORD.module}.${BASIS_RECORD.basis}`,
  });
}

/** Reads the record back; null = not written by us, or by another version. */
export function parseMoreBasis(text: string): MoreBasis | null {
  try {
    const value: unknown = JSON.parse(text);
    return isMoreBasis(value) ? value : null;
  } catch {
    return null;
  }
}

// Guards and no schemas: what the schemas of these settings need of their library would no longer fit into what the panel loads first.
// Tests hold the two against each other. Ranges that no reason is counted from are left to the schemas of the run.
const short = isText(60);
const id = isText(40);
const whole = isWhole();
const amount = isWhole(0);
const percent = isWhole(0, 100);
const isFigure: Guard<number> = (value): value is number => Number.isFinite(value) && Number(value) > 0;

const isEngagementBasis = isShape<EngagementBasis>({
  format: isOneOf('lodestar.engagement-basis/1'),
  technique: isOneOf('engagement'),
  asOfDay: whole,
  settingsHash: id,
  population: amount,
  windowDays: whole,
  halfLifeDays: isEither(whole, isOneOf(null)),
  half: isFigure,
  halfFrom: isOneOf('settings', 'proposed'),
  points: isList(whole, 100),
  sourced: isEither(isList(amount, 100), isOneOf(undefined)),
  labels: isList(isShape<EngagementBasis['labels'][number]>({ id, from: percent, to: percent }), 10),
});

const isProbability: Guard<ProbabilityCondition> = isEither(
  isEither(
    isShape<Extract<ProbabilityCondition, { operator: 'atLeast' }>>({ operator: isOneOf('atLeast'), percent }),
    isShape<Extract<ProbabilityCondition, { operator: 'atMost' }>>({ operator: isOneOf('atMost'), percent }),
  ),
  isShape<Extract<ProbabilityCondition, { operator: 'between' }>>({
    operator: isOneOf('between'),
    from: percent,
    to: percent,
  }),
);
const isProductId: Guard<string> = (value): value is string =>
  typeof value === 'string' && /^[1-9]\d{0,18}$/.test(value);
const isPair: Guard<[string, string]> = (value): value is [string, string] =>
  Array.isArray(value) && value.length === 2 && value.every((each) => isProductId(each));
const isProducts = isEither(
  isShape<NonNullable<LabelConditions['nextBuy']>>({ products: isList(isProductId, 10), probability: isProbability }),
  isOneOf(undefined),
);

const isRecommendationsBasis = isShape<RecommendationsBasis>({
  format: isOneOf('lodestar.recommendations-basis/1'),
  technique: isOneOf('recommendations'),
  asOfDay: whole,
  horizonDays: whole,
  settingsHash: id,
  population: amount,
  buyers: amount,
  scale: isOneOf('percent', 'band'),
  models: isList(
    isShape<RecommendationsBasis['models'][number]>({ type: isOneOf(...RECOMMENDATION_TYPES), model: short }),
  ),
  labels: isList(
    isShape<RecommendationsBasis['labels'][number]>({
      id,
      match: isOneOf('any', 'all'),
      types: isShape<LabelConditions>({
        firstBuy: isProducts,
        nextBuy: isProducts,
        repeatBuy: isProducts,
        crossSell: isProducts,
        bundle: isEither(
          isShape<NonNullable<LabelConditions['bundle']>>({ bundles: isList(isPair, 2), probability: isProbability }),
          isOneOf(undefined),
        ),
      }),
    }),
    5,
  ),
});

type ConditionOf<K extends VoiceCondition['kind']> = Extract<VoiceCondition, { kind: K }>;
const operator = isOneOf('over', 'atLeast', 'atMost', 'under');
const sentiment = isOneOf(...SENTIMENTS);
const isCondition: Guard<VoiceCondition> = isEither(
  isEither(
    isShape<ConditionOf<'intent'>>({ kind: isOneOf('intent'), intent: isOneOf(...VOICE_INTENTS), operator, percent }),
    isShape<ConditionOf<'sentiment'>>({ kind: isOneOf('sentiment'), sentiment, operator, percent }),
  ),
  isEither(
    isShape<ConditionOf<'keyword'>>({
      kind: isOneOf('keyword'),
      keyword: short,
      sentiment: isEither(sentiment, isOneOf(null)),
      operator,
      times: amount,
    }),
    isShape<ConditionOf<'competitor'>>({
      kind: isOneOf('competitor'),
      competitor: isEither(short, isOneOf(null)),
      operator,
      times: amount,
    }),
  ),
);

const isVoiceBasis = isShape<VoiceBasis>({
  format: isOneOf('lodestar.voice-basis/1'),
  technique: isOneOf('voice'),
  asOfDay: whole,
  settingsHash: id,
  population: amount,
  windowDays: whole,
  minTexts: whole,
  competitorsOn: isOneOf(true, false),
  labels: isList(
    isShape<VoiceBasis['labels'][number]>({ id, conditions: isList(isCondition, 10), pattern: isText(500) }),
    8,
  ),
});

const nothing = isOneOf(null, undefined);
const isSources = isEither(isList(isShape<SourceNames>({ en: short, es: short }), 40), isOneOf(undefined));
const isMoreBasis = isShape<MoreBasis>({
  format: isOneOf(MORE_BASIS_FORMAT),
  asOfDay: whole,
  engagement: isEither(isEngagementBasis, nothing),
  recommendations: isEither(isRecommendationsBasis, nothing),
  voice: isEither(isVoiceBasis, nothing),
  unread: isEither(isShape<UnreadSources>({ engagement: isSources, voice: isSources }), isOneOf(undefined)),
  judged: isEither(isShape<JudgedTexts>({ texts: amount, other: amount }), isOneOf(undefined)),
});

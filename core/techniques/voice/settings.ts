import * as z from 'zod/mini';
import { labelSchema } from '#core/labels/label.ts';
import { MAX_CONDITIONS, MAX_LABELS } from './limits.ts';
import { textRecipeSchema } from './text-recipe.ts';
import { SENTIMENTS, VOICE_INTENTS } from './verdict.ts';

export { MAX_CONDITIONS, MAX_LABELS };
/** VOC-2. */
export const MIN_LABELS = 1;
export const DEFAULT_WINDOW_DAYS = 180;
/** VOC-2: below, percentages are chance and an account gets no label. Inbound texts. */
export const MIN_TEXTS = 3;
/** A month holds too few texts of most accounts; older than three years nobody recalls. Days. */
export const MIN_WINDOW_DAYS = 30;
export const MAX_WINDOW_DAYS = 1_095;
/** "at least one preference a label"; ten fill a screen. */
export const MIN_CONDITIONS = 1;
/** Names and words that are counted account by account. */
export const MAX_COMPETITORS = 200;
export const MAX_KEYWORDS = 50;
export const MAX_NAME_CHARS = 60;
/** The shipped recipes twice over, and two. */
export const MAX_SOURCES = 12;
/** More mentions are one number more for nobody. */
export const MAX_TIMES = 1_000_000;
/** As long as the other techniques' patterns. Characters. */
const MAX_PATTERN_CHARS = 500;

const text = z.string().check(z.regex(/\S/), z.maxLength(MAX_NAME_CHARS));
const distinct = (names: readonly string[]): boolean =>
  new Set(names.map((name) => name.trim().toLowerCase())).size === names.length;

/** `over` 90 and `atLeast` 90 differ for an account at 90: the words of the screen say which. */
const OPERATORS = ['over', 'atLeast', 'atMost', 'under'] as const;
const operator = z.enum(OPERATORS);
export type VoiceOperator = (typeof OPERATORS)[number];
const percent = z.int().check(z.gte(0), z.lte(100));
const times = z.int().check(z.gte(0), z.lte(MAX_TIMES));

/** One preference. Percentages are of inbound texts in the window, times are mentions in them. */
export const voiceConditionSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('intent'), intent: z.enum(VOICE_INTENTS), operator, percent }),
  z.strictObject({ kind: z.literal('sentiment'), sentiment: z.enum(SENTIMENTS), operator, percent }),
  /** Texts that name a watched keyword; `sentiment` null = in whatever mood. */
  z.strictObject({
    kind: z.literal('keyword'),
    keyword: text,
    sentiment: z.nullable(z.enum(SENTIMENTS)),
    operator,
    times,
  }),
  /** Mentions; `competitor` null = all of them together. */
  z.strictObject({ kind: z.literal('competitor'), competitor: z.nullable(text), operator, times }),
]);
export type VoiceCondition = z.infer<typeof voiceConditionSchema>;

export const voiceLabelSchema = z.extend(labelSchema, {
  conditions: z.array(voiceConditionSchema).check(z.minLength(MIN_CONDITIONS), z.maxLength(MAX_CONDITIONS)),
  /** SET-4's pattern over the conditions; empty = all. */
  pattern: z.string().check(z.maxLength(MAX_PATTERN_CHARS)),
});
export type VoiceLabel = z.infer<typeof voiceLabelSchema>;

/**
 * VOC-1, VOC-2. Aggregation settings (texts are counted again on the server): windowDays, sources, competitors, keywords. Labelling settings
 * (live in the browser): labels, first match wins (TEC-1).
 */
export const voiceSettingsSchema = z.strictObject({
  /** Texts of the last n days count, the as-of day included. */
  windowDays: z.int().check(z.gte(MIN_WINDOW_DAYS), z.lte(MAX_WINDOW_DAYS)),
  /** As written on the screen; found without accents and in any case. Empty = conditions on competitors are off. */
  competitors: z.array(text).check(z.maxLength(MAX_COMPETITORS), z.refine(distinct)),
  keywords: z.array(text).check(z.maxLength(MAX_KEYWORDS), z.refine(distinct)),
  /** Where texts are read; absent in settings that are older than sources: none. */
  sources: z.optional(z.array(textRecipeSchema).check(z.maxLength(MAX_SOURCES))),
  labels: z.array(voiceLabelSchema).check(z.minLength(MIN_LABELS), z.maxLength(MAX_LABELS)),
});
export type VoiceSettings = z.infer<typeof voiceSettingsSchema>;

import { LATEST_TEXTS } from '#core/techniques/voice/aggregate.ts';
import type { VoiceEvidence } from '#core/techniques/voice/evidence.ts';
import { MAX_CONDITIONS, MAX_LABELS } from '#core/techniques/voice/limits.ts';
import { SENTIMENTS, VOICE_INTENTS } from '#core/techniques/voice/verdict.ts';
import { parseBase36Integer } from './base36.ts';
import { decodeIds, decodeLabel, encodeIds, encodeLabel } from './evidence-parts.ts';

/** Conditions of all labels together. */
const MAX_COUNTS = MAX_LABELS * MAX_CONDITIONS;

/** `label,rule,texts,intents,sentiments,keywords,competitors,ids`: counts in base 36 with dots between; no word of a text. */
export function encodeVoice(evidence: VoiceEvidence): string {
  const { labelId, rule, texts, intents, sentiments, keywords, competitors, recordIds } = evidence;
  return [
    encodeLabel(labelId, rule),
    texts.toString(36),
    ...[intents, sentiments, keywords, competitors].map(encodeCounts),
    recordIds.length === 0 ? '' : encodeIds(recordIds),
  ].join(',');
}

/** undefined = not written by `encodeVoice`. */
export function decodeVoice(text: string): VoiceEvidence | undefined {
  const [label = '', rule = '', textCount = '', ...rest] = text.split(',');
  const [intentText = '', sentimentText = '', keywordText = '', competitorText = '', ids = '', ...more] = rest;
  const head = decodeLabel(label, rule, MAX_LABELS);
  const texts = parseBase36Integer(textCount);
  const intents = decodeCounts(intentText, VOICE_INTENTS.length);
  const sentiments = decodeCounts(sentimentText, SENTIMENTS.length);
  const keywords = decodeCounts(keywordText, null);
  const competitors = decodeCounts(competitorText, null);
  const recordIds = ids === '' ? [] : decodeIds(ids);
  if (head === undefined || texts === null || texts < 0 || more.length > 0) return undefined;
  if (intents === null || sentiments === null || keywords === null || competitors === null) return undefined;
  if (recordIds === null || recordIds.length > LATEST_TEXTS) return undefined;
  const evidence = {
    technique: 'voice',
    ...head,
    texts,
    intents,
    sentiments,
    keywords,
    competitors,
    recordIds,
  } as const;
  // Other spellings of the same numbers were not written by us.
  return encodeVoice(evidence) === text ? evidence : undefined;
}

/** Zeros are empty, since most are; a single one is written, or it would look like none. */
function encodeCounts(counts: readonly number[]): string {
  if (counts.length === 1 && counts[0] === 0) return '0';
  return counts.map((count) => (count === 0 ? '' : count.toString(36))).join('.');
}

/** `length` null = any. */
function decodeCounts(text: string, length: number | null): number[] | null {
  if (text === '' && length === null) return [];
  const parts = text.split('.');
  if (parts.length > MAX_COUNTS || (length !== null && parts.length !== length)) return null;
  const counts: number[] = [];
  for (const part of parts) {
    const count = part === '' ? 0 : parseBase36Integer(part);
    if (count === null || count < 0) return null;
    counts.push(count);
  }
  return counts;
}

import {
  idsOf,
  MAX_BEST,
  MAX_EVIDENT_IDS,
  type EvidentGrounds,
  type EvidentRecommendation,
  type RecommendationsEvidence,
} from '#core/techniques/recommendations/evidence.ts';
import { MAX_LABELS } from '#core/techniques/recommendations/limits.ts';
import { RECOMMENDATION_TYPES, type RecommendationType } from '#core/techniques/recommendations/types.ts';
import { parseBase36Integer } from './base36.ts';
import { decodeIds, decodeLabel, encodeIds, encodeLabel } from './evidence-parts.ts';

const TYPE_LETTERS: Readonly<Record<RecommendationType, string>> = {
  firstBuy: 'f',
  nextBuy: 'n',
  repeatBuy: 'r',
  crossSell: 'c',
  bundle: 'b',
};
const KIND_LETTERS: Readonly<Record<EvidentGrounds['kind'], string>> = {
  popularity: 'p',
  cell: 'c',
  sequence: 's',
  pair: 'w',
  repeat: 'r',
};
/** Whole per cent. */
const MAX_VALUE = 100;
/** Each label looks at each type once. */
const MAX_VALUES = MAX_LABELS * RECOMMENDATION_TYPES.length;

/**
 * `label,rule,value.value..,ids,letters:number:number...`: numbers in base 36, ids once each and as differences from the first, an
 * order first where there is one (`o`). A recommendation is its type, its grounds' kind, the places of its ids, and counts.
 */
export function encodeRecommendations(evidence: RecommendationsEvidence): string {
  const { labelId, rule, values, best, lastOrder } = evidence;
  const ids = [...new Set([...(lastOrder === null ? [] : [lastOrder]), ...best.flatMap(idsOf)])];
  return [
    encodeLabel(labelId, rule),
    values.map((value) => value.toString(36)).join('.'),
    (lastOrder === null ? '' : 'o') + (ids.length === 0 ? '' : encodeIds(ids)),
    best.map((each) => encodeBest(each, ids)).join('.'),
  ].join(',');
}

/** undefined = not written by `encodeRecommendations`. */
export function decodeRecommendations(text: string): RecommendationsEvidence | undefined {
  const [label = '', rule = '', valuesText = '', idsText = '', bestText = '', ...more] = text.split(',');
  const head = decodeLabel(label, rule, MAX_LABELS);
  const values = valuesText.split('.').map(parseBase36Integer);
  const known = values.filter((value) => value !== null && value >= 0 && value <= MAX_VALUE);
  const hasOrder = idsText.startsWith('o');
  const idParts = hasOrder ? idsText.slice(1) : idsText;
  const ids = idParts === '' ? [] : decodeIds(idParts);
  if (head === undefined || more.length > 0 || ids === null || ids.length > MAX_EVIDENT_IDS) return undefined;
  if (known.length !== values.length || values.length > MAX_VALUES) return undefined;
  const best = bestText === '' ? [] : bestText.split('.').map((each) => decodeBest(each, ids));
  const whole = best.filter((each) => each !== null);
  if (whole.length !== best.length || best.length > MAX_BEST) return undefined;
  const evidence: RecommendationsEvidence = {
    technique: 'recommendations',
    ...head,
    values: known.filter((value) => value !== null),
    best: whole,
    lastOrder: hasOrder ? (ids[0] ?? null) : null,
  };
  // Other spellings, and ids that nothing speaks of, were not written by us.
  return encodeRecommendations(evidence) === text ? evidence : undefined;
}

function encodeBest(each: EvidentRecommendation, ids: readonly string[]): string {
  const { type, value, because } = each;
  const places = idsOf(each).map((id) => ids.indexOf(id));
  const numbers = [value, ...countsOf(because)].map((number) => (number === null ? '' : number.toString(36)));
  return `${TYPE_LETTERS[type]}${KIND_LETTERS[because.kind]}${places.join('')}:${numbers.join(':')}`;
}

function countsOf(because: EvidentGrounds): (number | null)[] {
  switch (because.kind) {
    case 'popularity':
    case 'cell':
      return [because.orders, because.withProduct];
    case 'sequence':
      return [because.followed, because.times];
    case 'pair':
      return [because.baskets, because.withOther, because.withProduct, because.together];
    case 'repeat':
      // A median lies on a whole or a half day.
      return [
        because.purchases,
        because.lastDay,
        because.medianDays === null ? null : 2 * because.medianDays,
        because.due ? 1 : 0,
      ];
  }
}

function decodeBest(text: string, ids: readonly string[]): EvidentRecommendation | null {
  const found = /^([a-z])([a-z])([0-4]{1,3}):([^:]*):(.*)$/.exec(text);
  if (found === null) return null;
  const [, typeLetter = '', kindLetter = '', places = '', valueText = '', countsText = ''] = found;
  const type = RECOMMENDATION_TYPES.find((each) => TYPE_LETTERS[each] === typeLetter);
  const named = places.split('').map((place) => ids[Number(place)] ?? '');
  const value = parseBase36Integer(valueText);
  if (type === undefined || value === null || value < 0 || value > MAX_VALUE || named.includes('')) return null;
  const size = type === 'bundle' ? 2 : 1;
  const [speaker = null, ...others] = named.slice(size);
  const because = decodeGrounds(kindLetter, speaker, countsText.split(':'));
  if (because === null || others.length > 0 || named.length < size) return null;
  return { type, products: named.slice(0, size), value, because };
}

function decodeGrounds(letter: string, speaker: string | null, counts: readonly string[]): EvidentGrounds | null {
  const numbers = counts.map((count) => (count === '' ? null : parseBase36Integer(count)));
  const [one = null, two = null, three = null, four = null] = numbers;
  // Days before 1970 are negative, counts never are.
  if (one === null || two === null || one < 0) return null;
  if (letter === KIND_LETTERS.repeat && numbers.length === 4 && speaker === null && four !== null)
    return {
      kind: 'repeat',
      purchases: one,
      lastDay: two,
      medianDays: three === null ? null : three / 2,
      due: four === 1,
    };
  if (numbers.some((number) => number !== null && number < 0)) return null;
  if (letter === KIND_LETTERS.popularity && numbers.length === 2 && speaker === null)
    return { kind: 'popularity', orders: one, withProduct: two };
  if (letter === KIND_LETTERS.cell && numbers.length === 2 && speaker === null)
    return { kind: 'cell', orders: one, withProduct: two };
  if (letter === KIND_LETTERS.sequence && numbers.length === 2 && speaker !== null)
    return { kind: 'sequence', after: speaker, followed: one, times: two };
  if (letter === KIND_LETTERS.pair && numbers.length === 4 && speaker !== null && three !== null && four !== null)
    return { kind: 'pair', with: speaker, baskets: one, withOther: two, withProduct: three, together: four };
  return null;
}

import { MAX_CONDITIONS } from '#core/criteria/criteria.ts';
import { TICKS_PER_UNIT } from '#core/techniques/rfm/aggregate.ts';
import type { FirmographicsEvidence } from '#core/techniques/firmographics/evidence.ts';
import { MAX_LABELS as MAX_FIRMOGRAPHICS_LABELS } from '#core/techniques/firmographics/settings.ts';
import { ticksOf, type RfmEvidence, type RfmPurchases } from '#core/techniques/rfm/evidence.ts';
import { MAX_LABELS as MAX_RFM_LABELS } from '#core/techniques/rfm/settings.ts';
import { LARGEST_DEALS } from '#core/techniques/rfm/top-deals.ts';
import { MAX_ID, parseBase36, parseBase36Integer } from './base36.ts';

/** No label: a hyphen, which starts no label id. */
const NONE = '-';
const LABEL_ID = /^[a-z][a-z0-9-]{0,39}$/;
/** Days of the years 1 to 9999 fit well below. */
const MAX_DAY_SIZE = 10_000_000;

/** `label,rule`, and with purchases `,day,ticks,rfm,step,ids`: integers in base 36, ids as differences from the first. */
export function encodeRfm({ labelId, rule, purchases }: RfmEvidence): string {
  const head = encodeLabel(labelId, rule);
  if (purchases === null) return head;
  const { lastDay, frequency, r, f, m, monetaryStep, dealIds } = purchases;
  return [
    head,
    lastDay.toString(36),
    ticksOf(frequency).toString(36),
    `${r}${f}${m}`,
    monetaryStep.toString(36),
    encodeIds(dealIds),
  ].join(',');
}

/** undefined = not written by `encodeRfm`. */
export function decodeRfm(text: string): RfmEvidence | undefined {
  const [label = '', rule = '', ...rest] = text.split(',');
  const head = decodeLabel(label, rule, MAX_RFM_LABELS);
  if (head === undefined) return undefined;
  if (rest.length === 0) return { technique: 'rfm', ...head, purchases: null };
  const purchases = decodePurchases(rest);
  return purchases === undefined ? undefined : { technique: 'rfm', ...head, purchases };
}

/** `label,rule,bits.bits...` */
export function encodeFirmographics({ labelId, rule, conditionBits }: FirmographicsEvidence): string {
  return `${encodeLabel(labelId, rule)},${conditionBits.map((bits) => bits.toString(36)).join('.')}`;
}

/** undefined = not written by `encodeFirmographics`. */
export function decodeFirmographics(text: string): FirmographicsEvidence | undefined {
  const [label = '', rule = '', bitsText = '', ...rest] = text.split(',');
  const head = decodeLabel(label, rule, MAX_FIRMOGRAPHICS_LABELS);
  const words = bitsText.split('.');
  if (head === undefined || rest.length > 0 || words.length > MAX_FIRMOGRAPHICS_LABELS) return undefined;
  const conditionBits: number[] = [];
  for (const word of words) {
    const bits = parseBase36Integer(word);
    if (bits === null || bits < 0 || bits >= 2 ** MAX_CONDITIONS) return undefined;
    conditionBits.push(bits);
  }
  return { technique: 'firmographics', ...head, conditionBits };
}

/** The label and the position of the rule that gave it; `decodeLabel` reads it back. */
export function encodeLabel(labelId: string | null, rule: number | null): string {
  return labelId === null || rule === null ? `${NONE},` : `${labelId},${rule}`;
}

/** undefined = not written by `encodeLabel` for so many `labels`. */
export function decodeLabel(
  label: string,
  rule: string,
  labels: number,
): { readonly labelId: string | null; readonly rule: number | null } | undefined {
  if (label === NONE && rule === '') return { labelId: null, rule: null };
  const position = /^[0-9]$/.test(rule) ? Number(rule) : labels;
  return LABEL_ID.test(label) && position < labels ? { labelId: label, rule: position } : undefined;
}

function decodePurchases(parts: readonly string[]): RfmPurchases | undefined {
  const [dayText = '', ticksText = '', scores = '', stepText = '', idsText = ''] = parts;
  const lastDay = parseBase36Integer(dayText);
  const ticks = parseBase36Integer(ticksText);
  const monetaryStep = parseBase36Integer(stepText);
  const dealIds = decodeIds(idsText);
  if (parts.length !== 5 || lastDay === null || ticks === null || monetaryStep === null || dealIds === null)
    return undefined;
  if (Math.abs(lastDay) > MAX_DAY_SIZE || monetaryStep < 0 || monetaryStep > 100 || !/^[1-5]{3}$/.test(scores))
    return undefined;
  return {
    lastDay,
    frequency: ticks / TICKS_PER_UNIT,
    r: Number(scores[0]),
    f: Number(scores[1]),
    m: Number(scores[2]),
    monetaryStep,
    dealIds,
  };
}

/** Ids of one org differ in their last digits, so differences are short. */
export function encodeIds(ids: readonly string[]): string {
  const first = BigInt(ids[0] ?? 0);
  return ids.map((id, index) => (index === 0 ? first : BigInt(id) - first).toString(36)).join('.');
}

/** What `encodeIds` wrote; null = it did not write this. */
export function decodeIds(text: string): string[] | null {
  const parts = text.split('.');
  if (parts.length > LARGEST_DEALS + 1) return null;
  const ids: bigint[] = [];
  for (const part of parts) {
    const number = parseBase36(part);
    if (number === null) return null;
    const id = (ids[0] ?? 0n) + number;
    if (id <= 0n || id > MAX_ID || ids.includes(id)) return null;
    ids.push(id);
  }
  return ids.map(String);
}

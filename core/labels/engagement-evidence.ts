import { MAX_CONTRIBUTIONS, type Contribution, type EngagementEvidence } from '#core/techniques/engagement/evidence.ts';
import { LATEST_RECORDS } from '#core/techniques/engagement/latest-records.ts';
import { MAX_LABELS } from '#core/techniques/engagement/limits.ts';
import { TOUCHES } from '#core/techniques/engagement/touches.ts';
import { parseBase36Integer } from './base36.ts';
import { decodeReach, encodeReach } from './engagement-reach.ts';
import { decodeIds, decodeLabel, encodeIds, encodeLabel } from './evidence-parts.ts';

/** Days of the years 1 to 9999 fit well below. */
const MAX_DAY_SIZE = 10_000_000;

/**
 * `label,rule,touch:count.touch:count..,rest,day,ids`: integers in base 36, counts in thousandths, ids as differences from the first; and
 * `,weakest,times` where a run kept them.
 */
export function encodeEngagement(evidence: EngagementEvidence): string {
  const { labelId, rule, contributions, restTicks, lastDay, recordIds, reach } = evidence;
  return [
    encodeLabel(labelId, rule),
    contributions.map(({ touch, ticks }) => `${touch.toString(36)}:${ticks.toString(36)}`).join('.'),
    restTicks.toString(36),
    lastDay === null ? '' : lastDay.toString(36),
    recordIds.length === 0 ? '' : encodeIds(recordIds),
    ...(reach === undefined ? [] : encodeReach(reach)),
  ].join(',');
}

/** undefined = not written by `encodeEngagement`. */
export function decodeEngagement(text: string): EngagementEvidence | undefined {
  const [label = '', rule = '', counts = '', rest = '', day = '', ids = '', ...more] = text.split(',');
  const head = decodeLabel(label, rule, MAX_LABELS);
  const contributions = decodeContributions(counts);
  const restTicks = parseBase36Integer(rest);
  const lastDay = day === '' ? null : parseBase36Integer(day);
  const recordIds = ids === '' ? [] : decodeIds(ids);
  const reach = decodeReach(more);
  if (head === undefined || contributions === null || restTicks === null || recordIds === null || reach === null)
    return undefined;
  if ((day !== '' && lastDay === null) || Math.abs(lastDay ?? 0) > MAX_DAY_SIZE || recordIds.length > LATEST_RECORDS)
    return undefined;
  const evidence: EngagementEvidence = {
    technique: 'engagement',
    ...head,
    contributions,
    restTicks,
    lastDay,
    recordIds,
    ...(reach === undefined ? {} : { reach }),
  };
  // Other spellings of the same numbers were not written by us.
  return encodeEngagement(evidence) === text ? evidence : undefined;
}

function decodeContributions(text: string): Contribution[] | null {
  if (text === '') return [];
  const contributions: Contribution[] = [];
  for (const part of text.split('.')) {
    const [touchText = '', ticksText = '', ...more] = part.split(':');
    const touch = parseBase36Integer(touchText);
    const ticks = parseBase36Integer(ticksText);
    if (touch === null || ticks === null || more.length > 0) return null;
    if (touch < 0 || touch >= TOUCHES.length || ticks <= 0) return null;
    if (contributions.some((each) => each.touch === touch)) return null;
    contributions.push({ touch, ticks });
  }
  return contributions.length <= MAX_CONTRIBUTIONS ? contributions : null;
}

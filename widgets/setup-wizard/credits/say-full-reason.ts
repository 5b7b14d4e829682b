import type { Translator } from '#widgets/shared/i18n/translator.ts';

const REASONS = [
  'noLedger',
  'settingsChanged',
  'dayMoved',
  'orgChanged',
  'sweptTooLongAgo',
  'labelsNotWritten',
  'changesNotTold',
  'tooMuchChanged',
  'countsDiffer',
] as const;

/** Why a look for changes read everything. A reason that a later server knows shows as itself. */
export function sayFullReason(reason: string, t: Translator): string {
  const known = REASONS.find((each) => each === reason);
  return t.text('runLog.fullBecause', { why: known === undefined ? reason : t.text(`runLog.full.${known}`) });
}

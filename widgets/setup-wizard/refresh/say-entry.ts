import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { sayFullReason } from '../credits/say-full-reason.ts';
import { sayWhy } from '../credits/say-why.ts';
import type { RefreshEntry } from './refresh-api.ts';

const SKIPPED = [
  'runUnderWay',
  'budgetReached',
  'waitsForNightly',
  'waitsForNextNightly',
  'fullAgain',
  'settingsChanged',
  'runCancelled',
] as const;

export function sayEntryKind({ kind }: RefreshEntry, t: Translator): string {
  return t.text(kind === 'nightly' ? 'refresh.kind.nightly' : 'refresh.kind.sweep');
}

/** What it did, or why not. A reason that a later server knows shows as itself. */
export function sayEntry({ kind, skipped, times, result }: RefreshEntry, t: Translator): string {
  if (skipped !== null) {
    const known = SKIPPED.find((each) => each === skipped);
    const why = known === undefined ? skipped : t.text(`refresh.skipped.${known}`);
    return t.text('refresh.skipped', { times, why });
  }
  if (result === null) return t.text('refresh.result.underWay');
  const { state, reason, fullBecause, differs, written } = result;
  if (state === 'done' || state === 'publishedPartly') {
    const wrote = t.text('refresh.result.written', { written });
    const inFull = kind !== 'nightly' && fullBecause !== null ? [sayFullReason(fullBecause, t)] : [];
    const partly = state === 'publishedPartly' ? [t.text('refresh.result.partly', { why: sayWhy(reason, t) })] : [];
    const otherwise = differs === null || differs === 0 ? [] : [t.text('refresh.result.differs', { differs })];
    return [...inFull, wrote, ...otherwise, ...partly].join(' ');
  }
  return t.text('refresh.result.ended', { state, why: sayWhy(reason, t), written });
}

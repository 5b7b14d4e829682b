import { parsePattern } from '#core/criteria/pattern.ts';
import { duplicateLabels } from '../duplicate-labels.ts';
import type { Finding } from '../finding.ts';
import { applyOrderFix, NOT_EXAMINED, overlappingLabels, unreachedLabels, type OrderFix } from '../witnessed-order.ts';
import { compileLabels, nameKey, patternHolds } from './conditions.ts';
import { MIN_LABELS, type VoiceSettings } from './settings.ts';
import { createVoiceWitnesses } from './witnesses.ts';

/** Made-up accounts that are tried; beyond, the linter says that it did not look. */
export const MAX_WITNESSES = 60_000;

/** A one-click repair, as data. */
export type VoiceFix =
  | OrderFix
  | { readonly kind: 'addCompetitor'; readonly name: string }
  | { readonly kind: 'addKeyword'; readonly name: string };

/** Applies a fix to the settings it was made for; the settings given stay as they are. */
export function applyVoiceFix(settings: VoiceSettings, fix: VoiceFix): VoiceSettings {
  switch (fix.kind) {
    case 'addCompetitor':
      return { ...settings, competitors: [...settings.competitors, fix.name] };
    case 'addKeyword':
      return { ...settings, keywords: [...settings.keywords, fix.name] };
    case 'removeLabel':
    case 'moveLabel':
      return { ...settings, labels: applyOrderFix(settings.labels, fix) };
  }
}

/**
 * SET-10: labels of one id or name, names that no list has, labels that cannot hold, labels that earlier ones hide, overlaps, and accounts that no label takes.
 * Decided on made-up accounts on both sides of every limit. While no competitors are named, labels are judged with those conditions
 * off, as they are then scored.
 */
export function lintVoice(settings: VoiceSettings): Finding<VoiceFix>[] {
  const { labels, competitors } = settings;
  const findings = [...duplicateLabels(labels), ...unknownNames(settings), ...offConditions(settings)];
  if (labels.some(({ conditions, pattern }) => !parsePattern(pattern, conditions.length).ok)) return findings;
  const witnesses = createVoiceWitnesses(settings, MAX_WITNESSES);
  if (witnesses === null) return [...findings, NOT_EXAMINED];
  const compiled = compileLabels(labels, competitors.length > 0);
  const takes = labels.map((label, index) =>
    Uint8Array.from(witnesses, (counts) => Number(patternHolds(label, compiled.held(index, counts)))),
  );
  // Of labels that nobody can have because all their conditions are off, that is said already.
  const allOff = new Set(
    labels.flatMap(({ conditions }, index) =>
      competitors.length === 0 && conditions.every(({ kind }) => kind === 'competitor')
        ? [`labels[${index}].conditions`]
        : [],
    ),
  );
  const order = { labels, takes, part: 'conditions' };
  return [
    ...findings,
    ...unreachedLabels(order, MIN_LABELS).filter(({ where }) => !allOff.has(where)),
    ...overlappingLabels(order),
    ...gaps(takes, witnesses.length),
  ];
}

function unknownNames({ labels, competitors, keywords }: VoiceSettings): Finding<VoiceFix>[] {
  const known = { competitor: new Set(competitors.map(nameKey)), keyword: new Set(keywords.map(nameKey)) };
  return labels.flatMap(({ conditions }, index) =>
    conditions.flatMap((condition, at): Finding<VoiceFix>[] => {
      const where = `labels[${index}].conditions[${at}]`;
      if (condition.kind === 'keyword' && !known.keyword.has(nameKey(condition.keyword)))
        return [
          finding('error', 'voice.unknownKeyword', { name: condition.keyword }, where, {
            kind: 'addKeyword',
            name: condition.keyword,
          }),
        ];
      if (condition.kind !== 'competitor' || condition.competitor === null || competitors.length === 0) return [];
      return known.competitor.has(nameKey(condition.competitor))
        ? []
        : [
            finding('error', 'voice.unknownCompetitor', { name: condition.competitor }, where, {
              kind: 'addCompetitor',
              name: condition.competitor,
            }),
          ];
    }),
  );
}

function offConditions({ labels, competitors }: VoiceSettings): Finding<VoiceFix>[] {
  if (competitors.length > 0) return [];
  return labels.flatMap(({ id, conditions }, index) =>
    conditions.some(({ kind }) => kind === 'competitor')
      ? [finding('warning', 'voice.competitorsOff', { label: id }, `labels[${index}].conditions`, null)]
      : [],
  );
}

/** Labels need not cover everybody, since most customers write nothing that matters: for information. */
function gaps(takes: readonly Uint8Array[], witnesses: number): Finding<VoiceFix>[] {
  for (let row = 0; row < witnesses; row++)
    if (takes.every((mask) => mask[row] !== 1)) return [finding('info', 'lint.gapOfTexts', {}, 'labels', null)];
  return [];
}

function finding(
  severity: Finding<VoiceFix>['severity'],
  code: string,
  params: Readonly<Record<string, string>>,
  where: string,
  fix: VoiceFix | null,
): Finding<VoiceFix> {
  return { severity, message: { code, params }, where, fix };
}

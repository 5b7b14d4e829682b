import { parsePattern } from '#core/criteria/pattern.ts';
import type { Finding } from '../finding.ts';
import { compileLabels, nameKey, patternHolds } from './conditions.ts';
import { MIN_LABELS, type VoiceLabel, type VoiceSettings } from './settings.ts';
import { createVoiceWitnesses } from './witnesses.ts';
import { isReached, placeToBeReached } from '../witnessed-order.ts';

/** Made-up accounts that are tried; beyond, the linter says that it did not look. */
export const MAX_WITNESSES = 60_000;

/** A one-click repair, as data. `label` and `before` are positions in the label list. */
export type VoiceFix =
  | { readonly kind: 'removeLabel'; readonly label: number }
  | { readonly kind: 'moveLabel'; readonly label: number; readonly before: number }
  | { readonly kind: 'addCompetitor'; readonly name: string }
  | { readonly kind: 'addKeyword'; readonly name: string };

export function applyVoiceFix(settings: VoiceSettings, fix: VoiceFix): VoiceSettings {
  switch (fix.kind) {
    case 'addCompetitor':
      return { ...settings, competitors: [...settings.competitors, fix.name] };
    case 'addKeyword':
      return { ...settings, keywords: [...settings.keywords, fix.name] };
    case 'removeLabel':
    case 'moveLabel': {
      const rest = settings.labels.filter((_, index) => index !== fix.label);
      const moved = settings.labels[fix.label];
      if (fix.kind === 'removeLabel' || moved === undefined) return { ...settings, labels: rest };
      return { ...settings, labels: [...rest.slice(0, fix.before), moved, ...rest.slice(fix.before)] };
    }
  }
}

/**
 * SET-10: names that no list has, labels that cannot hold, labels that earlier ones hide, overlaps, and accounts that no label takes.
 * Decided on made-up accounts on both sides of every limit. While no competitors are named, labels are judged with those conditions
 * off, as they are then scored.
 */
export function lintVoice(settings: VoiceSettings): Finding<VoiceFix>[] {
  const { labels, competitors } = settings;
  const findings = [...unknownNames(settings), ...offConditions(settings)];
  if (labels.some(({ conditions, pattern }) => !parsePattern(pattern, conditions.length).ok)) return findings;
  const witnesses = createVoiceWitnesses(settings, MAX_WITNESSES);
  if (witnesses === null)
    return [
      ...findings,
      { severity: 'info', message: { code: 'lint.notExamined', params: {} }, where: 'labels', fix: null },
    ];
  const compiled = compileLabels(labels, competitors.length > 0);
  const takes = labels.map((label, index) =>
    Uint8Array.from(witnesses, (counts) => Number(patternHolds(label, compiled.held(index, counts)))),
  );
  return [
    ...findings,
    ...unreached(labels, takes, competitors.length > 0),
    ...overlaps(labels, takes),
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

function unreached(
  labels: readonly VoiceLabel[],
  takes: readonly Uint8Array[],
  competitorsOn: boolean,
): Finding<VoiceFix>[] {
  return labels.flatMap((label, index) => {
    if (isReached(takes, index)) return [];
    // All its conditions are off: said already.
    if (!competitorsOn && label.conditions.every(({ kind }) => kind === 'competitor')) return [];
    const own = takes[index]?.includes(1) ?? false;
    const fix = (own ? unshadow(takes, index) : null) ?? removal(labels, index);
    return [
      finding(
        'warning',
        own ? 'lint.shadowedLabel' : 'lint.emptyLabel',
        { label: label.id },
        `labels[${index}].conditions`,
        fix,
      ),
    ];
  });
}

function removal(labels: readonly VoiceLabel[], label: number): VoiceFix | null {
  return labels.length > MIN_LABELS ? { kind: 'removeLabel', label } : null;
}

function unshadow(takes: readonly Uint8Array[], label: number): VoiceFix | null {
  const before = placeToBeReached(takes, label);
  return before === null ? null : { kind: 'moveLabel', label, before };
}

function overlaps(labels: readonly VoiceLabel[], takes: readonly Uint8Array[]): Finding<VoiceFix>[] {
  return labels.flatMap((later, index) =>
    labels
      .slice(0, index)
      .flatMap((earlier, at) =>
        takes[index]?.some((taken, row) => taken === 1 && takes[at]?.[row] === 1)
          ? [
              finding(
                'info',
                'lint.overlap',
                { label: later.id, earlier: earlier.id },
                `labels[${index}].conditions`,
                null,
              ),
            ]
          : [],
      ),
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

import { duplicateLabels } from '../duplicate-labels.ts';
import type { Finding } from '../finding.ts';
import { cellsOf, takesCell, type Cell, type LevelCounts } from './label-cells.ts';
import { moveBefore, type RfmFix } from './lint-fix.ts';
import { MAX_LABELS, type RfmLabel, type RfmMatches, type RfmSettings } from './settings.ts';

/** Name and colour of the label that "cover the rest" adds; a free id is found for it. */
const OTHERS = { names: { en: 'Others', es: 'Otras' }, colour: '#75777C', optionId: null } as const;

/** Labels over every R x F x M cell: duplicates, scores that do not exist, shadowed and empty labels, overlaps, gaps. */
export function lintRfmLabels({ labels, recency, frequency, monetary }: RfmSettings): Finding<RfmFix>[] {
  const levels = { r: recency.levels, f: frequency.levels, m: monetary.levels };
  const cells = cellsOf(levels);
  return [
    ...duplicateLabels(labels),
    ...labels.flatMap((label, index) => lintReach(label, index, labels, cells, levels)),
    ...overlaps(labels, cells),
    ...gaps(labels, cells),
  ];
}

function lintReach(
  label: RfmLabel,
  index: number,
  labels: readonly RfmLabel[],
  cells: readonly Cell[],
  levels: LevelCounts,
): Finding<RfmFix>[] {
  const where = `labels[${index}].matches`;
  const params = { label: label.id };
  const remove: RfmFix = { kind: 'removeLabel', label: index };
  if (label.matches === 'noPurchases') {
    if (labels.findIndex(({ matches }) => matches === 'noPurchases') === index) return [];
    return [{ severity: 'warning', message: { code: 'lint.shadowedLabel', params }, where, fix: remove }];
  }
  const clipped = clip(label.matches, levels);
  if (!isWithin(label.matches, levels)) {
    const fix: RfmFix = clipped === null ? remove : { kind: 'setMatches', label: index, matches: clipped };
    return [{ severity: 'error', message: { code: 'lint.scoreOutsideLevels', params }, where, fix }];
  }
  if (clipped === null)
    return [{ severity: 'warning', message: { code: 'lint.emptyLabel', params }, where, fix: remove }];
  if (!isShadowed(labels, index, cells)) return [];
  return [
    {
      severity: 'warning',
      message: { code: 'lint.shadowedLabel', params },
      where,
      fix: unshadow(labels, index, cells) ?? remove,
    },
  ];
}

/** Takes cells, all of which earlier labels take first. */
function isShadowed(labels: readonly RfmLabel[], index: number, cells: readonly Cell[]): boolean {
  const label = labels[index];
  if (label === undefined || label.matches === 'noPurchases') return false;
  const own = cells.filter((cell) => takesCell(label.matches, cell));
  const earlier = labels.slice(0, index);
  return own.length > 0 && own.every((cell) => earlier.some(({ matches }) => takesCell(matches, cell)));
}

/** The latest place where the label gets cells without shadowing another; null = there is none. */
function unshadow(labels: readonly RfmLabel[], index: number, cells: readonly Cell[]): RfmFix | null {
  const shadowed = (list: readonly RfmLabel[]): number => list.filter((_, at) => isShadowed(list, at, cells)).length;
  for (let before = index - 1; before >= 0; before--) {
    if (shadowed(moveBefore(labels, index, before)) < shadowed(labels))
      return { kind: 'moveLabel', label: index, before };
  }
  return null;
}

/** By design of "first match wins"; listed so that nobody is surprised. */
function overlaps(labels: readonly RfmLabel[], cells: readonly Cell[]): Finding<RfmFix>[] {
  const findings: Finding<RfmFix>[] = [];
  labels.forEach((later, index) => {
    for (const earlier of labels.slice(0, index)) {
      const shared = cells.filter((cell) => takesCell(earlier.matches, cell) && takesCell(later.matches, cell)).length;
      if (shared === 0) continue;
      const params = { label: later.id, earlier: earlier.id, cells: shared };
      findings.push({
        severity: 'info',
        message: { code: 'lint.overlap', params },
        where: `labels[${index}].matches`,
        fix: null,
      });
    }
  });
  return findings;
}

/** Cells that no label takes: their accounts have no label. */
function gaps(labels: readonly RfmLabel[], cells: readonly Cell[]): Finding<RfmFix>[] {
  const open = cells.filter((cell) => !labels.some(({ matches }) => takesCell(matches, cell)));
  const [first] = open;
  if (first === undefined) return [];
  const params = { cells: open.length, of: cells.length, r: first.r, f: first.f, m: first.m };
  return [{ severity: 'warning', message: { code: 'lint.gap', params }, where: 'labels', fix: coverRest(labels) }];
}

function coverRest(labels: readonly RfmLabel[]): RfmFix | null {
  const matches = { r: null, f: null, m: null };
  if (labels.length < MAX_LABELS) {
    const taken = new Set(labels.map(({ id }) => id));
    const ids = ['others', ...labels.map((_, index) => `others-${index + 2}`)];
    const id = ids.find((candidate) => !taken.has(candidate)) ?? 'others';
    return { kind: 'addLabel', added: { id, ...OTHERS, matches } };
  }
  const last = labels.findLastIndex((label) => label.matches !== 'noPurchases');
  return last < 0 ? null : { kind: 'setMatches', label: last, matches };
}

type ScoreMatches = Exclude<RfmMatches, 'noPurchases'>;

function isWithin({ r, f, m }: ScoreMatches, levels: LevelCounts): boolean {
  const within = (range: ScoreMatches['r'], max: number): boolean =>
    range === null || (range.min >= 1 && range.max <= max) || range.min > range.max;
  return within(r, levels.r) && within(f, levels.f) && within(m, levels.m);
}

/** The pattern cut to the scores that exist; null when nothing remains. */
function clip({ r, f, m }: ScoreMatches, levels: LevelCounts): ScoreMatches | null {
  const cut = (range: ScoreMatches['r'], max: number): ScoreMatches['r'] =>
    range === null ? null : { min: Math.max(1, range.min), max: Math.min(max, range.max) };
  const matches = { r: cut(r, levels.r), f: cut(f, levels.f), m: cut(m, levels.m) };
  return [matches.r, matches.f, matches.m].some((range) => range !== null && range.min > range.max) ? null : matches;
}

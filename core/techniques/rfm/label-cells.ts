import { NO_LABEL } from '#core/labels/label.ts';
import type { RfmMatches } from './settings.ts';

export interface LevelCounts {
  readonly r: number;
  readonly f: number;
  readonly m: number;
}
/** One of the R x F x M cells: scores from 1. */
export interface Cell {
  readonly r: number;
  readonly f: number;
  readonly m: number;
}

/** Does a label's pattern take the cell? `noPurchases` takes none. */
export function takesCell(matches: RfmMatches, cell: Cell): boolean {
  return matches !== 'noPurchases' && isIn(matches.r, cell.r) && isIn(matches.f, cell.f) && isIn(matches.m, cell.m);
}

/** Index of the first label that takes the cell, or `NO_LABEL` (TEC-1). */
export function firstLabel(labels: readonly { readonly matches: RfmMatches }[], cell: Cell): number {
  const index = labels.findIndex(({ matches }) => takesCell(matches, cell));
  return index < 0 ? NO_LABEL : index;
}

/** Index of the first label for accounts without purchases (RFM-7), or `NO_LABEL`. */
export function firstNoPurchasesLabel(labels: readonly { readonly matches: RfmMatches }[]): number {
  const index = labels.findIndex(({ matches }) => matches === 'noPurchases');
  return index < 0 ? NO_LABEL : index;
}

/** Every cell, R outermost: the order of `labelCells`. */
export function cellsOf(levels: LevelCounts): Cell[] {
  const cells: Cell[] = [];
  for (let r = 1; r <= levels.r; r++)
    for (let f = 1; f <= levels.f; f++) for (let m = 1; m <= levels.m; m++) cells.push({ r, f, m });
  return cells;
}

/** Label index per cell, for the scoring loop; position `((r - 1) * levels.f + f - 1) * levels.m + m - 1`. */
export function labelCells(labels: readonly { readonly matches: RfmMatches }[], levels: LevelCounts): Int16Array {
  return Int16Array.from(cellsOf(levels), (cell) => firstLabel(labels, cell));
}

function isIn(range: { readonly min: number; readonly max: number } | null, score: number): boolean {
  return range === null || (range.min <= score && score <= range.max);
}

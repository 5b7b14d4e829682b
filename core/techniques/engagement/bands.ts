import { NO_LABEL } from '#core/labels/label.ts';
import { MAX_SCORE } from './limits.ts';

/** Scores of `[from, to)`; a band that ends at 100 holds 100 too. */
export interface Band {
  readonly from: number;
  readonly to: number;
}

/** An empty band takes none. */
export function takesScore({ from, to }: Band, score: number): boolean {
  return from <= score && (score < to || (to === MAX_SCORE && score === MAX_SCORE && from < to));
}

/** Index of the first band that takes the score (TEC-1), or `NO_LABEL`. */
export function bandOfScore(bands: readonly Band[], score: number): number {
  const index = bands.findIndex((band) => takesScore(band, score));
  return index < 0 ? NO_LABEL : index;
}

/** A stretch of scores that the same bands cover, by their indexes in order. */
export interface Stretch extends Band {
  readonly covering: readonly number[];
}

/** 0 to 100 cut wherever a band begins or ends. */
export function stretchesOf(bands: readonly Band[]): Stretch[] {
  const cuts = [...new Set([0, MAX_SCORE, ...bands.flatMap(({ from, to }) => [from, to])])]
    .filter((score) => score >= 0 && score <= MAX_SCORE)
    .sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, index) => ({
    from,
    to: cuts[index + 1] ?? MAX_SCORE,
    covering: bands.flatMap((band, at) => (takesScore(band, from) ? [at] : [])),
  }));
}

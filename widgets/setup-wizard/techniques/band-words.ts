import { TICKS_PER_UNIT } from '#core/techniques/rfm/aggregate.ts';
import type { RfmBasis } from '#core/techniques/rfm/basis.ts';
import type { MetricName } from '#core/techniques/rfm/metrics.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { sayBand } from '../say-problem.ts';

/** PER-4: where the viewer may not see amounts the server sends steps without them, and no breaks. */
export function areAmountsHidden({ monetary }: RfmBasis): boolean {
  return monetary.scoring.mode === 'automatic' && monetary.breaks.length === 0;
}

/** The values that get a score, in words: several stretches where the score has several; null = it is never given. */
export function bandWords(basis: RfmBasis, metric: MetricName, score: number, t: Translator): string | null {
  const { starts, scores } = basis[metric].steps;
  if (metric === 'monetary' && areAmountsHidden(basis))
    return scores.includes(score) ? t.text('shared.amountHidden') : null;
  // Steps count thousandths of a unit; whole deals start at the next whole one.
  const shown = (start: number): number => {
    if (metric !== 'frequency') return start;
    return basis.frequencyOf === 'deals' ? Math.ceil(start / TICKS_PER_UNIT) : start / TICKS_PER_UNIT;
  };
  const words = scores.flatMap((given, step) => {
    if (given !== score) return [];
    const start = starts[step - 1];
    const end = starts[step];
    const from = start === undefined ? null : shown(start);
    const to = end === undefined ? null : shown(end);
    return from !== null && to !== null && from >= to ? [] : [sayBand(metric, from, to, t)];
  });
  return words.length === 0 ? null : t.list(words);
}

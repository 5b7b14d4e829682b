import { NO_LABEL } from '#core/labels/label.ts';
import type { RecommendationsSettings } from './settings.ts';
import { compileRules, firstRule, type Scale } from './verdict.ts';
import type { Watch } from './watches.ts';

/** REC-2: the first label that holds, account by account, by the values of what labels look at (`distinctWatches` of them). */
export function labelByValues({
  labels,
  watches,
  values,
  population,
  scale,
}: {
  readonly labels: RecommendationsSettings['labels'];
  readonly watches: readonly Watch[];
  /** Per watch, by account. */
  readonly values: readonly Uint8Array[];
  readonly population: Uint8Array;
  readonly scale: Scale;
}): { readonly label: Int16Array; readonly labelCounts: number[] } {
  const rules = compileRules(labels, watches);
  const label = new Int16Array(population.length).fill(NO_LABEL);
  const labelCounts = labels.map(() => 0);
  for (let account = 0; account < population.length; account++) {
    if (population[account] !== 1) continue;
    const rule = firstRule(rules, (watch) => values[watch]![account]!, scale);
    if (rule < 0) continue;
    label[account] = rule;
    labelCounts[rule]!++;
  }
  return { label, labelCounts };
}

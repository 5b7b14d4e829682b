import type { FrozenRun } from '../frozen-run.ts';
import type { ModuleRead } from '../generation.ts';
import type { ReadingPlan } from '../plan-reading.ts';
import type { RunCursor } from '../run-cursor.ts';
import { productLines } from './plan-techniques.ts';
import { techniquesOf } from './technique-steps.ts';
import { NO_TEXTS } from './techniques-cursor.ts';

/** What a run read for these techniques alone; the price of the next one is counted from it. */
export function readsOfTechniques(
  { configuration }: Pick<FrozenRun, 'configuration'>,
  { techniques: plan, units }: ReadingPlan,
  cursor: RunCursor,
): readonly ModuleRead[] {
  if (plan === undefined) return [];
  const { contacts, products, touches, texts = NO_TEXTS } = techniquesOf(cursor);
  const read = (module: string | undefined, rows: number): readonly ModuleRead[] =>
    module === undefined ? [] : [{ module, report: { rows, problems: [] } }];
  const lines = plan.purchases?.kind === 'lines' && units.kind !== 'lineItems' ? productLines(configuration) : null;
  return [
    ...read(lines?.module, cursor.lineItems.rows),
    ...read(plan.contacts?.module, contacts.rows),
    ...read(plan.products?.module, products.rows),
    // What the intake has read lies in our own store and costs a run nothing.
    ...plan.sources.flatMap(({ recipe, intake }, at) =>
      intake === null ? read(recipe.module, touches.records[at] ?? 0) : [],
    ),
    ...plan.texts.flatMap(({ recipe, intake }, at) =>
      intake === null ? read(recipe.module, texts.records[at] ?? 0) : [],
    ),
  ];
}

import { labelFields, type LabelField } from '#core/labels/label-fields.ts';
import type { TechniqueId } from '#core/labels/label.ts';
import type { Configuration } from './configuration.ts';

/** Techniques whose labels a run on the server gives; the others are for the command line alone so far. */
export const SCORED_TECHNIQUES = [
  'rfm',
  'firmographics',
  'engagement',
  'recommendations',
] as const satisfies readonly TechniqueId[];

/** TEC-4: the fields that the chosen techniques of a configuration need. */
export function labelFieldsOf({ techniques }: { readonly techniques: Configuration['techniques'] }): LabelField[] {
  const labels = new Map(SCORED_TECHNIQUES.map((technique) => [technique, techniques[technique]?.labels ?? null]));
  const { rfm = null, firmographics = null, ...more } = Object.fromEntries(labels);
  return labelFields({ rfm, firmographics, ...more });
}

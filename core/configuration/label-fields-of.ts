import { labelFields, type LabelField } from '#core/labels/label-fields.ts';
import type { TechniqueId } from '#core/labels/label.ts';
import type { Configuration } from './configuration.ts';

/** TEC-4: the fields that the chosen techniques of a configuration need. */
export function labelFieldsOf({ techniques }: { readonly techniques: Configuration['techniques'] }): LabelField[] {
  const labels = (technique: TechniqueId) => techniques[technique]?.labels ?? null;
  return labelFields({
    rfm: labels('rfm'),
    firmographics: labels('firmographics'),
    engagement: labels('engagement'),
    recommendations: labels('recommendations'),
    voice: labels('voice'),
  });
}

import { labelFields, type LabelField } from '#core/labels/label-fields.ts';
import type { TechniqueId } from '#core/labels/label.ts';
import { isScored } from '#core/techniques/scored-techniques.ts';
import type { Configuration } from './configuration.ts';

/** TEC-4: the fields that the chosen techniques of a configuration need, of those alone that runs score. */
export function labelFieldsOf({ techniques }: { readonly techniques: Configuration['techniques'] }): LabelField[] {
  const labels = (technique: TechniqueId) => (isScored(technique) ? (techniques[technique]?.labels ?? null) : null);
  return labelFields({
    rfm: labels('rfm'),
    firmographics: labels('firmographics'),
    engagement: labels('engagement'),
    recommendations: labels('recommendations'),
    voice: labels('voice'),
  });
}

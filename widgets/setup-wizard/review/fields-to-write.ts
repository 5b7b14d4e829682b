import { labelFields } from '#core/labels/label-fields.ts';
import type { SetupReview } from '../models/setup-api.ts';
import type { SetupModel } from '../models/SetupModel.ts';

/** TEC-4: the fields that configuring fills, as the CRM itself says it, else as core names them. */
export function fieldsToWrite({ draft: { draft }, review, mapping }: SetupModel): SetupReview['fields'] {
  const answer = review.state.value.answer;
  // A refused document names no field.
  if (answer !== null && answer.fields.length > 0) return answer.fields;
  const { chosen, rfm, firmographics, modules } = draft.value;
  const labels = (technique: 'engagement' | 'recommendations' | 'voice') =>
    chosen[technique] ? (draft.value[technique]?.labels ?? null) : null;
  return labelFields({
    rfm: chosen.rfm ? rfm.labels : null,
    firmographics: chosen.firmographics ? firmographics.labels : null,
    engagement: labels('engagement'),
    recommendations: labels('recommendations'),
    voice: labels('voice'),
  }).map(({ field: { apiName, label } }) => ({
    apiName,
    label,
    exists: mapping.org.value.field(modules.accounts?.module ?? '', apiName) !== null,
  }));
}

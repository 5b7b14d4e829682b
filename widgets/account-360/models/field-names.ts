import type { FieldMetadata } from '#core/crm/metadata.ts';
import { CRM_PREFIX, type FieldReference } from '#core/mapping/field-reference.ts';
import type { ModuleMapping } from '#core/mapping/mapping.ts';

/** As `STAGE_TYPE` of core/mapping/resolve-field.ts, which would bring all mapping targets into the panel's first load. */
const STAGE_TYPE = 'stageType';

/**
 * The CRM field that a published reference reads; the run has checked that it exists and suits, so the targets themselves are
 * not needed here. undefined = not mapped.
 */
export function apiNameOf(reference: FieldReference, { fields }: ModuleMapping): string | undefined {
  if (reference.startsWith(CRM_PREFIX)) return reference.slice(CRM_PREFIX.length);
  return fields[reference === STAGE_TYPE ? 'stage' : reference];
}

/**
 * The org's own labels of the referenced fields, by reference. A field that is missing is one that the viewer's profile hides:
 * the CRM's metadata names only what the user may see.
 */
export function fieldLabels(
  references: readonly FieldReference[],
  mapping: ModuleMapping,
  visible: readonly FieldMetadata[],
): Record<FieldReference, string> {
  const labels: Record<FieldReference, string> = {};
  for (const reference of references) {
    const apiName = apiNameOf(reference, mapping);
    const field = visible.find((candidate) => candidate.apiName === apiName);
    if (field !== undefined) labels[reference] = field.label;
  }
  return labels;
}

import type { FieldReference } from '#core/mapping/field-reference.ts';
import type { Criteria } from './criteria.ts';

/** The fields that the conditions name, each once, in order of first use. */
export function referencedFields(criteria: Criteria): FieldReference[] {
  return [...new Set(criteria.conditions.map((condition) => condition.field))];
}

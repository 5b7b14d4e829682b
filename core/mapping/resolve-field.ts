import type { ColumnKind } from '#core/columns/column-table.ts';
import type { FieldMetadata, FieldType } from '#core/crm/metadata.ts';
import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { ABM_PREFIX, CRM_PREFIX, type FieldReference } from './field-reference.ts';
import type { Mapping } from './mapping.ts';
import { MAPPING_TARGETS, type ModuleRole } from './targets.ts';

/** Derived on deals from the mapped stage field; reads that field. */
export const STAGE_TYPE: FieldReference = 'stageType';

export interface ResolvedField {
  readonly apiName: string;
  readonly kind: ColumnKind;
  readonly type: FieldType;
}

/** How a CRM type is held in columns; null = not usable in tables, criteria or scores. Lookups and users are their ids. */
export function columnKindOf(type: FieldType): ColumnKind | null {
  switch (type) {
    case 'text':
    case 'longText':
    case 'choice':
    case 'choices':
    case 'email':
    case 'phone':
    case 'website':
      return 'text';
    case 'integer':
    case 'decimal':
    case 'percent':
      return 'number';
    case 'money':
      return 'money';
    case 'date':
    case 'instant':
      return 'day';
    case 'boolean':
      return 'boolean';
    case 'lookup':
    case 'user':
      return 'id';
    case 'lookups':
    case 'subform':
    case 'other':
      return null;
  }
}

/**
 * From a configuration's reference to the CRM field of the role's module. `fields` is that module's metadata.
 * `stageType` resolves to the stage field, since it is read from there; derive it by `deriveStageType`.
 * Problems: `field.computed` (abm:), `field.unknownTarget`, `field.notMapped`, `field.moduleNotMapped`, `field.notInModule`,
 * `field.typeNotUsable`; `where` is the reference itself.
 */
export function resolveField(
  reference: FieldReference,
  role: ModuleRole,
  mapping: Mapping,
  fields: readonly FieldMetadata[],
): Result<ResolvedField, Problem> {
  const problem = (code: string, params: Problem['params'] = {}) =>
    fail({ code: `field.${code}`, params: { field: reference, role, ...params }, where: reference });
  if (reference.startsWith(ABM_PREFIX)) return problem('computed');
  const moduleMapping = mapping[role];
  if (moduleMapping === null) return problem('moduleNotMapped');

  const target = role === 'deals' && reference === STAGE_TYPE ? 'stage' : reference;
  const isOwn = reference.startsWith(CRM_PREFIX);
  if (!isOwn && !MAPPING_TARGETS[role].some(({ name }) => name === target)) return problem('unknownTarget');
  const apiName = isOwn ? reference.slice(CRM_PREFIX.length) : moduleMapping.fields[target];
  if (apiName === undefined) return problem('notMapped');

  const field = fields.find((candidate) => candidate.apiName === apiName);
  if (field === undefined) return problem('notInModule', { apiName, module: moduleMapping.module });
  const kind = columnKindOf(field.type);
  if (kind === null) return problem('typeNotUsable', { apiName, type: field.type });
  return ok({ apiName, kind, type: field.type });
}

import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { Message } from '#core/message.ts';
import type { MappingTarget, ModuleRole } from './targets.ts';

/** Which CRM module plays which role, as far as chosen. */
export type ModuleOfRole = Readonly<Partial<Record<ModuleRole, string>>>;

/**
 * May the field be mapped to the target (SET-2)? null = yes, else the reason: `mapping.typeRefused` (with the types that
 * would do), `mapping.lookupElsewhere` (points at another module), `mapping.lookupUndecided` (that role has no module yet).
 */
export function refuseFit(field: FieldMetadata, target: MappingTarget, moduleOf: ModuleOfRole): Message | null {
  const params = { target: target.name, field: field.apiName };
  if (!target.types.includes(field.type))
    return { code: 'mapping.typeRefused', params: { ...params, type: field.type, expected: target.types.join(' ') } };
  // A subform points at its own rows; what those point at is judged with the product sources.
  if (target.lookupTo === null || field.type === 'subform') return null;
  const expected = moduleOf[target.lookupTo];
  if (expected === undefined) return { code: 'mapping.lookupUndecided', params: { ...params, role: target.lookupTo } };
  return field.lookupModule === expected
    ? null
    : { code: 'mapping.lookupElsewhere', params: { ...params, module: field.lookupModule, expected } };
}

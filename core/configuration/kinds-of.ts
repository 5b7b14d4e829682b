import type { ColumnKind } from '#core/columns/column-table.ts';
import type { KindsOf } from '#core/criteria/check-criteria.ts';
import type { FieldsOf } from '#core/mapping/detect-lookups.ts';
import { ABM_PREFIX, CRM_PREFIX } from '#core/mapping/field-reference.ts';
import type { Mapping } from '#core/mapping/mapping.ts';
import { columnKindOf, resolveField, STAGE_TYPE } from '#core/mapping/resolve-field.ts';
import { MAPPING_TARGETS, type ModuleRole } from '#core/mapping/targets.ts';
import type { Message } from '#core/message.ts';
import { fail, ok } from '#core/result.ts';

const ALL_KINDS: readonly ColumnKind[] = ['text', 'number', 'money', 'day', 'boolean', 'id'];

/**
 * What kinds a reference of one role may have. With metadata exactly the field's; without, those of the target's types,
 * and any for `crm:` fields. Computed (`abm:`) fields are refused: criteria that decide labels cannot wait for labels.
 */
export function createKindsOf(role: ModuleRole, mapping: Mapping, fieldsOf: FieldsOf | null): KindsOf {
  return (reference) => {
    const problem = (code: string) => fail<Message>({ code: `field.${code}`, params: { field: reference, role } });
    const mapped = mapping[role];
    if (fieldsOf !== null && mapped !== null) {
      const resolved = resolveField(reference, role, mapping, fieldsOf(mapped.module));
      if (resolved.ok) return ok([resolved.value.kind]);
      return fail({ code: resolved.error.code, params: resolved.error.params });
    }
    if (mapped === null) return problem('moduleNotMapped');
    if (reference.startsWith(ABM_PREFIX)) return problem('computed');
    if (reference.startsWith(CRM_PREFIX)) return ok(ALL_KINDS);
    if (role === 'deals' && reference === STAGE_TYPE) return ok(['text']);
    const target = MAPPING_TARGETS[role].find(({ name }) => name === reference);
    if (target === undefined) return problem('unknownTarget');
    if (!Object.hasOwn(mapped.fields, reference)) return problem('notMapped');
    return ok([...new Set(target.types.flatMap((type) => columnKindOf(type) ?? []))]);
  };
}

import { CRM_PREFIX, type FieldReference } from '#core/mapping/field-reference.ts';
import type { Mapping } from '#core/mapping/mapping.ts';
import { columnKindOf, resolveField, type ResolvedField } from '#core/mapping/resolve-field.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { Message } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import type { ScoredModule } from '#core/scoring-rules/scoring-rules.ts';

/** Zoho's own api name; leads are not mapped (SET-1). Source: Zoho CRM API v8, modules. */
const LEADS = 'Leads';

/** The CRM module behind one that rules score; null = contacts that are not mapped. */
export function moduleNameOf(module: ScoredModule, mapping: Mapping): string | null {
  return module === 'leads' ? LEADS : (mapping[module]?.module ?? null);
}

/** The CRM field behind a reference of a rule. Leads have no targets: theirs are api names. */
export function resolveRuleField(
  reference: FieldReference,
  module: ScoredModule,
  mapping: Mapping,
  fields: readonly FieldMetadata[],
): Result<ResolvedField, Message> {
  if (module !== 'leads') return resolveField(reference, module, mapping, fields);
  const unknown = { code: 'criteria.unknownField', params: { field: reference } };
  const field = fields.find(({ apiName }) => CRM_PREFIX + apiName === reference);
  const kind = field === undefined ? null : columnKindOf(field.type);
  return field === undefined || kind === null ? fail(unknown) : ok({ apiName: field.apiName, kind, type: field.type });
}

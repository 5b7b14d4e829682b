import { ABM_PREFIX, type FieldReference } from '#core/mapping/field-reference.ts';
import type { Message } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { compileCoqlCondition, type CoqlField } from './coql-condition.ts';
import { isReservedWord } from './coql-literal.ts';
import type { Criteria, CriteriaTree } from './criteria.ts';
import { parsePattern } from './pattern.ts';

/** COQL takes 25 criteria in one query (Zoho CRM API v8); a negation costs two or three of them. */
export const MAX_COQL_CRITERIA = 25;

/** The CRM field behind a reference; null = none (an `abm:` field, or one that is not mapped). */
export type CoqlFieldResolver = (reference: FieldReference) => CoqlField | null;

/**
 * The text after WHERE, nested in pairs `((A and B) and C)` as COQL demands; no conditions = `id is not null`, since a WHERE
 * clause is required. Or every reason why the criteria must be filtered locally: `coql.<reason>` with the `condition`
 * number and `field`; reasons beyond `LocalReason`: `computedField`, `unknownField`, `reservedFieldName`, `tooManyCriteria`.
 *
 * The local evaluation is the definition, COQL serves counts: what compiles finds the same records, whatever the CRM does where
 * its documents are silent (sandbox/switches.ts).
 * Throws RangeError when the pattern does not fit its conditions (`checkCriteria` comes first).
 */
export function toCoql(criteria: Criteria, fields: CoqlFieldResolver, asOfDay: number): Result<string, Message[]> {
  const parsed = parsePattern(criteria.pattern, criteria.conditions.length);
  if (!parsed.ok) throw new RangeError(`Pattern does not fit its conditions: ${parsed.error.code}`);
  if (criteria.conditions.length === 0) return ok('id is not null');

  const reasons: Message[] = [];
  const compiled = criteria.conditions.map((condition, index): readonly string[] => {
    const refuse = (reason: string) => {
      reasons.push({ code: `coql.${reason}`, params: { condition: index + 1, field: condition.field } });
      return [];
    };
    if (condition.field.startsWith(ABM_PREFIX)) return refuse('computedField');
    const field = fields(condition.field);
    if (field === null) return refuse('unknownField');
    if (isReservedWord(field.apiName)) return refuse('reservedFieldName');
    const alternatives = compileCoqlCondition(condition, field, asOfDay);
    return alternatives.ok ? alternatives.value : refuse(alternatives.error);
  });
  const count = countCriteria(parsed.value, compiled);
  if (count > MAX_COQL_CRITERIA)
    reasons.push({ code: 'coql.tooManyCriteria', params: { count, limit: MAX_COQL_CRITERIA } });
  return reasons.length > 0 ? fail(reasons) : ok(formatTree(parsed.value, compiled));
}

function countCriteria(tree: CriteriaTree, compiled: readonly (readonly string[])[]): number {
  if (tree.kind === 'condition') return compiled[tree.condition - 1]?.length ?? 0;
  return tree.children.reduce((sum, child) => sum + countCriteria(child, compiled), 0);
}

function formatTree(tree: CriteriaTree, compiled: readonly (readonly string[])[]): string {
  if (tree.kind === 'condition') return inPairs(compiled[tree.condition - 1] ?? [], 'or');
  return inPairs(
    tree.children.map((child) => formatTree(child, compiled)),
    tree.kind,
  );
}

function inPairs(parts: readonly string[], joint: 'and' | 'or'): string {
  return parts.reduce((left, right) => `(${left} ${joint} ${right})`);
}

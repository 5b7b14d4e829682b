import type { ColumnTable } from '#core/columns/column-table.ts';
import { compileCriteria, type CriteriaContext } from '#core/criteria/evaluate-criteria.ts';
import { referencedFields } from '#core/criteria/referenced-fields.ts';
import type { FieldReference } from '#core/mapping/field-reference.ts';
import type { ScoredModule, ScoringRule } from './scoring-rules.ts';

/** The fields that the active rules of a module read: a run reads them once. */
export function ruleFields(rules: readonly ScoringRule[], module: ScoredModule): FieldReference[] {
  return [...new Set(fieldRules(rules, module).flatMap(({ criteria }) => referencedFields(criteria)))];
}

/** Which field rules hold, for each record of a table: `holds(rule, row)`. Throws where a column is missing. */
export function evaluateFieldRules(
  rules: readonly ScoringRule[],
  module: ScoredModule,
  table: ColumnTable,
  context: CriteriaContext,
): (rule: string, row: number) => boolean {
  const masks = new Map(
    fieldRules(rules, module).map(({ id, criteria }) => [id, compileCriteria(criteria, context).evaluate(table)]),
  );
  return (rule, row) => masks.get(rule)?.[row] === 1;
}

function fieldRules(rules: readonly ScoringRule[], module: ScoredModule): Extract<ScoringRule, { kind: 'field' }>[] {
  return rules.flatMap((rule) => (rule.kind === 'field' && rule.module === module && rule.active ? [rule] : []));
}

import type { ZohoDataType } from '../schema/field-definition.ts';
import type { SandboxSwitches } from '../switches.ts';
import { equalitySteps, patternSteps, takeSteps } from './compare-text.ts';
import { invalidQuery } from './coql-error.ts';
import type { FieldScope, ResolvedField } from './field-scope.ts';
import type { Comparison, Condition, Criterion, Literal } from './query.ts';
import { toParameter, type Parameter } from './to-parameter.ts';

/**
 * How values of a data type may be compared. Text refuses order; multi-line text refuses everything (Zoho CRM API v8); a
 * boolean takes `=` alone (Kaizen 81, COQL part II).
 */
export type ComparisonClass = 'text' | 'ordered' | 'identity' | 'boolean' | 'none';

export function comparisonClass(type: ZohoDataType | 'id'): ComparisonClass {
  switch (type) {
    case 'textarea':
    case 'subform':
      return 'none';
    case 'text':
    case 'picklist':
    case 'multiselectpicklist':
    case 'email':
    case 'phone':
    case 'website':
    case 'autonumber':
      return 'text';
    case 'lookup':
    case 'ownerlookup':
    case 'userlookup':
      return 'identity';
    case 'boolean':
      return 'boolean';
    case 'id':
    case 'integer':
    case 'bigint':
    case 'double':
    case 'currency':
    case 'percent':
    case 'date':
    case 'datetime':
      return 'ordered';
  }
}

/**
 * SQL for a criterion; every value becomes a `?` and is appended to `parameters` in order. Needs `registerTextComparison` on
 * the connection. Throws INVALID_QUERY where type and operator do not fit.
 */
export function compileCriterion(
  criterion: Criterion,
  scope: FieldScope,
  switches: SandboxSwitches,
  parameters: Parameter[],
): string {
  if (criterion.kind === 'and' || criterion.kind === 'or') {
    const left = compileCriterion(criterion.left, scope, switches, parameters);
    const right = compileCriterion(criterion.right, scope, switches, parameters);
    return `(${left} ${criterion.kind.toUpperCase()} ${right})`;
  }
  const target = scope.resolve(criterion.path);
  const kind = comparisonClass(target.field?.data_type ?? 'id');
  if (kind === 'none') throw invalidQuery('column is not supported in criteria', { column_name: criterion.path });
  requireOperator(kind, criterion, target, switches);
  if (criterion.kind === 'null') return `${target.sql} IS ${criterion.negated ? 'NOT ' : ''}NULL`;
  const negated =
    criterion.kind === 'compare' ? criterion.operator === '!=' : 'negated' in criterion && criterion.negated;
  const sql =
    kind === 'text'
      ? compileText(criterion, target, switches, parameters)
      : compileValue(criterion, target, switches, parameters);
  return negated && switches.emptyInNegation === 'included' ? `(${sql} OR ${target.sql} IS NULL)` : sql;
}

type Comparing = Exclude<Condition, { kind: 'null' }>;

function compileText(
  condition: Comparing,
  target: ResolvedField,
  switches: SandboxSwitches,
  parameters: Parameter[],
): string {
  if (condition.kind === 'between') throw operatorError(target, 'between');
  const not = condition.kind === 'compare' ? condition.operator === '!=' : condition.negated;
  if (condition.kind === 'like') {
    const wildcards =
      (switches.likeWildcards === 'percentAlone' ? '%' : '%_') + (switches.backslashInText === 'escapes' ? '\\' : '');
    parameters.push(String(condition.value.value), patternSteps(switches), wildcards);
    return `coql_like(${target.sql}, ?, ?, ?) = ${not ? 0 : 1}`;
  }
  const steps = equalitySteps(switches);
  const values = (condition.kind === 'in' ? condition.values : [condition.value]).map((literal) =>
    String(toParameter(literal, target, switches)),
  );
  if (target.field?.data_type === 'multiselectpicklist' && switches.multiselectEquals === 'anyEntry') {
    parameters.push(...values.flatMap((value) => [value, steps]));
    const any = values.map(() => `coql_entry(${target.sql}, ?, ?)`).join(' + ');
    return `(${any}) ${not ? '= 0' : '> 0'}`;
  }
  const column = steps === '' ? target.sql : `coql_text(${target.sql}, '${steps}')`;
  parameters.push(...values.map((value) => takeSteps(value, steps)));
  return `${column} ${not ? 'NOT ' : ''}IN (${values.map(() => '?').join(', ')})`;
}

function compileValue(
  condition: Comparing,
  target: ResolvedField,
  switches: SandboxSwitches,
  parameters: Parameter[],
): string {
  const bind = (literal: Literal): string => {
    parameters.push(toParameter(literal, target, switches));
    return '?';
  };
  switch (condition.kind) {
    case 'like':
      throw operatorError(target, 'like');
    case 'compare':
      return `${target.sql} ${condition.operator} ${bind(condition.value)}`;
    case 'between':
      return `${target.sql} BETWEEN ${bind(condition.from)} AND ${bind(condition.to)}`;
    case 'in':
      return `${target.sql} ${condition.negated ? 'NOT ' : ''}IN (${condition.values.map(bind).join(', ')})`;
  }
}

const IDENTITY: readonly Comparison[] = ['=', '!='];

function requireOperator(
  kind: ComparisonClass,
  condition: Condition,
  target: ResolvedField,
  switches: SandboxSwitches,
): void {
  const operator =
    condition.kind === 'compare' ? condition.operator : condition.kind === 'null' ? 'is null' : condition.kind;
  const allowed = ((): boolean => {
    if (kind === 'boolean') return operator === '=';
    if (condition.kind === 'compare') return kind === 'ordered' || IDENTITY.includes(condition.operator);
    if (condition.kind === 'between') return kind === 'ordered';
    if (condition.kind !== 'like') return true;
    return kind === 'text' && (target.field?.data_type !== 'picklist' || switches.picklistLike === 'supported');
  })();
  if (!allowed) throw operatorError(target, operator);
}

function operatorError(target: ResolvedField, operator: string) {
  return invalidQuery('operator is not supported for the column', { column_name: target.path, operator });
}

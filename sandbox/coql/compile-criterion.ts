import type { ZohoDataType } from '../schema/field-definition.ts';
import type { SandboxSwitches } from '../switches.ts';
import { invalidQuery } from './coql-error.ts';
import type { FieldScope, ResolvedField } from './field-scope.ts';
import type { Comparison, Criterion, Literal } from './query.ts';
import { toParameter, type Parameter } from './to-parameter.ts';

export type TextComparison = SandboxSwitches['textComparison'];

/** How values of a data type may be compared. Text refuses order; multi-line text refuses everything (facts/crm-api.md). */
export type ComparisonClass = 'text' | 'ordered' | 'identity' | 'none';

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
    case 'boolean':
      return 'identity';
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
 * SQL for a criterion; every value becomes a `?` and is appended to `parameters` in order. `fold` is the connection's own
 * function (`registerFold`), so that case is ignored beyond ASCII. Throws INVALID_QUERY where type and operator do not fit.
 */
export function compileCriterion(
  criterion: Criterion,
  scope: FieldScope,
  text: TextComparison,
  parameters: Parameter[],
): string {
  if (criterion.kind === 'and' || criterion.kind === 'or') {
    const left = compileCriterion(criterion.left, scope, text, parameters);
    const right = compileCriterion(criterion.right, scope, text, parameters);
    return `(${left} ${criterion.kind.toUpperCase()} ${right})`;
  }
  const target = scope.resolve(criterion.path);
  const kind = comparisonClass(target.field?.data_type ?? 'id');
  if (kind === 'none') throw invalidQuery('column is not supported in criteria', { column_name: criterion.path });
  const folds = kind === 'text' && text === 'ignoreCase';
  const column = folds ? `fold(${target.sql})` : target.sql;
  const bind = (literal: Literal): string => {
    const parameter = toParameter(literal, target);
    parameters.push(folds && typeof parameter === 'string' ? parameter.toLowerCase() : parameter);
    return '?';
  };
  switch (criterion.kind) {
    case 'null':
      return `${target.sql} IS ${criterion.negated ? 'NOT ' : ''}NULL`;
    case 'compare':
      requireOperator(kind, criterion.operator, target);
      return `${column} ${criterion.operator} ${bind(criterion.value)}`;
    case 'between':
      requireOperator(kind, '>', target);
      return `${column} BETWEEN ${bind(criterion.from)} AND ${bind(criterion.to)}`;
    case 'in':
      return `${column} ${criterion.negated ? 'NOT ' : ''}IN (${criterion.values.map(bind).join(', ')})`;
    case 'like': {
      if (kind !== 'text') throw operatorError(target, 'like');
      const pattern = criterion.value.kind === 'boolean' ? String(criterion.value.value) : criterion.value.value;
      parameters.push(folds ? likePattern(pattern.toLowerCase()) : globPattern(pattern));
      return `${column} ${criterion.negated ? 'NOT ' : ''}${folds ? "LIKE ? ESCAPE '\\'" : 'GLOB ?'}`;
    }
  }
}

function requireOperator(kind: ComparisonClass, operator: Comparison, target: ResolvedField): void {
  if (kind !== 'ordered' && operator !== '=' && operator !== '!=') throw operatorError(target, operator);
}

function operatorError(target: ResolvedField, operator: string) {
  return invalidQuery('operator is not supported for the column', { column_name: target.path, operator });
}

/** `%` is COQL's only wildcard; what SQL would read as one stands for itself. */
function likePattern(pattern: string): string {
  return pattern.replaceAll(/[\\_]/g, String.raw`\$&`);
}

/** GLOB compares case, LIKE does not. */
function globPattern(pattern: string): string {
  return pattern.replaceAll(/[*?[]/g, '[$&]').replaceAll('%', '*');
}

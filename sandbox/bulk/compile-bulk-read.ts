import { requireModuleAccess, visibleFields, type Access } from '../api/access.ts';
import { invalidData, invalidModule, limitExceeded, ZohoError } from '../api/zoho-error.ts';
import { compileCriterion } from '../coql/compile-criterion.ts';
import { MAX_JOINS } from '../coql/coql-limits.ts';
import { createFieldScope, type FieldScope, type ResolvedField } from '../coql/field-scope.ts';
import type { Criterion, Literal } from '../coql/query.ts';
import type { Parameter } from '../coql/to-parameter.ts';
import { columnType } from '../store/column-type.ts';
import type { OrgStore } from '../store/org-store.ts';
import type { StoredModule } from '../store/stored-metadata.ts';
import type { SandboxSwitches } from '../switches.ts';
import { MAX_CRITERIA, READ_PAGE_ROWS } from './bulk-limits.ts';
import type { BulkCondition, BulkCriteria, ReadQuery } from './bulk-jobs.ts';
import { csvCell } from './csv-cell.ts';

export interface CompiledBulkRead {
  /** First line of the file, without line end. */
  readonly header: string;
  /** One column `line`: a CSV line without line end. Fetches one row more than a page. */
  readonly sql: string;
  readonly parameters: readonly Parameter[];
}

/**
 * Checks a bulk read against metadata and rights, and compiles it so that the database itself writes the CSV lines: no row
 * becomes an object. Throws `ZohoError`: INVALID_MODULE, NO_PERMISSION, INVALID_DATA, LIMIT_EXCEEDED.
 */
export function compileBulkRead(
  query: ReadQuery,
  store: OrgStore,
  access: Access,
  switches: SandboxSwitches,
): CompiledBulkRead {
  const module = requireBulkModule(query.module.api_name, store, access, switches);
  const scope = createFieldScope(store, access, module, MAX_JOINS[switches.joinLimit]);
  const asked =
    query.fields ??
    visibleFields(access, module)
      .filter((field) => columnType(field.data_type) !== null)
      .map((field) => field.api_name);
  const names = asked.filter((name) => name !== 'id' && name !== 'Id');
  const columns = names.map((name, index) => resolve(scope, name, `$.query.fields[${index}]`));
  const parameters: Parameter[] = [];
  const { criteria } = query;
  const where =
    criteria === undefined
      ? ''
      : asInvalidData('$.query.criteria', () => {
          const criterion = toCriterion(criteria, { count: 0 });
          return `WHERE ${compileCriterion(criterion, scope, switches, parameters)}`;
        });
  // As text: alone in its line, an id would otherwise reach JavaScript as a number too large for one.
  const cells = [
    'CAST(t0.id AS TEXT)',
    ...columns.map((column) => csvCell(column.field?.data_type ?? 'bigint', column.sql)),
  ];
  parameters.push(READ_PAGE_ROWS + 1, (query.page - 1) * READ_PAGE_ROWS);
  return {
    header: [switches.bulkIdHeader, ...names].join(','),
    sql: `SELECT ${cells.join(" || ',' || ")} AS line FROM ${scope.from()} ${where} ORDER BY t0.id LIMIT ? OFFSET ?`,
    parameters,
  };
}

function requireBulkModule(name: string, store: OrgStore, access: Access, switches: SandboxSwitches): StoredModule {
  const module = requireModuleAccess(store, access, name, 'View');
  const refused = module.generated_type === 'subform' && switches.subformBulkRead === 'refused';
  if (!module.bulk_supported || refused) throw invalidModule();
  return module;
}

function resolve(scope: FieldScope, path: string, jsonPath: string): ResolvedField {
  return asInvalidData(jsonPath, () => scope.resolve(path));
}

/** What COQL calls an invalid query is invalid data of a bulk read. */
function asInvalidData<T>(jsonPath: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof ZohoError) || error.code !== 'INVALID_QUERY') throw error;
    throw invalidData('invalid field or value', {
      api_name: error.details['column_name'] ?? null,
      json_path: jsonPath,
    });
  }
}

function toCriterion(criteria: BulkCriteria, counter: { count: number }): Criterion {
  if ('group' in criteria) {
    const kind = criteria.group_operator.toLowerCase() === 'and' ? 'and' : 'or';
    return criteria.group.map((each) => toCriterion(each, counter)).reduce((left, right) => ({ kind, left, right }));
  }
  counter.count++;
  if (counter.count > MAX_CRITERIA)
    throw limitExceeded('criteria limit exceeded', { limit: MAX_CRITERIA, api_name: 'criteria' });
  return toCondition(criteria);
}

const COMPARISONS = {
  equal: '=',
  not_equal: '!=',
  less_than: '<',
  less_equal: '<=',
  greater_than: '>',
  greater_equal: '>=',
} as const;

function toCondition({ field, comparator, value }: BulkCondition): Criterion {
  const path = field.api_name;
  const place = { api_name: 'value', json_path: '$.query.criteria' };
  // Bulk criteria spell "is empty" as a value.
  if (value === null || value === '${EMPTY}') {
    if (comparator !== 'equal' && comparator !== 'not_equal') throw invalidData('invalid data', place);
    return { kind: 'null', path, negated: comparator === 'not_equal' };
  }
  const values = Array.isArray(value) ? value.map(toLiteral) : [toLiteral(value)];
  const [first, second] = values;
  if (first === undefined) throw invalidData('invalid data', place);
  if (comparator === 'in' || comparator === 'not_in')
    return { kind: 'in', path, negated: comparator === 'not_in', values };
  if (comparator === 'between') {
    if (second === undefined || values.length !== 2) throw invalidData('invalid data', place);
    return { kind: 'between', path, from: first, to: second };
  }
  if (values.length !== 1) throw invalidData('invalid data', place);
  switch (comparator) {
    case 'contains':
    case 'not_contains':
      return { kind: 'like', path, negated: comparator === 'not_contains', value: asPattern(first, '%', '%') };
    case 'starts_with':
      return { kind: 'like', path, negated: false, value: asPattern(first, '', '%') };
    case 'ends_with':
      return { kind: 'like', path, negated: false, value: asPattern(first, '%', '') };
    default:
      return { kind: 'compare', path, operator: COMPARISONS[comparator], value: first };
  }
}

function toLiteral(value: string | number | boolean | null): Literal {
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  if (typeof value === 'number') return { kind: 'number', value: String(value) };
  return { kind: 'text', value: value ?? '' };
}

function asPattern(literal: Literal, before: string, after: string): Literal {
  return { kind: 'text', value: `${before}${String(literal.value)}${after}` };
}

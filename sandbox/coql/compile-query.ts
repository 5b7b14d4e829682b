import { requireModuleAccess, type Access } from '../api/access.ts';
import type { OrgStore } from '../store/org-store.ts';
import type { StoredField } from '../store/stored-metadata.ts';
import type { SandboxSwitches } from '../switches.ts';
import { patternSteps } from './compare-text.ts';
import { compileCriterion, comparisonClass } from './compile-criterion.ts';
import { invalidQuery } from './coql-error.ts';
import { DEFAULT_ROWS, MAX_JOINS } from './coql-limits.ts';
import { createFieldScope, type FieldScope, type ResolvedField } from './field-scope.ts';
import type { Aggregate, CoqlQuery, Expression, SelectItem } from './query.ts';
import type { Parameter } from './to-parameter.ts';

/** One column of the result: under which key, and how its value is formatted. `field` null = an id or a count. */
export interface OutputColumn {
  readonly key: string;
  readonly kind: 'id' | 'number' | 'field';
  readonly field: StoredField | null;
}

export interface CompiledQuery {
  readonly sql: string;
  readonly parameters: readonly Parameter[];
  readonly columns: readonly OutputColumn[];
  /** Rows asked for; the SQL fetches one more, to know whether there are. */
  readonly limit: number;
}

/** As good as none, and the same each time. */
const SOME_ORDER = '(t0.id * 7919) % 10007';
const ID_TYPES = ['lookup', 'ownerlookup', 'userlookup'];
const SUMMABLE = ['integer', 'bigint', 'double', 'currency', 'percent'];

/** Checks names, rights and types, and compiles to one parameterised SELECT. Throws `ZohoError`. */
export function compileQuery(
  query: CoqlQuery,
  store: OrgStore,
  access: Access,
  switches: SandboxSwitches,
): CompiledQuery {
  const base = requireModuleAccess(store, access, query.module, 'View');
  const scope = createFieldScope(store, access, base, MAX_JOINS[switches.joinLimit]);
  const grouped = query.groupBy.length > 0 || query.columns.some((column) => column.aggregate !== null);
  const groups = new Map(query.groupBy.map((path) => [path, scope.resolve(path)]));
  const selected = query.columns.map((column) => {
    const target = scope.resolve(column.path);
    if (grouped && column.aggregate === null && !groups.has(column.path)) {
      throw invalidQuery('column must be part of group by', { column_name: column.path });
    }
    requireAggregable(column.aggregate, target);
    return { sql: outputSql(column, target), column: outputColumn(column, target, switches) };
  });
  // Records carry their id whether or not it was asked for.
  if (!grouped && !query.columns.some((column) => column.path === 'id')) {
    selected.push({ sql: 'CAST(t0.id AS TEXT)', column: { key: 'id', kind: 'id', field: null } });
  }
  const parameters: Parameter[] = [];
  const where = compileCriterion(query.where, scope, switches, parameters);
  const order = query.orderBy.map((each) => {
    if (grouped && each.item.aggregate === null && !groups.has(each.item.path)) {
      throw invalidQuery('column must be part of group by', { column_name: each.item.path });
    }
    return (
      orderSql(each.item, scope, switches) + (each.descending ? ' DESC' : '') + emptiesOf(each.descending, switches)
    );
  });
  if (!grouped && switches.orderWithinSecond === 'anyOrder' && order.length > 0) order.push(SOME_ORDER);
  if (!grouped) order.push('t0.id');
  else for (const group of groups.values()) order.push(group.sql);
  const limit = query.limit ?? DEFAULT_ROWS;
  parameters.push(limit + 1, query.offset);
  const sql = [
    `SELECT ${selected.map((each, index) => `${each.sql} AS c${index}`).join(', ')}`,
    `FROM ${scope.from()}`,
    `WHERE ${where}`,
    groups.size === 0 ? '' : `GROUP BY ${[...groups.values()].map((group) => group.sql).join(', ')}`,
    order.length === 0 ? '' : `ORDER BY ${order.join(', ')}`,
    'LIMIT ? OFFSET ?',
  ];
  return { sql: sql.join('\n'), parameters, columns: selected.map((each) => each.column), limit };
}

function requireAggregable(aggregate: Aggregate | null, target: ResolvedField): void {
  if (aggregate === null || aggregate === 'COUNT') return;
  const type = target.field?.data_type ?? 'id';
  const fits =
    aggregate === 'SUM' || aggregate === 'AVG' ? SUMMABLE.includes(type) : comparisonClass(type) === 'ordered';
  if (!fits) throw invalidQuery('aggregate function is not supported for the column', { column_name: target.path });
}

function aggregateSql(aggregate: Aggregate | null, sql: string): string {
  return aggregate === null ? sql : `${aggregate}(${sql})`;
}

function outputSql(expression: Expression, target: ResolvedField): string {
  const sql = aggregateSql(expression.aggregate, target.sql);
  // Ids do not fit into a double; they leave the database as text.
  const isId = target.field === null || ID_TYPES.includes(target.field.data_type);
  return isId && expression.aggregate !== 'COUNT' ? `CAST(${sql} AS TEXT)` : sql;
}

function outputColumn(
  { aggregate, alias, path }: SelectItem,
  target: ResolvedField,
  { aggregateKeys }: SandboxSwitches,
): OutputColumn {
  const head = aggregateKeys === 'upperCase' ? aggregate : aggregate?.toLowerCase();
  const key = alias ?? (aggregate === null ? path : `${head}(${path})`);
  if (aggregate === 'COUNT' || aggregate === 'SUM' || aggregate === 'AVG') return { key, kind: 'number', field: null };
  return target.field === null ? { key, kind: 'id', field: null } : { key, kind: 'field', field: target.field };
}

/** SQLite holds empty values to be the lowest. */
function emptiesOf(descending: boolean, { emptyOrder }: SandboxSwitches): string {
  if (emptyOrder === 'first') return '';
  return descending ? ' NULLS FIRST' : ' NULLS LAST';
}

function orderSql(item: Expression, scope: FieldScope, switches: SandboxSwitches): string {
  const target = scope.resolve(item.path);
  requireAggregable(item.aggregate, target);
  const kind = comparisonClass(target.field?.data_type ?? 'id');
  const steps = patternSteps(switches);
  if (item.aggregate === null && kind === 'text' && steps !== '') return `coql_text(${target.sql}, '${steps}')`;
  return aggregateSql(item.aggregate, target.sql);
}

import type { SQLOutputValue } from 'node:sqlite';
import type { Parameter } from '../coql/to-parameter.ts';
import { columnType } from '../store/column-type.ts';
import { quoteIdentifier } from '../store/quote-identifier.ts';
import type { StoredField, StoredModule } from '../store/stored-metadata.ts';
import { visibleFields } from './access.ts';
import { formatValue, userReferences, type FormatSources } from './format-value.ts';
import { visibleTable } from './record-sharing.ts';
import type { RequestContext } from './request-context.ts';
import { resolveNames } from './resolve-names.ts';
import type { JsonObject, JsonValue } from './zoho-error.ts';

const ID_TYPES = ['lookup', 'ownerlookup', 'userlookup'];

/** The visible fields among the names, in the order asked; unknown and hidden names drop out silently, as in Zoho. */
export function selectFields(
  context: RequestContext,
  module: StoredModule,
  names: readonly string[] | null,
): readonly StoredField[] {
  const visible = visibleFields(context.access, module);
  if (names === null) return visible;
  const byName = new Map(visible.map((field) => [field.api_name, field]));
  return names.flatMap((name) => byName.get(name) ?? []);
}

export interface RecordSelection {
  readonly module: StoredModule;
  readonly fields: readonly StoredField[];
  /** SQL after FROM: WHERE, ORDER BY, LIMIT. The module's table is `t0`. */
  readonly tail: string;
  readonly parameters: readonly Parameter[];
}

/** Reads and formats records; `id` is always among the keys. */
export function readRecords(context: RequestContext, selection: RecordSelection): readonly JsonObject[] {
  const stored = selection.fields.filter((field) => columnType(field.data_type) !== null);
  const columns = stored.map((field, index) => {
    const column = `t0.${quoteIdentifier(field.api_name)}`;
    return `${ID_TYPES.includes(field.data_type) ? `CAST(${column} AS TEXT)` : column} AS c${index}`;
  });
  const sql = `SELECT ${[...columns, 'CAST(t0.id AS TEXT) AS id'].join(', ')}
    FROM ${visibleTable(context.store(), context.access, selection.module)} t0 ${selection.tail}`;
  const rows = context
    .store()
    .database.prepare(sql)
    .all(...selection.parameters);
  const sources = formatSources(context, stored, rows);
  return rows.map((row) => {
    const record: Record<string, JsonValue> = {};
    for (const [index, field] of stored.entries()) {
      record[field.api_name] = formatValue(field, row[`c${index}`] ?? null, sources);
    }
    record['id'] = String(row['id']);
    return record;
  });
}

/** Looks up the names that the rows' lookups need; columns are `c0`, `c1`, .. in the order of `fields`. */
export function formatSources(
  context: RequestContext,
  fields: readonly (StoredField | null)[],
  rows: readonly Record<string, SQLOutputValue>[],
): FormatSources {
  const ids: string[] = [];
  for (const [index, field] of fields.entries()) {
    if (field?.data_type !== 'lookup') continue;
    for (const row of rows) {
      const value = row[`c${index}`];
      if (value !== null && value !== undefined) ids.push(String(value));
    }
  }
  const store = context.store();
  return { names: resolveNames(store, ids), users: userReferences(store.org), formatInstant: context.formatInstant };
}

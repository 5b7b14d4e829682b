import { compileQuery, type CompiledQuery } from '../../coql/compile-query.ts';
import { CREDITS_BY_ROWS } from '../../coql/coql-limits.ts';
import { parseQuery } from '../../coql/parse-query.ts';
import { formatValue } from '../format-value.ts';
import { readJsonBody } from '../read-parameters.ts';
import { formatSources } from '../read-records.ts';
import type { ApiApp } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import type { SandboxSwitches } from '../../switches.ts';
import { mandatoryNotFound, type JsonObject, type JsonValue } from '../zoho-error.ts';

function isEmptyCount(
  row: Readonly<Record<string, unknown>>,
  { columns }: CompiledQuery,
  { emptyCount }: SandboxSwitches,
): boolean {
  return emptyCount === 'noContent' && columns.length === 1 && columns[0]?.kind === 'number' && row['c0'] === 0;
}

/** `POST /coql {select_query}`: 200 with rows, 204 when there are none. */
export function addCoqlRoute(app: ApiApp): void {
  app.post('/crm/v8/coql', async (c) => {
    requireScope(c, 'coql', null, 'READ');
    const { context } = c.env;
    const text = (await readJsonBody(c))['select_query'];
    if (typeof text !== 'string') throw mandatoryNotFound({ api_name: 'select_query', json_path: '$.select_query' });
    const query = parseQuery(text, context.switches);
    // "User must have the scopes required to access the base module" (Zoho, Query API, limitations).
    requireScope(c, 'modules', query.module, 'READ');
    const compiled = compileQuery(query, context.store(), context.access, context.switches);
    context.charge(CREDITS_BY_ROWS.find((step) => compiled.limit <= step.rows)?.credits ?? 1);
    const found = context
      .store()
      .database.prepare(compiled.sql)
      .all(...compiled.parameters);
    const rows = found.slice(0, compiled.limit).filter((row) => !isEmptyCount(row, compiled, context.switches));
    if (rows.length === 0) return c.body(null, 204);
    const sources = formatSources(
      context,
      compiled.columns.map((column) => column.field),
      rows,
    );
    const data: readonly JsonObject[] = rows.map((row) => {
      const record: Record<string, JsonValue> = {};
      for (const [index, column] of compiled.columns.entries()) {
        const value = row[`c${index}`] ?? null;
        if (column.field !== null) record[column.key] = formatValue(column.field, value, sources);
        else if (value === null || column.kind === 'id') record[column.key] = value === null ? null : String(value);
        else record[column.key] = Number(value);
      }
      return record;
    });
    return c.json({ data, info: { count: rows.length, more_records: found.length > rows.length } });
  });
}

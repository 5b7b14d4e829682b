import { isIdText } from '../../store/record-id.ts';
import type { StoredField, StoredModule } from '../../store/stored-metadata.ts';
import { requireModuleAccess } from '../access.ts';
import { listRecords } from '../list-records.ts';
import { readFieldNames } from '../read-parameters.ts';
import { readRecords, selectFields } from '../read-records.ts';
import type { ApiApp, ApiContext } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import { invalidData, ZohoError, type JsonObject, type JsonValue } from '../zoho-error.ts';

/** `GET /{module}` and `GET /{module}/{id}`. */
export function addRecordRoutes(app: ApiApp): void {
  app.get('/crm/v8/:module', (c) => {
    const module = viewable(c);
    return listRecords(c, module);
  });

  app.get('/crm/v8/:module/:id', (c) => {
    const module = viewable(c);
    const id = c.req.param('id');
    if (!isIdText(id)) throw invalidData('the related id given seems to be invalid', { resource_path_index: 1 });
    const record = readRecord(c, module, BigInt(id), selectFields(c.env.context, module, readFieldNames(c, false)));
    return record === null ? answerMissing(c) : c.json({ data: [record] });
  });
}

/** The module of the path, with scope and View right checked. */
export function viewable(c: ApiContext): StoredModule {
  const name = c.req.param('module') ?? '';
  requireScope(c, 'modules', name, 'READ');
  return requireModuleAccess(c.env.context.store(), c.env.context.access, name, 'View');
}

/** A well-formed id without a record. */
export function answerMissing(c: ApiContext): Response {
  if (c.env.context.switches.missingRecord === 'noContent') return c.body(null, 204);
  throw new ZohoError(404, 'INVALID_DATA', 'the id given seems to be invalid', { resource_path_index: 1 });
}

/** One record, its subforms' rows included; lists leave those out. */
function readRecord(
  c: ApiContext,
  module: StoredModule,
  id: bigint,
  fields: readonly StoredField[],
): JsonObject | null {
  const { context } = c.env;
  const [found] = readRecords(context, { module, fields, tail: 'WHERE t0.id = ?', parameters: [id] });
  if (found === undefined) return null;
  const record: Record<string, JsonValue> = { ...found };
  for (const field of fields) {
    const rows = field.subform === null ? undefined : context.store().modules.get(field.subform);
    if (rows === undefined) continue;
    record[field.api_name] = readRecords(context, {
      module: rows,
      fields: selectFields(context, rows, null),
      tail: 'WHERE t0.Parent_Id = ? ORDER BY t0.id',
      parameters: [id],
    });
  }
  return record;
}

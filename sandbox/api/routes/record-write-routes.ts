import type { StoredModule } from '../../store/stored-metadata.ts';
import { requireModuleAccess } from '../access.ts';
import { answerRows, attemptRows, successEnvelope } from '../answer-rows.ts';
import { findByValue } from '../find-duplicate.ts';
import { parseRow } from '../parse-row.ts';
import { readInstantHeader, readJsonBody, readRows } from '../read-parameters.ts';
import { readRecords, selectFields } from '../read-records.ts';
import { nowSeconds, type ApiApp, type ApiContext, type RequestContext } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import {
  insertRecord,
  requireRecord,
  storeChange,
  storeNew,
  updateRecord,
  type RecordWriter,
} from '../write-record.ts';
import { invalidData, type JsonObject } from '../zoho-error.ts';

/** Records a call. Source: Zoho CRM API v8. */
export const MAX_RECORDS = 100;
/** Records that one credit writes. */
const RECORDS_PER_CREDIT = 10;
const MAX_DUPLICATE_CHECK_FIELDS = 10;
const STAMPS = ['Created_Time', 'Created_By', 'Modified_Time', 'Modified_By'];

/** `POST /{module}`, `PUT /{module}`, `PUT /{module}/{id}`, `POST /{module}/upsert`. */
export function addRecordWriteRoutes(app: ApiApp): void {
  app.post('/crm/v8/:module', async (c) => {
    const module = writable(c, 'CREATE', 'Create');
    const rows = await readBatch(c);
    const writer = writerOf(c.env.context);
    const outcomes = attemptRows(c, rows, (row, index) =>
      envelope(c.env.context, module, insertRecord(writer, module, row, `$.data[${index}]`), 'insert'),
    );
    return answerRows(c, 'data', outcomes, 201);
  });

  app.put('/crm/v8/:module/:id?', async (c) => {
    const module = writable(c, 'UPDATE', 'Edit');
    const id = c.req.param('id') ?? null;
    const body = await readJsonBody(c);
    const rows = takeBatch(c, body, id === null ? MAX_RECORDS : 1);
    const fires = firesWorkflows(body);
    const unmodifiedSince = readInstantHeader(c, 'If-Unmodified-Since');
    const writer = writerOf(c.env.context);
    const outcomes = attemptRows(c, rows, (row, index) => {
      const key = updateRecord(writer, module, id, row, `$.data[${index}]`, unmodifiedSince);
      if (fires) noteFiring(c.env.context, module, key);
      return envelope(c.env.context, module, key, 'update');
    });
    return answerRows(c, 'data', outcomes, 200);
  });

  app.post('/crm/v8/:module/upsert', async (c) => {
    writable(c, 'UPDATE', 'Edit');
    const module = writable(c, 'CREATE', 'Create');
    const body = await readJsonBody(c);
    const rows = await readBatch(c);
    const checks = readDuplicateChecks(module, body['duplicate_check_fields']);
    const writer = writerOf(c.env.context);
    const outcomes = attemptRows(c, rows, (row, index) => upsert(c.env.context, writer, module, row, index, checks));
    return answerRows(c, 'data', outcomes, 200);
  });
}

function writable(c: ApiContext, operation: 'CREATE' | 'UPDATE', verb: 'Create' | 'Edit'): StoredModule {
  const name = c.req.param('module') ?? '';
  requireScope(c, 'modules', name, operation);
  return requireModuleAccess(c.env.context.store(), c.env.context.access, name, verb);
}

/** No workflow runs here; which updates would have started some can be looked up. `trigger` left out = all of them (Zoho CRM API v8). */
function firesWorkflows({ trigger }: Record<string, unknown>): boolean {
  return trigger === undefined || (Array.isArray(trigger) && trigger.includes('workflow'));
}

function noteFiring(context: RequestContext, module: StoredModule, id: bigint): void {
  context
    .store()
    .database.prepare('INSERT INTO workflow_firings VALUES (?, ?, ?)')
    .run(id, module.api_name, nowSeconds(context));
}

async function readBatch(c: ApiContext, maximum = MAX_RECORDS): Promise<readonly unknown[]> {
  return takeBatch(c, await readJsonBody(c), maximum);
}

function takeBatch(c: ApiContext, body: Record<string, unknown>, maximum: number): readonly unknown[] {
  const rows = readRows(body, 'data', maximum);
  c.env.context.charge(Math.ceil(rows.length / RECORDS_PER_CREDIT));
  return rows;
}

export function writerOf(context: RequestContext): RecordWriter {
  return {
    store: context.store(),
    access: context.access,
    now: context.now,
    unknownPicklistValue: context.switches.unknownPicklistValue,
  };
}

function readDuplicateChecks(module: StoredModule, input: unknown): readonly string[] {
  if (input === undefined) return module.duplicate_check_fields;
  const place = { api_name: 'duplicate_check_fields', json_path: '$.duplicate_check_fields' };
  if (!Array.isArray(input)) throw invalidData('invalid data', { ...place, expected_data_type: 'jsonarray' });
  if (input.length > MAX_DUPLICATE_CHECK_FIELDS) {
    throw invalidData('invalid data', { ...place, maximum_length: MAX_DUPLICATE_CHECK_FIELDS });
  }
  return input.map((name: unknown, index) => {
    const field = module.fields.find((each) => each.api_name === name);
    if (field === undefined) throw invalidData('invalid data', { ...place, json_path: `${place.json_path}[${index}]` });
    return field.api_name;
  });
}

/** The first check field with a twin decides; without one the row is inserted. An `id` key names the record outright. */
function upsert(
  context: RequestContext,
  writer: RecordWriter,
  module: StoredModule,
  input: unknown,
  index: number,
  checks: readonly string[],
): JsonObject {
  const path = `$.data[${index}]`;
  const row = parseRow(module, input, path, 'update', writer.access, writer);
  if (row.id !== null) {
    const key = requireRecord(writer, module, row.id, path);
    storeChange(writer, module, key, row, path);
    return envelope(context, module, key, 'update', 'id');
  }
  for (const name of checks) {
    const twin = findByValue(writer.store, module, name, row.cells.get(name) ?? null);
    if (twin === null) continue;
    storeChange(writer, module, twin, row, path);
    return envelope(context, module, twin, 'update', name);
  }
  const fresh = parseRow(module, input, path, 'insert', writer.access, writer);
  return envelope(context, module, storeNew(writer, module, fresh, path), 'insert', null);
}

/** `action` and `duplicate_field` appear in upserts only. */
function envelope(
  context: RequestContext,
  module: StoredModule,
  id: bigint,
  action: 'insert' | 'update',
  duplicateField?: string | null,
): JsonObject {
  const [details] = readRecords(context, {
    module,
    fields: selectFields(context, module, STAMPS),
    tail: 'WHERE t0.id = ?',
    parameters: [id],
  });
  const message = action === 'insert' ? 'record added' : 'record updated';
  const more = duplicateField === undefined ? {} : { action, duplicate_field: duplicateField };
  return successEnvelope(message, details ?? { id: id.toString() }, more);
}

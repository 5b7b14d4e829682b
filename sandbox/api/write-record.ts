import { insertRows } from '../store/insert-rows.ts';
import { nextId } from '../store/org-store.ts';
import { quoteIdentifier } from '../store/quote-identifier.ts';
import { isIdText } from '../store/record-id.ts';
import type { SqlValue } from '../store/sql-value.ts';
import type { StoredField, StoredModule } from '../store/stored-metadata.ts';
import { updateRow } from '../store/update-row.ts';
import type { Access } from './access.ts';
import { findByValue } from './find-duplicate.ts';
import type { CellRules } from './parse-cell.ts';
import { parseRow, type ParsedRow } from './parse-row.ts';
import { isJsonObject } from './read-parameters.ts';
import { mayEdit, visibleTable } from './record-sharing.ts';
import { invalidData, ZohoError, type JsonObject } from './zoho-error.ts';

/** What writing needs: the org's store, who writes, when, and the rules for cells. */
export interface RecordWriter extends CellRules {
  readonly access: Access;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Inserts one record with its subform rows. Returns its id; throws the row's `ZohoError`. */
export function insertRecord(writer: RecordWriter, module: StoredModule, input: unknown, path: string): bigint {
  return storeNew(writer, module, parseRow(module, input, path, 'insert', writer.access, writer), path);
}

/** Inserts a record that has been parsed. */
export function storeNew(writer: RecordWriter, module: StoredModule, row: ParsedRow, path: string): bigint {
  requireUnique(writer, module, row, null, path);
  const { userId } = writer.access;
  const id = BigInt(nextId(writer.store, module.number));
  const hasOwner = module.fields.some((field) => field.api_name === 'Owner');
  const people = hasOwner ? { Owner: userId, Created_By: userId, Modified_By: userId } : {};
  insertRows(writer.store, module.api_name, [{ ...people, ...Object.fromEntries(row.cells), id }], writer.now);
  for (const [field, rows] of row.subforms) writeSubform(writer, field, id, rows, path);
  return id;
}

/** Changes one record; `unmodifiedSince` in epoch seconds. Throws the row's `ZohoError`, 412 ALREADY_MODIFIED among them. */
export function updateRecord(
  writer: RecordWriter,
  module: StoredModule,
  id: string | null,
  input: unknown,
  path: string,
  unmodifiedSince: number | null = null,
): bigint {
  const row = parseRow(module, input, path, 'update', writer.access, writer);
  const key = requireRecord(writer, module, id ?? row.id, path, unmodifiedSince);
  storeChange(writer, module, key, row, path);
  return key;
}

/** Changes a record that exists. */
export function storeChange(
  writer: RecordWriter,
  module: StoredModule,
  id: bigint,
  row: ParsedRow,
  path: string,
): void {
  requireUnique(writer, module, row, id, path);
  const changes = new Map<string, SqlValue>(row.cells);
  changes.set('Modified_By', writer.access.userId);
  updateRow(writer.store, module, id, changes, writer.now);
  for (const [field, rows] of row.subforms) writeSubform(writer, field, id, rows, path);
}

/** The id as stored, when a record has it. Throws MANDATORY_NOT_FOUND, INVALID_DATA or ALREADY_MODIFIED. */
export function requireRecord(
  writer: RecordWriter,
  module: StoredModule,
  id: string | null,
  path: string,
  unmodifiedSince: number | null = null,
): bigint {
  const place = { api_name: 'id', json_path: `${path}.id` };
  if (id === null) throw new ZohoError(400, 'MANDATORY_NOT_FOUND', 'required field not found', place);
  const found = isIdText(id)
    ? writer.store.database
        .prepare(
          `SELECT Modified_Time AS modified FROM ${visibleTable(writer.store, writer.access, module)} WHERE id = ?`,
        )
        .get(BigInt(id))
    : undefined;
  if (found === undefined) throw invalidData('the id given seems to be invalid', place);
  if (!mayEdit(writer.store, writer.access, module, BigInt(id)))
    throw new ZohoError(403, 'NO_PERMISSION', 'permission denied', { ...place, permissions: [] });
  if (unmodifiedSince !== null && Number(found['modified']) > unmodifiedSince) {
    throw new ZohoError(412, 'ALREADY_MODIFIED', 'record already modified', { id });
  }
  return BigInt(id);
}

function requireUnique(
  writer: RecordWriter,
  module: StoredModule,
  row: ParsedRow,
  id: bigint | null,
  path: string,
): void {
  for (const field of module.fields) {
    if (!field.unique) continue;
    const twin = findByValue(writer.store, module, field.api_name, row.cells.get(field.api_name) ?? null, id);
    if (twin === null) continue;
    const duplicate: JsonObject = { module: { api_name: module.api_name, id: module.id }, id: twin.toString() };
    const place = { api_name: field.api_name, json_path: `${path}.${field.api_name}` };
    throw new ZohoError(400, 'DUPLICATE_DATA', 'duplicate data', { ...place, duplicate_record: duplicate });
  }
}

/** A subform's rows: without id added, with id changed, with `_delete` removed; rows that are not named stay. */
function writeSubform(
  writer: RecordWriter,
  field: StoredField,
  parent: bigint,
  rows: readonly unknown[],
  path: string,
): void {
  const module = field.subform === null ? undefined : writer.store.modules.get(field.subform);
  if (module === undefined) return;
  for (const [index, row] of rows.entries()) {
    const at = `${path}.${field.api_name}[${index}]`;
    if (!isJsonObject(row)) throw invalidData('invalid data', { expected_data_type: 'jsonobject', json_path: at });
    if (row['id'] === undefined) {
      insertRecord(writer, module, { ...row, Parent_Id: parent.toString() }, at);
      continue;
    }
    const key = requireRecord(writer, module, typeof row['id'] === 'string' ? row['id'] : null, at);
    if ('_delete' in row)
      writer.store.database.prepare(`DELETE FROM ${quoteIdentifier(module.api_name)} WHERE id = ?`).run(key);
    else
      storeChange(
        writer,
        module,
        key,
        parseRow(module, { ...row, Parent_Id: undefined }, at, 'update', writer.access, writer),
        at,
      );
  }
}

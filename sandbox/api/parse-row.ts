import type { SqlValue } from '../store/sql-value.ts';
import type { StoredField, StoredModule } from '../store/stored-metadata.ts';
import type { Access } from './access.ts';
import { parseCell, type CellRules } from './parse-cell.ts';
import { isJsonObject } from './read-parameters.ts';
import { invalidData, mandatoryNotFound, ZohoError, type JsonObject } from './zoho-error.ts';

export interface ParsedRow {
  /** The `id` key; null when absent. Not yet known to exist. */
  readonly id: string | null;
  readonly cells: ReadonlyMap<string, SqlValue>;
  /** Subform rows as given, by field. */
  readonly subforms: ReadonlyMap<StoredField, readonly unknown[]>;
}

/**
 * One record of a batch. Unknown keys and system read-only fields are ignored, as Zoho does; a field that the profile may not
 * write is NO_PERMISSION. Throws the row's only error, or MULTIPLE_OR_MULTI_ERRORS with all of them.
 */
export function parseRow(
  module: StoredModule,
  input: unknown,
  path: string,
  mode: 'insert' | 'update',
  access: Access,
  rules: CellRules,
): ParsedRow {
  if (!isJsonObject(input)) throw invalidData('invalid data', { expected_data_type: 'jsonobject', json_path: path });
  const errors: ZohoError[] = [];
  const cells = new Map<string, SqlValue>();
  const subforms = new Map<StoredField, readonly unknown[]>();
  for (const field of module.fields) {
    const place = { api_name: field.api_name, json_path: `${path}.${field.api_name}` };
    const value = input[field.api_name];
    try {
      if (value === undefined) {
        if (mode === 'insert' && field.system_mandatory) throw mandatoryNotFound(place);
      } else if (!field.read_only) {
        requireWritable(module, field, place, access);
        if (field.subform === null) cells.set(field.api_name, parseMandatory(field, value, place, rules));
        else subforms.set(field, readSubformRows(value, place));
      }
    } catch (error) {
      if (!(error instanceof ZohoError)) throw error;
      errors.push(error);
    }
  }
  const [only] = errors;
  if (errors.length === 1 && only !== undefined) throw only;
  if (errors.length > 1) {
    const envelopes: readonly JsonObject[] = errors.map((error) => error.envelope());
    throw new ZohoError(400, 'MULTIPLE_OR_MULTI_ERRORS', 'multiple errors', { errors: envelopes });
  }
  const id = input['id'];
  return { id: typeof id === 'string' ? id : null, cells, subforms };
}

function parseMandatory(field: StoredField, value: unknown, place: JsonObject, rules: CellRules): SqlValue {
  const cell = parseCell(field, value, place, rules);
  if (cell === null && field.system_mandatory) throw mandatoryNotFound(place);
  return cell;
}

function requireWritable(module: StoredModule, field: StoredField, place: JsonObject, access: Access): void {
  if (access.fieldRight(module.api_name, field.api_name) !== 'read_write') {
    throw new ZohoError(403, 'NO_PERMISSION', 'permission denied', { ...place, permissions: [] });
  }
}

function readSubformRows(value: unknown, place: JsonObject): readonly unknown[] {
  if (value === null) return [];
  if (!Array.isArray(value)) throw invalidData('invalid data', { ...place, expected_data_type: 'jsonarray' });
  return value;
}

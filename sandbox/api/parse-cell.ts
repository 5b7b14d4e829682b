import { isIsoDate } from '../coql/to-parameter.ts';
import { ANY_MODULE } from '../schema/field-definition.ts';
import { parseInstant } from '../store/instants.ts';
import { quoteIdentifier } from '../store/quote-identifier.ts';
import { ID_SPACE, isIdText, recordId } from '../store/record-id.ts';
import type { OrgStore } from '../store/org-store.ts';
import type { SqlValue } from '../store/sql-value.ts';
import type { StoredField } from '../store/stored-metadata.ts';
import type { SandboxSwitches } from '../switches.ts';
import { isJsonObject } from './read-parameters.ts';
import { moduleOfId } from './resolve-names.ts';
import { invalidData, type JsonObject } from './zoho-error.ts';

export interface CellRules {
  readonly store: OrgStore;
  readonly unknownPicklistValue: SandboxSwitches['unknownPicklistValue'];
}

const MILLISECONDS = 1_000;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const MAX_INTEGER = 999_999_999;

/** A JSON value as the field stores it. Throws INVALID_DATA with `place` and what was expected. */
export function parseCell(field: StoredField, value: unknown, place: JsonObject, rules: CellRules): SqlValue {
  const expected = (expected_data_type: string) => invalidData('invalid data', { ...place, expected_data_type });
  if (value === null || value === '') return null;
  switch (field.data_type) {
    case 'integer':
      if (typeof value !== 'number' || !Number.isInteger(value)) throw expected('integer');
      if (Math.abs(value) > MAX_INTEGER) throw invalidData('invalid data', { ...place, maximum_length: field.length });
      return value;
    case 'bigint':
      if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
      if (typeof value === 'string' && /^-?\d{1,15}$/.test(value)) return Number(value);
      throw expected('bigint');
    case 'double':
    case 'currency':
    case 'percent':
      if (typeof value !== 'number') throw expected('double');
      return value;
    case 'boolean':
      if (typeof value !== 'boolean') throw expected('boolean');
      return value;
    case 'date':
      if (typeof value !== 'string' || !isIsoDate(value)) throw expected('date');
      return value;
    case 'datetime': {
      const seconds = typeof value === 'string' ? parseInstant(value) : null;
      if (seconds === null) throw expected('datetime');
      return seconds * MILLISECONDS;
    }
    case 'lookup':
      return parseReference(value, place, (id) => recordExists(rules.store, field, id));
    case 'ownerlookup':
    case 'userlookup':
      return parseReference(value, place, (id) => userExists(rules.store, id));
    case 'multiselectpicklist':
      return parseOptions(field, value, place, rules);
    case 'picklist':
      if (typeof value !== 'string') throw expected('string');
      return requireOption(field, value, place, rules);
    case 'email':
      if (typeof value !== 'string' || !EMAIL.test(value)) throw expected('email');
      return withinLength(field, value, place);
    default:
      if (typeof value !== 'string') throw expected('string');
      return withinLength(field, value, place);
  }
}

function withinLength(field: StoredField, value: string, place: JsonObject): string {
  if (value.length > field.length) throw invalidData('invalid data', { ...place, maximum_length: field.length });
  return value;
}

function requireOption(field: StoredField, value: string, place: JsonObject, rules: CellRules): string {
  withinLength(field, value, place);
  const known =
    field.api_name === 'Currency'
      ? rules.store.org.currencies.map((currency) => currency.iso_code)
      : field.options.map((option) => option.actual_value);
  if (rules.unknownPicklistValue === 'rejected' && known.length > 0 && !known.includes(value)) {
    throw invalidData('invalid data', { ...place, supported_values: known });
  }
  return value;
}

function parseOptions(field: StoredField, value: unknown, place: JsonObject, rules: CellRules): string | null {
  if (!Array.isArray(value)) throw invalidData('invalid data', { ...place, expected_data_type: 'jsonarray' });
  const options = value.map((each: unknown) => {
    if (typeof each !== 'string') throw invalidData('invalid data', { ...place, expected_data_type: 'string' });
    return requireOption(field, each, place, rules);
  });
  return options.length === 0 ? null : options.join(';');
}

/** `{id}` or the id itself. */
function parseReference(value: unknown, place: JsonObject, exists: (id: bigint) => boolean): bigint {
  const id = isJsonObject(value) ? value['id'] : value;
  if (typeof id !== 'string') throw invalidData('invalid data', { ...place, expected_data_type: 'jsonobject' });
  if (!isIdText(id) || !exists(BigInt(id))) throw invalidData('the related id given seems to be invalid', place);
  return BigInt(id);
}

/** True when a record of the field's module (any, for polymorphic lookups) has the id. */
export function recordExists(store: OrgStore, field: StoredField, id: bigint): boolean {
  const module = moduleOfId(store, id);
  if (module === null || (field.lookup !== ANY_MODULE && field.lookup !== module.api_name)) return false;
  return store.database.prepare(`SELECT 1 FROM ${quoteIdentifier(module.api_name)} WHERE id = ?`).get(id) !== undefined;
}

function userExists(store: OrgStore, id: bigint): boolean {
  return store.org.users.some((_, index) => recordId(store.org.idPrefix, ID_SPACE.users, index + 1) === id);
}

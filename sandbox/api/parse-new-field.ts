import {
  field,
  ZOHO_DATA_TYPES,
  type FieldDefinition,
  type OptionDefinition,
  type ZohoDataType,
} from '../schema/field-definition.ts';
import type { SandboxSwitches } from '../switches.ts';
import { isJsonObject } from './read-parameters.ts';
import { invalidData, mandatoryNotFound, ZohoError, type JsonObject } from './zoho-error.ts';

/** Kinds that the fields API creates here. */
const CREATABLE = ZOHO_DATA_TYPES.filter(
  (type) => !['subform', 'ownerlookup', 'userlookup', 'lookup', 'autonumber'].includes(type),
);
/** Zoho's longest label. */
const MAX_LABEL_CHARACTERS = 50;
const API_NAME = /^[A-Za-z][A-Za-z0-9_]{0,99}$/;

/** One entry of `POST /settings/fields`. Throws the row's `ZohoError`. */
export function parseNewField(
  input: unknown,
  index: number,
  apiNames: SandboxSwitches['newFieldApiName'],
): FieldDefinition {
  const path = `$.fields[${index}]`;
  if (!isJsonObject(input)) throw invalidData('invalid data', { expected_data_type: 'jsonobject', json_path: path });
  const label = input['field_label'];
  const labelPlace = { api_name: 'field_label', json_path: `${path}.field_label` };
  if (typeof label !== 'string' || label.trim() === '') throw mandatoryNotFound(labelPlace);
  if (label.length > MAX_LABEL_CHARACTERS) {
    throw invalidData('invalid data', { ...labelPlace, maximum_length: MAX_LABEL_CHARACTERS });
  }
  const type = CREATABLE.find((each) => each === input['data_type']);
  const typePlace = { api_name: 'data_type', json_path: `${path}.data_type` };
  if (input['data_type'] === undefined) throw mandatoryNotFound(typePlace);
  if (type === undefined) throw invalidData('invalid data', { ...typePlace, supported_values: CREATABLE });
  return field(readApiName(input, label, path, apiNames), label, type, {
    custom_field: true,
    options: readOptions(input, type, path),
    ...readLength(input, path),
  });
}

/** The names Zoho gives: the label with everything but letters and digits as underscores. */
export function deriveApiName(label: string): string {
  const plain = label.normalize('NFD').replaceAll(/\p{Mn}/gu, '');
  const name = plain.replaceAll(/[^A-Za-z0-9]+/g, '_').replaceAll(/^_+|_+$/g, '');
  return /^[A-Za-z]/.test(name) ? name : `Field_${name}`;
}

function readApiName(
  input: Record<string, unknown>,
  label: string,
  path: string,
  apiNames: SandboxSwitches['newFieldApiName'],
): string {
  const given = input['api_name'];
  if (given === undefined || apiNames === 'derivedFromLabel') return deriveApiName(label);
  if (typeof given === 'string' && API_NAME.test(given)) return given;
  throw invalidData('invalid data', { api_name: 'api_name', json_path: `${path}.api_name` });
}

function readLength(input: Record<string, unknown>, path: string): { readonly length?: number } {
  const length = input['length'];
  if (length === undefined) return {};
  if (typeof length === 'number' && Number.isInteger(length) && length > 0) return { length };
  throw invalidData('invalid data', { api_name: 'length', json_path: `${path}.length`, expected_data_type: 'integer' });
}

function readOptions(input: Record<string, unknown>, type: ZohoDataType, path: string): readonly OptionDefinition[] {
  if (type !== 'picklist' && type !== 'multiselectpicklist') return [];
  const values = input['pick_list_values'];
  const place = { api_name: 'pick_list_values', json_path: `${path}.pick_list_values` };
  if (!Array.isArray(values) || values.length === 0) throw mandatoryNotFound(place);
  return values.map((value: unknown, index) =>
    parseOption(value, { ...place, json_path: `${place.json_path}[${index}]` }),
  );
}

/** One picklist option: `display_value` required, `actual_value` defaults to it, colour `#RRGGBB`. */
export function parseOption(input: unknown, place: JsonObject): OptionDefinition {
  if (!isJsonObject(input)) throw invalidData('invalid data', { ...place, expected_data_type: 'jsonobject' });
  const { display_value: display, actual_value: actual = display, colour_code: colour = null } = input;
  if (typeof display !== 'string' || display === '' || typeof actual !== 'string') throw mandatoryNotFound(place);
  if (colour === null) return { actual_value: actual, display_value: display, colour_code: null };
  if (typeof colour !== 'string' || !/^#[0-9A-Fa-f]{6}$/.test(colour)) {
    throw new ZohoError(400, 'INVALID_DATA', 'invalid data', { ...place, api_name: 'colour_code' });
  }
  return { actual_value: actual, display_value: display, colour_code: colour };
}

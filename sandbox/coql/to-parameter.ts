import { isIdText } from '../store/record-id.ts';
import { parseInstant } from '../store/instants.ts';
import type { StoredField } from '../store/stored-metadata.ts';
import type { SandboxSwitches } from '../switches.ts';
import { invalidQuery } from './coql-error.ts';
import type { ResolvedField } from './field-scope.ts';
import type { Literal } from './query.ts';

/** What is bound to a `?`. */
export type Parameter = string | number | bigint;

type Refusals = Pick<SandboxSwitches, 'unlistedOption' | 'wideNumbers'>;

/** The literal as the column stores such values; throws INVALID_QUERY when it is none of the column's type. */
export function toParameter(literal: Literal, target: ResolvedField, refusals: Refusals): Parameter {
  const text = String(literal.value);
  const parameter = convert(literal, text, target, refusals);
  if (parameter === null) throw invalidQuery('invalid value for the column', { column_name: target.path, value: text });
  return parameter;
}

function convert(literal: Literal, text: string, target: ResolvedField, refusals: Refusals): Parameter | null {
  switch (target.field?.data_type) {
    case undefined:
    case 'lookup':
    case 'ownerlookup':
    case 'userlookup':
      return isIdText(text) ? BigInt(text) : null;
    case 'integer':
    case 'bigint':
    case 'double':
    case 'currency':
    case 'percent':
      if (literal.kind === 'boolean' || !/^-?\d+(\.\d+)?$/.test(text)) return null;
      return refusals.wideNumbers === 'refused' && !fitsField(text, target.field) ? null : Number(text);
    case 'picklist': {
      const { options } = target.field;
      const listed = options.length === 0 || options.some((option) => option.actual_value === text);
      return refusals.unlistedOption === 'refused' && !listed ? null : text;
    }
    case 'date':
      return isIsoDate(text) ? text : null;
    case 'datetime':
      return parseInstant(text);
    case 'boolean':
      return text === 'true' ? 1 : text === 'false' ? 0 : null;
    default:
      return text;
  }
}

/** Digits and decimals that the field's own values may have. */
function fitsField(number: string, { length, decimal_place }: StoredField): boolean {
  const [whole = '', decimals = ''] = number.replace('-', '').split('.');
  return whole.length + decimals.length <= length && decimals.length <= (decimal_place ?? 0);
}

/** A calendar day that exists, yyyy-mm-dd. */
export function isIsoDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const midnight = new Date(`${text}T00:00:00Z`);
  // The engine rolls February 30th over into March.
  return !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(text);
}

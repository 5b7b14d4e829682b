import type { FieldType, StageType } from './metadata.ts';

/**
 * Zoho's data types in domain words, for every adapter that reads its metadata. A type that is not listed is `other`: visible,
 * and used by nothing. Source: Zoho CRM API v8.
 */
const TYPES: ReadonlyMap<string, FieldType> = new Map([
  ['text', 'text'],
  ['autonumber', 'text'],
  ['textarea', 'longText'],
  ['picklist', 'choice'],
  ['multiselectpicklist', 'choices'],
  ['integer', 'integer'],
  ['bigint', 'integer'],
  ['double', 'decimal'],
  ['decimal', 'decimal'],
  ['currency', 'money'],
  ['percent', 'percent'],
  ['date', 'date'],
  ['datetime', 'instant'],
  ['boolean', 'boolean'],
  ['lookup', 'lookup'],
  ['multiselectlookup', 'lookups'],
  ['ownerlookup', 'user'],
  ['userlookup', 'user'],
  ['email', 'email'],
  ['phone', 'phone'],
  ['website', 'website'],
  ['subform', 'subform'],
]);

const STAGE_TYPES: ReadonlyMap<string, StageType> = new Map([
  ['Open', 'open'],
  ['Closed Won', 'won'],
  ['Closed Lost', 'lost'],
]);

export function toFieldType(dataType: string): FieldType {
  return TYPES.get(dataType) ?? 'other';
}

/** From a stage option's `forecast_type`; null for options of other fields. */
export function toStageType(forecastType: string | null | undefined): StageType | null {
  return STAGE_TYPES.get(forecastType ?? '') ?? null;
}

import {
  NULL_BOOLEAN,
  NULL_CODE,
  NULL_ID,
  type Column,
  type ColumnKind,
  type ColumnTable,
  type TextColumn,
} from '#core/columns/column-table.ts';
import type { CrmRecord } from '#core/crm/crm-client.ts';
import type { FieldType } from '#core/crm/metadata.ts';
import { dayOf, homeMinor, nameOf, type MoneyTerms, type ZoneDay } from './record-values.ts';

export interface RecordField {
  readonly reference: string;
  readonly apiName: string;
  readonly kind: ColumnKind;
  readonly type: FieldType;
}

/** Records as the run's columns, so that the panel and a run judge criteria by the same code. */
export function toTable(
  records: readonly CrmRecord[],
  fields: readonly RecordField[],
  money: MoneyTerms,
  zoneDay: ZoneDay,
): ColumnTable {
  const toColumn = ({ apiName, kind, type }: RecordField): Column => {
    const values = records.map((record) => record[apiName]);
    switch (kind) {
      case 'text':
        return toTextColumn(values.map(wordsOf));
      case 'number':
        return { kind, values: Float64Array.from(values, (value) => (typeof value === 'number' ? value : Number.NaN)) };
      case 'money':
        return {
          kind,
          minor: Float64Array.from(records, (record) => {
            const currency = type === 'money' ? nameOf(record['Currency']) : null;
            return homeMinor(record[apiName], { currency, rate: record['Exchange_Rate'] }, money) ?? Number.NaN;
          }),
        };
      case 'day':
        return { kind, days: Int32Array.from(values, (value) => dayOf(value, zoneDay)) };
      case 'boolean':
        return {
          kind,
          values: Uint8Array.from(values, (value) => (typeof value === 'boolean' ? Number(value) : NULL_BOOLEAN)),
        };
      case 'id':
        return { kind, values: BigInt64Array.from(values, idOf) };
    }
  };
  return { length: records.length, columns: new Map(fields.map((field) => [field.reference, toColumn(field)])) };
}

/** Empty texts are no texts. */
export function toTextColumn(texts: readonly string[]): TextColumn {
  const dictionary = [...new Set(texts.filter((text) => text !== ''))];
  const codes = new Map(dictionary.map((text, code) => [text, code] as const));
  return { kind: 'text', codes: Int32Array.from(texts, (text) => codes.get(text) ?? NULL_CODE), dictionary };
}

/** Lists as the columns hold them, joined by `;`. */
function wordsOf(value: unknown): string {
  if (Array.isArray(value)) return value.filter((entry) => typeof entry === 'string').join(';');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

/** Lookups and users are their ids. */
function idOf(value: unknown): bigint {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : value;
  return typeof id === 'string' && /^[0-9]{1,18}$/.test(id) ? BigInt(id) : NULL_ID;
}

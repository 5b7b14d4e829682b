import { NULL_BOOLEAN, NULL_CODE, NULL_ID, type Column, type ColumnKind, type ColumnTable } from '#core/columns/column-table.ts';
import type { CrmRecord } from '#core/crm/crm-client.ts';
import { parseDecimal, toMinor } from '#core/crm/money.ts';
import { dayOf } from './record-values.ts';

export interface RecordField {
  readonly reference: string;
  readonly apiName: string;
  readonly kind: ColumnKind;
}

/** One record as a table of one row, so that the panel and a run judge criteria by the same code. */
export function toRecordRow(record: CrmRecord, fields: readonly RecordField[], minorDigits: number): ColumnTable {
  return {
    length: 1,
    columns: new Map(fields.map(({ reference, apiName, kind }) => [reference, toColumn(record[apiName], kind, minorDigits)])),
  };
}

function toColumn(value: unknown, kind: ColumnKind, minorDigits: number): Column {
  switch (kind) {
    case 'text': {
      const text = textOf(value);
      return { kind, codes: Int32Array.of(text === '' ? NULL_CODE : 0), dictionary: text === '' ? [] : [text] };
    }
    case 'number':
      return { kind, values: Float64Array.of(typeof value === 'number' ? value : Number.NaN) };
    case 'money':
      return { kind, minor: Float64Array.of(minorOf(value, minorDigits)) };
    case 'day':
      return { kind, days: Int32Array.of(dayOf(value)) };
    case 'boolean':
      return { kind, values: Uint8Array.of(typeof value === 'boolean' ? Number(value) : NULL_BOOLEAN) };
    case 'id':
      return { kind, values: BigInt64Array.of(idOf(value)) };
  }
}

/** Lists as the columns hold them, joined by `;`; lookups and users by name are their `id`. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.filter((entry) => typeof entry === 'string').join(';');
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function minorOf(value: unknown, minorDigits: number): number {
  const decimal = typeof value === 'number' || typeof value === 'string' ? parseDecimal(String(value)) : null;
  const minor = decimal === null ? null : toMinor(decimal, minorDigits);
  return minor !== null && minor.ok ? minor.value : Number.NaN;
}

function idOf(value: unknown): bigint {
  const id = typeof value === 'object' && value !== null && 'id' in value ? value.id : value;
  return typeof id === 'string' && /^[0-9]{1,18}$/.test(id) ? BigInt(id) : NULL_ID;
}

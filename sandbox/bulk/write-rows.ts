import { attemptRow } from '../api/answer-rows.ts';
import { findByValue } from '../api/find-duplicate.ts';
import { parseCell } from '../api/parse-cell.ts';
import { parseRow } from '../api/parse-row.ts';
import { insertRecord, requireRecord, storeChange, storeNew, type RecordWriter } from '../api/write-record.ts';
import { isJsonObject } from '../api/read-parameters.ts';
import { invalidData, ZohoError } from '../api/zoho-error.ts';
import { inTransaction } from '../store/open-database.ts';
import type { StoredField, StoredModule } from '../store/stored-metadata.ts';
import type { BulkWriteRequest } from './bulk-jobs.ts';

export interface WriteColumn {
  readonly index: number;
  readonly header: string;
  /** null = the record's id. */
  readonly field: StoredField | null;
}

export interface RowOutcome {
  readonly status: 'ADDED' | 'UPDATED' | 'SKIPPED';
  readonly recordId: string;
  /** `CODE-column`, several joined by `:`. */
  readonly errors: string;
}

export interface RowPlan {
  readonly module: StoredModule;
  readonly columns: readonly WriteColumn[];
  readonly operation: BulkWriteRequest['operation'];
  /** Field that finds the record to change; null = insert only. */
  readonly findBy: string | null;
  readonly ignoreEmpty: boolean;
}

/** Writes rows in one short transaction, so that the API's own writes wait no longer than that. */
export function writeRows(writer: RecordWriter, plan: RowPlan, rows: readonly (readonly string[])[]): RowOutcome[] {
  return inTransaction(writer.store.database, () => rows.map((row) => writeRow(writer, plan, row)));
}

function writeRow(writer: RecordWriter, plan: RowPlan, row: readonly string[]): RowOutcome {
  let done: { readonly status: 'ADDED' | 'UPDATED'; readonly id: bigint } | null = null;
  const outcome = attemptRow(writer.store.database, () => {
    done = storeRow(writer, plan, toInput(plan, row));
    return {};
  });
  if (outcome.ok && done !== null) return toOutcome(done);
  return { status: 'SKIPPED', recordId: '', errors: outcome.ok ? '' : formatErrors(outcome.error, plan) };
}

function toOutcome(done: { readonly status: 'ADDED' | 'UPDATED'; readonly id: bigint }): RowOutcome {
  return { status: done.status, recordId: done.id.toString(), errors: '' };
}

function storeRow(writer: RecordWriter, plan: RowPlan, input: Record<string, unknown>) {
  const { module, operation, findBy } = plan;
  if (operation === 'insert') return { status: 'ADDED', id: insertRecord(writer, module, input, '$') } as const;
  const row = parseRow(module, input, '$', 'update', writer.access, writer);
  const id = locate(writer, plan, input, row.id);
  if (id !== null) {
    storeChange(writer, module, id, row, '$');
    return { status: 'UPDATED', id } as const;
  }
  if (operation === 'update') {
    throw new ZohoError(404, 'RESOURCE_NOT_FOUND', 'no record matches', { api_name: findBy ?? 'id' });
  }
  const fresh = parseRow(module, input, '$', 'insert', writer.access, writer);
  return { status: 'ADDED', id: storeNew(writer, module, fresh, '$') } as const;
}

function locate(writer: RecordWriter, plan: RowPlan, input: Record<string, unknown>, id: string | null): bigint | null {
  if (plan.findBy === null || plan.findBy === 'id')
    return id === null ? null : requireRecord(writer, plan.module, id, '$');
  const field = plan.module.fields.find((each) => each.api_name === plan.findBy);
  if (field === undefined) throw invalidData('invalid data', { api_name: plan.findBy });
  const value = parseCell(field, input[field.api_name] ?? null, { api_name: field.api_name }, writer);
  return findByValue(writer.store, plan.module, field.api_name, value);
}

/** A CSV row as the records API would receive it. */
function toInput(plan: RowPlan, row: readonly string[]): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const { index, field } of plan.columns) {
    const text = row[index] ?? '';
    if (field === null) input['id'] = text;
    else if (text === '' && plan.ignoreEmpty) continue;
    else input[field.api_name] = text === '' ? null : toJson(field, text);
  }
  return input;
}

function toJson(field: StoredField, text: string): unknown {
  switch (field.data_type) {
    case 'integer':
    case 'double':
    case 'currency':
    case 'percent':
      return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
    case 'boolean':
      return text === 'true' ? true : text === 'false' ? false : text;
    case 'lookup':
    case 'ownerlookup':
    case 'userlookup':
      return { id: text };
    case 'multiselectpicklist':
      return text.split(';');
    default:
      return text;
  }
}

/** `MANDATORY_NOT_FOUND-Last_Name:DUPLICATE_DATA-Email`, columns as the file heads them. */
function formatErrors(error: ZohoError, plan: RowPlan): string {
  const listed = error.details['errors'];
  const envelopes = Array.isArray(listed) ? listed : [error.envelope()];
  return envelopes
    .map((envelope: unknown) => {
      if (!isJsonObject(envelope)) return 'INTERNAL_ERROR';
      const details = envelope['details'];
      const name = isJsonObject(details) ? details['api_name'] : undefined;
      const column = plan.columns.find((each) => (each.field?.api_name ?? 'id') === name);
      return `${String(envelope['code'])}-${column?.header ?? (typeof name === 'string' ? name : '')}`;
    })
    .join(':');
}

import type { Cancellation } from '#core/cancellation.ts';
import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import { NULL_BOOLEAN, NULL_CODE, NULL_DAY, NULL_ID } from '#core/columns/column-table.ts';
import type {
  CrmBatch,
  FieldRead,
  NewField,
  ReadReport,
  RecordPut,
  TableRequest,
  WriteOutcome,
  WriteRequest,
} from '#core/crm/crm-batch.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import type { SlicedCrmBatch } from '#core/crm/sliced-crm-batch.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import { parseDecimal, toMinor } from '#core/crm/money.ts';
import { createZoneDay } from '#server-functions/shared/rest/zone-day.ts';
import { createZoneHour } from '#server-functions/shared/rest/zone-hour.ts';
import { field } from './crm-metadata.ts';
import { createMemoryCorrespondence } from './memory-correspondence.ts';
import { type MemoryModule, type MemoryOrg, type MemoryValue } from './memory-crm-data.ts';

/** Small, so that tests of a few rows see several batches. Rows. */
const BATCH_ROWS = 2;

/** Rows of one part of a module, so that tests of a few rows see several. */
const PART_ROWS = 6;

/** Bulk writes of an org, by job id: a job is done at once, and known for ever. */
const bulkWrites = new WeakMap<MemoryOrg, Map<string, WriteOutcome>>();

/** `CrmBatch` over an org in memory, for tests of whatever uses one. */
export function createMemoryCrmBatch(memory: MemoryOrg): SlicedCrmBatch {
  const jobs = bulkWrites.get(memory) ?? new Map<string, WriteOutcome>();
  bulkWrites.set(memory, jobs);
  return {
    ...createWholeBatch(memory),
    readPart(request, from, cancellation) {
      const first = Number(from ?? 0);
      const outcome: Outcome = { resolve: () => undefined, reject: () => undefined };
      const report = new Promise<ReadReport>((resolve, reject) => Object.assign(outcome, { resolve, reject }));
      report.catch(() => undefined);
      const end = report.then((found) => {
        const more = first + PART_ROWS < moduleOf(memory, request.module).rows.size;
        return { report: found, next: more ? String(first + PART_ROWS) : null };
      });
      end.catch(() => undefined);
      const part = [...moduleOf(memory, request.module).rows.values()].slice(first, first + PART_ROWS);
      return { batches: readBatches(memory, request, cancellation, outcome, part), end };
    },
    readChanges({ since, ...request }, from, cancellation) {
      const first = Number(from ?? 0);
      const outcome: Outcome = { resolve: () => undefined, reject: () => undefined };
      const report = new Promise<ReadReport>((resolve, reject) => Object.assign(outcome, { resolve, reject }));
      report.catch(() => undefined);
      const { rows } = moduleOf(memory, request.module);
      const changed = [...rows.values()].filter((row) => isSince(String(row['Modified_Time'] ?? ''), since));
      const next = first + PART_ROWS < changed.length ? String(first + PART_ROWS) : null;
      const end = report.then((found) => ({ report: found, next }));
      end.catch(() => undefined);
      const part = changed.slice(first, first + PART_ROWS);
      return { batches: readBatches(memory, request, cancellation, outcome, part), end };
    },
    async readDeleted({ module, since }) {
      moduleOf(memory, module);
      const found = memory.deleted.filter((each) => each.module === module && each.at >= toSecond(since));
      const ids = new Set(found.map(({ id }) => BigInt(id)));
      return BigInt64Array.from(ids).sort();
    },
    async latestChange(module) {
      const times = [...moduleOf(memory, module).rows.values()].map((row) => Date.parse(String(row['Modified_Time'])));
      const known = times.filter((ms) => !Number.isNaN(ms));
      return known.length === 0 ? null : toSecond(Math.max(...known));
    },
    async readRelated(request, lookup, ids) {
      const wanted = new Set([...ids].map(String));
      const rows = [...moduleOf(memory, request.module).rows.values()];
      const related = rows.filter((row) => wanted.has(String(row[lookup])));
      return tableOf(memory, request, related, new Map());
    },
    async readRows(request, ids) {
      const wanted = new Set([...ids].map(String));
      const { rows } = moduleOf(memory, request.module);
      return tableOf(
        memory,
        request,
        [...rows].flatMap(([id, row]) => (wanted.has(id) ? [row] : [])),
        new Map(),
      );
    },
    ...createMemoryCorrespondence(memory),
    async startBulkWrite(request) {
      const job = `bulk-${jobs.size + 1}`;
      jobs.set(job, writeRows(memory, request));
      return job;
    },
    async awaitBulkWrite(job) {
      const outcome = jobs.get(job);
      if (outcome === undefined) throw new CrmError('notFound', `There is no job ${job}`);
      return outcome;
    },
  };
}

function createWholeBatch(memory: MemoryOrg): CrmBatch {
  return {
    org: async () => memory.org,
    modules: async () =>
      [...memory.modules].map(([apiName, { label }]) => ({
        apiName,
        singularLabel: label,
        pluralLabel: `${label}s`,
        custom: false,
        viewable: true,
        editable: true,
      })),
    fields: async (module) => [...moduleOf(memory, module).fields],
    readTable(request, cancellation) {
      const outcome: Outcome = { resolve: () => undefined, reject: () => undefined };
      const report = new Promise<ReadReport>((resolve, reject) => Object.assign(outcome, { resolve, reject }));
      // Whoever iterates sees the error there; the report repeats it only to those who ask.
      report.catch(() => undefined);
      return { batches: readBatches(memory, request, cancellation, outcome), report };
    },
    createFields: async (module, wanted) => wanted.map((each) => createField(moduleOf(memory, module), each)),
    putRecord: async (request) => putRecord(memory, request),
    write: async (request, cancellation) => {
      cancellation?.throwIfAborted();
      return writeRows(memory, request);
    },
  };
}

export function moduleOf(memory: MemoryOrg, apiName: string): MemoryModule {
  const module = memory.modules.get(apiName);
  if (module === undefined) throw new CrmError('invalidModule', `There is no module ${apiName}`);
  return module;
}

/** The CRM keeps times to the second. */
function toSecond(ms: number): number {
  return Math.floor(ms / 1_000) * 1_000;
}

function isSince(modified: string, since: number): boolean {
  return Date.parse(modified) >= toSecond(since);
}

interface Outcome {
  resolve(report: ReadReport): void;
  reject(error: unknown): void;
}

async function* readBatches(
  memory: MemoryOrg,
  request: TableRequest,
  cancellation: Cancellation | undefined,
  outcome: Outcome,
  part?: readonly Readonly<Record<string, MemoryValue>>[],
): AsyncGenerator<ColumnTable, void, void> {
  try {
    const dictionaries = new Map<string, string[]>();
    const rows = part ?? [...moduleOf(memory, request.module).rows.values()];
    tableOf(memory, request, [], dictionaries);
    for (let from = 0; from < rows.length; from += BATCH_ROWS) {
      cancellation?.throwIfAborted();
      yield tableOf(memory, request, rows.slice(from, from + BATCH_ROWS), dictionaries);
    }
    outcome.resolve({ rows: rows.length, problems: [] });
  } catch (error) {
    outcome.reject(error);
    throw error;
  } finally {
    outcome.reject(new CrmError('jobFailed', 'The reading was not finished'));
  }
}

/** Rows as columns; the dictionaries grow. */
function tableOf(
  memory: MemoryOrg,
  { module: name, fields }: TableRequest,
  rows: readonly Readonly<Record<string, MemoryValue>>[],
  dictionaries: Map<string, string[]>,
): ColumnTable {
  const module = moduleOf(memory, name);
  for (const { apiName } of fields) assertField(module, apiName);
  const toDay = createZoneDay(memory.org.timeZone);
  const toHour = createZoneHour(memory.org.timeZone);
  const digits = memory.org.currencies.find((currency) => currency.isHome)?.decimalPlaces ?? 2;
  const columns = fields.map(({ apiName, as, kind }): [string, Column] => {
    const values = rows.map((row) => row[apiName] ?? null);
    const dictionary = dictionaries.get(as) ?? [];
    dictionaries.set(as, dictionary);
    return [as, toColumn(kind, values, dictionary, { toDay, toHour }, digits)];
  });
  return { length: rows.length, columns: new Map(columns) };
}

export function assertField(module: MemoryModule, apiName: string): void {
  if (apiName !== 'id' && !module.fields.some((known) => known.apiName === apiName)) {
    throw new CrmError('invalidField', `There is no field ${apiName}`);
  }
}

function toColumn(
  kind: FieldRead['kind'],
  values: readonly MemoryValue[],
  dictionary: string[],
  { toDay, toHour }: Record<'toDay' | 'toHour', (epochMs: number) => number>,
  digits: number,
): Column {
  switch (kind) {
    case 'id':
      return {
        kind,
        values: BigInt64Array.from(values, (value) => (value === null ? NULL_ID : BigInt(String(value)))),
      };
    case 'text':
      return {
        kind,
        codes: Int32Array.from(values, (value) => codeOf(dictionary, value)),
        dictionary: [...dictionary],
      };
    case 'number':
      return { kind, values: Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value))) };
    case 'hour':
      return {
        kind: 'number',
        values: Float64Array.from(values, (value) =>
          value === null || parseIsoDay(String(value)) !== null ? Number.NaN : toHour(Date.parse(String(value))),
        ),
      };
    case 'boolean':
      return { kind, values: Uint8Array.from(values, (value) => (value === null ? NULL_BOOLEAN : Number(value))) };
    case 'money':
      return { kind, minor: Float64Array.from(values, (value) => minorOf(value, digits)) };
    case 'day':
      return {
        kind,
        days: Int32Array.from(values, (value) =>
          value === null ? NULL_DAY : (parseIsoDay(String(value)) ?? toDay(Date.parse(String(value)))),
        ),
      };
  }
}

function codeOf(dictionary: string[], value: MemoryValue): number {
  if (value === null) return NULL_CODE;
  const known = dictionary.indexOf(String(value));
  return known === -1 ? dictionary.push(String(value)) - 1 : known;
}

function minorOf(value: MemoryValue, digits: number): number {
  if (value === null) return Number.NaN;
  const decimal = parseDecimal(String(value));
  const minor = decimal === null ? null : toMinor(decimal, digits);
  if (minor?.ok !== true) throw new CrmError('unreadableAnswer', 'An amount is no decimal number');
  return minor.value;
}

function createField(module: MemoryModule, wanted: NewField): FieldMetadata {
  const at = module.fields.findIndex((known) => known.apiName === wanted.apiName);
  const present = module.fields[at];
  if (present !== undefined && present.type !== wanted.type) {
    throw new CrmError('invalidField', `${wanted.apiName} exists with another type`);
  }
  const options = [...(present?.options ?? [])];
  for (const { value, colour } of wanted.options) {
    if (options.some((option) => option.actual === value)) continue;
    options.push({ id: `${wanted.apiName}-${options.length}`, actual: value, display: value, colour, stageType: null });
  }
  const created = {
    ...(present ?? field(wanted.apiName, wanted.type, { label: wanted.label, custom: true })),
    options,
  };
  if (present === undefined) module.fields.push(created);
  else module.fields[at] = created;
  return created;
}

function putRecord(memory: MemoryOrg, { module: name, match, values }: RecordPut): void {
  const module = moduleOf(memory, name);
  for (const apiName of [match.apiName, ...Object.keys(values)]) assertField(module, apiName);
  const present = [...module.rows.values()].find((row) => row[match.apiName] === match.value);
  const id = String(
    [...module.rows.keys()].reduce((last, each) => (BigInt(each) > last ? BigInt(each) : last), 1n) + 1n,
  );
  const record = present ?? { id };
  if (present === undefined) module.rows.set(id, record);
  Object.assign(record, values, {
    [match.apiName]: match.value,
    Modified_Time: new Date(memory.clock.ms).toISOString(),
  });
}

function writeRows(memory: MemoryOrg, request: WriteRequest): WriteOutcome {
  const module = moduleOf(memory, request.module);
  for (const { apiName } of request.columns) assertField(module, apiName);
  const failed: WriteOutcome['failed'][number][] = [];
  for (const [row, numericId] of request.ids.entries()) {
    const id = String(numericId);
    const record = module.rows.get(id);
    if (record === undefined) {
      failed.push({ id, code: 'INVALID_DATA', message: 'the id given seems to be invalid' });
      continue;
    }
    for (const { apiName, values } of request.columns) {
      const value = values.at(row);
      if (value !== undefined) record[apiName] = value;
    }
    record['Modified_Time'] = new Date(memory.clock.ms).toISOString();
  }
  return { written: request.ids.length - failed.length, failed };
}

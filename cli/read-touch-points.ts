import type { Cancellation } from '#core/cancellation.ts';
import { NULL_CODE, NULL_ID, type Column, type ColumnTable, type TextColumn } from '#core/columns/column-table.ts';
import { CsvError } from '#core/columns/csv-error.ts';
import { refuseColumn } from '#core/columns/csv-header.ts';
import { PASSING_BATCH_ROWS, type CsvColumn, type CsvSpec } from '#core/columns/csv-spec.ts';
import { createPassingDictionaries } from '#core/columns/passing-dictionaries.ts';
import { readCsv, readCsvHeader } from '#core/columns/read-csv.ts';
import { createTextDictionaries, type TextDictionaries } from '#core/columns/text-dictionary.ts';
import type { CriteriaContext } from '#core/criteria/evaluate-criteria.ts';
import { CRM_PREFIX } from '#core/mapping/field-reference.ts';
import type { Message } from '#core/message.ts';
import { RecipeError } from '#core/recipes/recipe-error.ts';
import {
  createTouchPlacer,
  type TouchPlacingCounts,
  type TouchSubjects,
} from '#core/techniques/engagement/place-touch-points.ts';
import { hourColumn, RECORD_COLUMN } from '#core/techniques/engagement/read-touches.ts';
import type { TouchField, TouchPointRecipe } from '#core/techniques/engagement/recipe.ts';
import type { TouchPointColumns } from '#core/techniques/engagement/touch-points.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { createCsvFolder } from '#server-functions/shared/local/csv-folder.ts';
import { createZoneDay } from '#server-functions/shared/rest/zone-day.ts';
import type { OpenedInput } from './open-input.ts';
import { createHourOfText } from './hour-of-text.ts';

/** Columns of a source's tables beside its fields: the file's own id of a record, and its line. */
export const SOURCE_ID = '#id';
export const SOURCE_LINE = '#line';
/** Records of files have no ids of a CRM: a number per source, and the record. */
const IDS_PER_SOURCE = 10_000_000_000_000n;
/** Records that are known by their line alone lie apart from those with ids. */
const LINES = 5_000_000_000_000n;

/** A file of records of contacts or accounts: what sources of touch points and of texts have in common. */
export interface RecordSource extends Pick<
  TouchPointRecipe,
  'names' | 'file' | 'idHeader' | 'contact' | 'account' | 'fields'
> {
  /** Fields of which at least one must be there: nothing else says when. */
  readonly dates: readonly string[];
  /** Best times are read from calls alone. */
  readonly withHours: boolean;
  /** Text fields that are read and forgotten, batch by batch: a hundred thousand messages are never in memory together. */
  readonly passing: readonly string[];
}

/** What the files call contacts and accounts; null = nobody of that name. */
export interface TouchReferences {
  contact(text: string): bigint | null;
  account(text: string): bigint | null;
}

/**
 * The touch points of every source whose file lies in the data folder. A source without a file is a warning, a file without some of the
 * optional columns too. Throws `CsvError` and `RecipeError` about files that are there.
 */
export async function readTouchPoints(
  input: Pick<OpenedInput, 'folder' | 'recipe'>,
  sources: readonly TouchPointRecipe[],
  {
    subjects,
    references,
    context,
    take,
  }: {
    readonly subjects: TouchSubjects;
    readonly references: TouchReferences;
    readonly context: CriteriaContext;
    readonly take: (points: TouchPointColumns) => void;
  },
  cancellation: Cancellation,
): Promise<{ readonly counts: readonly TouchPlacingCounts[]; readonly warnings: readonly Message[] }> {
  const warnings: Message[] = [];
  const counts: TouchPlacingCounts[] = [];
  for (const [index, source] of sources.entries()) {
    const dates = source.events.map(({ at }) => at);
    const records = { ...source, dates, withHours: source.channel === 'call', passing: [] };
    const opened = await openRecords(input, records, index, references, cancellation);
    warnings.push(...opened.warnings);
    if (opened.tables === null) continue;
    const placer = createTouchPlacer(source, subjects, context);
    for await (const table of opened.tables) take(placer.place(table));
    counts.push(placer.counts);
  }
  return { counts, warnings };
}

/**
 * The tables of a source, `index` among its kind; null where the data folder has no such file. Throws `CsvError` and `RecipeError` about files
 * that are there.
 */
export async function openRecords(
  input: Pick<OpenedInput, 'folder' | 'recipe'>,
  source: RecordSource,
  index: number,
  references: TouchReferences,
  cancellation: Cancellation,
): Promise<{ readonly warnings: readonly Message[]; readonly tables: AsyncIterable<ColumnTable> | null }> {
  const files = createCsvFolder(input.folder);
  const { names, file, passing } = source;
  const spec: CsvSpec = {
    source: file,
    separator: 'auto',
    columns: csvColumns(source, input),
    lineAs: SOURCE_LINE,
    ...(passing.length === 0 ? {} : { batchRows: PASSING_BATCH_ROWS, dictionaries: dictionariesFor(passing) }),
  };
  let lacking: readonly string[];
  try {
    lacking = await lackingColumns(files.open(file), spec, source);
  } catch (error) {
    if (!(error instanceof RecipeError) || error.problem.code !== 'recipe.fileMissing') throw error;
    return { warnings: [{ code: 'engagement.sourceMissing', params: { source: names.en, file } }], tables: null };
  }
  const toTable = createTableOf(source, references, IDS_PER_SOURCE * BigInt(index + 1), input.recipe.timeZone);
  async function* tables(): AsyncGenerator<ColumnTable, void, void> {
    for await (const batch of readCsv(files.open(file), spec)) {
      cancellation.throwIfAborted();
      yield toTable(batch);
    }
  }
  const warnings =
    lacking.length === 0 ? [] : [{ code: 'engagement.columnsMissing', params: { file, columns: lacking.join(', ') } }];
  return { warnings, tables: tables() };
}

/** Ids and names keep their codes, since they are looked up once; texts that pass do not. */
function dictionariesFor(passing: readonly string[]): TextDictionaries {
  const [kept, forgotten] = [createTextDictionaries(), createPassingDictionaries()];
  const keys = new Set(passing.map((field) => CRM_PREFIX + field));
  return { of: (key) => (keys.has(key) ? forgotten : kept).of(key) };
}

/** Optional columns that the header lacks. Throws `CsvError` where nothing says who, or nothing says when. */
async function lackingColumns(
  chunks: AsyncIterable<Uint8Array>,
  spec: Parameters<typeof readCsvHeader>[1],
  source: RecordSource,
): Promise<readonly string[]> {
  const header = await readCsvHeader(chunks, spec);
  const headerOf = (name: string): string =>
    headerOfField(
      source.fields.find(({ field }) => field === name),
      name,
    );
  const who = [source.contact, source.account].flatMap((field) => (field === null ? [] : [headerOf(field)]));
  const when = source.dates.map(headerOf);
  for (const needed of [who, when]) {
    const [first] = needed;
    const refusal = first === undefined ? null : refuseColumn(header, source.file, first);
    if (refusal !== null && !needed.some((name) => header.names.includes(name))) throw new CsvError(refusal);
  }
  const all = [
    ...(source.idHeader === undefined ? [] : [source.idHeader]),
    ...source.fields.map((each) => headerOfField(each, each.field)),
  ];
  return [...new Set(all)].filter((name) => !header.names.includes(name));
}

function headerOfField(field: TouchField | undefined, name: string): string {
  return field?.header ?? field?.field ?? name;
}

function csvColumns(source: RecordSource, { recipe }: Pick<OpenedInput, 'recipe'>): CsvColumn[] {
  const toDay = createZoneDay(recipe.timeZone);
  const columns = source.fields.flatMap((field): CsvColumn[] => {
    const base = { header: headerOfField(field, field.field), as: CRM_PREFIX + field.field, required: false };
    switch (field.kind) {
      case 'text':
      case 'reference':
        return [{ ...base, kind: 'text' }];
      case 'number':
        return [{ ...base, kind: 'number', decimalSeparator: recipe.decimalSeparator }];
      case 'boolean':
        return [{ ...base, kind: 'boolean' }];
      case 'instant': {
        const day: CsvColumn = { ...base, kind: 'day', format: field.dateFormat ?? 'iso-datetime', toDay };
        return source.withHours ? [day, { ...base, as: textKey(field.field), kind: 'text' }] : [day];
      }
    }
  });
  return source.idHeader === undefined
    ? columns
    : [{ header: source.idHeader, as: SOURCE_ID, kind: 'text', required: false }, ...columns];
}

function textKey(field: string): string {
  return `${CRM_PREFIX}${field}#text`;
}

/** Batches as the placer takes them: references and record ids as numbers, hours where calls have a time. */
function createTableOf(
  source: RecordSource,
  references: TouchReferences,
  firstId: bigint,
  timeZone: string,
): (batch: ColumnTable) => ColumnTable {
  const hourOf = createHourOfText(timeZone);
  const people = new Map(
    source.fields
      .filter(({ kind }) => kind === 'reference')
      .map(({ field }) => [
        field,
        createTextCache(
          NULL_ID,
          (text) =>
            (field === source.contact ? references.contact(text) : null) ??
            (field === source.account ? references.account(text) : null) ??
            NULL_ID,
        ),
      ]),
  );
  const hours = new Map(source.fields.map(({ field }) => [field, createTextCache(Number.NaN, hourOf)]));
  return (batch) => {
    const { length } = batch;
    const columns = new Map<string, Column>(batch.columns);
    columns.set(RECORD_COLUMN, { kind: 'id', values: recordIds(batch, firstId) });
    for (const { field } of source.fields) {
      const key = CRM_PREFIX + field;
      const person = people.get(field);
      if (person !== undefined) {
        const texts = columnOf(batch, key, 'text');
        const values = new BigInt64Array(length);
        for (let row = 0; row < length; row++) values[row] = person(texts, row);
        columns.set(key, { kind: 'id', values });
      }
      const times = batch.columns.get(textKey(field));
      const hour = hours.get(field);
      if (times?.kind !== 'text' || hour === undefined) continue;
      columns.set(hourColumn(field), {
        kind: 'number',
        values: Float64Array.from({ length }, (_, row) => hour(times, row)),
      });
    }
    return { length, columns };
  };
}

/** By the file's own ids where it has them (rows of one id are one record), else by line. */
function recordIds(batch: ColumnTable, firstId: bigint): BigInt64Array {
  const ids = batch.columns.get(SOURCE_ID);
  const lines = columnOf(batch, SOURCE_LINE, 'number').values;
  const values = new BigInt64Array(batch.length);
  for (let row = 0; row < batch.length; row++) {
    const code = ids?.kind === 'text' ? (ids.codes[row] ?? NULL_CODE) : NULL_CODE;
    values[row] = firstId + (code === NULL_CODE ? LINES + BigInt(lines[row] ?? 0) : BigInt(code + 1));
  }
  return values;
}

/** Looks each text of a growing dictionary up once. */
function createTextCache<T>(empty: T, learn: (text: string) => T): (column: TextColumn, row: number) => T {
  const values: T[] = [];
  return ({ codes, dictionary }, row) => {
    for (let code = values.length; code < dictionary.length; code++) values.push(learn(dictionary.at(code) ?? ''));
    const code = codes[row] ?? NULL_CODE;
    return code === NULL_CODE ? empty : (values[code] ?? empty);
  };
}

import {
  NULL_CODE,
  type Column,
  type ColumnTable,
  type IdColumn,
  type TextColumn,
} from '#core/columns/column-table.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import { createCsvEncoder, type ExportColumn } from '#core/export/encode-csv.ts';
import type { Label } from '#core/labels/label.ts';
import { FREQUENCY_DIGITS } from '#core/techniques/rfm/metrics.ts';
import { ENGAGEMENT_LABEL, ENGAGEMENT_SCORE } from './label-engagement.ts';
import { VOICE_LABEL, VOICE_TEXTS } from './label-voice.ts';
import { RECOMMENDATIONS_LABEL } from './label-recommendations.ts';
import { GENERATION_COLUMNS as C, type Generation } from '#server-functions/score/generation.ts';

/** What the files call an account; null for an id that names none. */
export type SourceIdOf = (id: bigint) => string | null;

/** Rows encoded at a time: a piece is about a megabyte. */
const ROWS_PER_CHUNK = 10_000;
/** Texts that start like a formula are made harmless, since people open the file in a spreadsheet. */
const FORMAT = { separator: ',', bom: false, escapeFormulas: true } as const;

const ACCOUNT_ID = 'cli:accountId';
const RFM_LABEL_NAME = 'cli:rfmLabelName';
const FIRMOGRAPHICS_LABEL_NAME = 'cli:firmographicsLabelName';
const RECOMMENDATIONS_LABEL_NAME = 'cli:recommendationsLabelName';
const ENGAGEMENT_LABEL_NAME = 'cli:engagementLabelName';
const VOICE_LABEL_NAME = 'cli:voiceLabelName';

/**
 * accounts.csv in pieces: one row per account inside the global criteria, in the order of the input's ids. Null = empty.
 * `monetary` has the home currency's decimals, `frequency` none when deals are counted and three for products.
 */
export function* encodeAccounts(
  generation: Generation,
  configuration: Configuration,
  sourceIdOf: SourceIdOf,
): Generator<Uint8Array> {
  const { rfm, firmographics, recommendations, engagement, voice } = configuration.techniques;
  const table = insideAbm(generation);
  const { length } = table;
  const columns = new Map<string, Column>([
    [ACCOUNT_ID, toSourceIds(table.columns.get(C.id), length, sourceIdOf)],
    [C.name, textOrEmpty(table, C.name)],
    [C.rfmLabel, textOrEmpty(table, C.rfmLabel)],
    [C.firmographicsLabel, textOrEmpty(table, C.firmographicsLabel)],
    [RFM_LABEL_NAME, toNames(textOrEmpty(table, C.rfmLabel), rfm?.labels ?? [])],
    [FIRMOGRAPHICS_LABEL_NAME, toNames(textOrEmpty(table, C.firmographicsLabel), firmographics?.labels ?? [])],
    [RECOMMENDATIONS_LABEL, textOrEmpty(table, RECOMMENDATIONS_LABEL)],
    [RECOMMENDATIONS_LABEL_NAME, toNames(textOrEmpty(table, RECOMMENDATIONS_LABEL), recommendations?.labels ?? [])],
    [ENGAGEMENT_LABEL, textOrEmpty(table, ENGAGEMENT_LABEL)],
    [ENGAGEMENT_LABEL_NAME, toNames(textOrEmpty(table, ENGAGEMENT_LABEL), engagement?.labels ?? [])],
    [VOICE_LABEL, textOrEmpty(table, VOICE_LABEL)],
    [VOICE_LABEL_NAME, toNames(textOrEmpty(table, VOICE_LABEL), voice?.labels ?? [])],
  ]);
  for (const key of [C.recencyDays, C.frequency, C.monetary, C.r, C.f, C.m, ENGAGEMENT_SCORE, VOICE_TEXTS])
    columns.set(key, numberOrEmpty(table, key));

  const exported = [
    ...exportColumns(rfm?.frequencyOf === 'products' ? FREQUENCY_DIGITS : 0, generation.minorDigits),
    // Whoever reads files of before finds the columns of before.
    ...(recommendations == null ? [] : RECOMMENDATION_COLUMNS),
    ...(engagement == null ? [] : ENGAGEMENT_COLUMNS),
    ...(voice == null ? [] : VOICE_COLUMNS),
  ];
  const encoder = createCsvEncoder(exported, FORMAT);
  yield encoder.header();
  for (let from = 0; from < length; from += ROWS_PER_CHUNK) {
    yield encoder.rows({ length, columns }, from, Math.min(from + ROWS_PER_CHUNK, length));
  }
}

/** The file's columns, in their fixed order. */
function exportColumns(frequencyDecimals: number, minorDigits: number): readonly ExportColumn[] {
  return [
    { key: ACCOUNT_ID, header: 'account_id' },
    { key: C.name, header: 'account_name' },
    { key: C.recencyDays, header: 'recency_days', decimals: 0 },
    { key: C.frequency, header: 'frequency', decimals: frequencyDecimals },
    { key: C.monetary, header: 'monetary', minorDigits },
    { key: C.r, header: 'r', decimals: 0 },
    { key: C.f, header: 'f', decimals: 0 },
    { key: C.m, header: 'm', decimals: 0 },
    { key: C.rfmLabel, header: 'rfm_label_id' },
    { key: RFM_LABEL_NAME, header: 'rfm_label' },
    { key: C.firmographicsLabel, header: 'firmographics_label_id' },
    { key: FIRMOGRAPHICS_LABEL_NAME, header: 'firmographics_label' },
  ];
}

const RECOMMENDATION_COLUMNS: readonly ExportColumn[] = [
  { key: RECOMMENDATIONS_LABEL, header: 'recommendations_label_id' },
  { key: RECOMMENDATIONS_LABEL_NAME, header: 'recommendations_label' },
];

const ENGAGEMENT_COLUMNS: readonly ExportColumn[] = [
  { key: ENGAGEMENT_SCORE, header: 'engagement_score', decimals: 2 },
  { key: ENGAGEMENT_LABEL, header: 'engagement_label_id' },
  { key: ENGAGEMENT_LABEL_NAME, header: 'engagement_label' },
];

const VOICE_COLUMNS: readonly ExportColumn[] = [
  { key: VOICE_TEXTS, header: 'voice_texts', decimals: 0 },
  { key: VOICE_LABEL, header: 'voice_label_id' },
  { key: VOICE_LABEL_NAME, header: 'voice_label' },
];

function insideAbm({ table, population }: Generation): ColumnTable {
  const rows: number[] = [];
  for (let row = 0; row < table.length; row++) if (population[row] === 1) rows.push(row);
  return rows.length === table.length ? table : permuteTable(table, Int32Array.from(rows));
}

function toSourceIds(column: Column | undefined, length: number, sourceIdOf: SourceIdOf): TextColumn {
  const ids: IdColumn['values'] = column?.kind === 'id' ? column.values : new BigInt64Array(length);
  const dictionary = Array.from({ length }, (_, row) => {
    const id = ids[row] ?? 0n;
    return sourceIdOf(id) ?? String(id);
  });
  return { kind: 'text', codes: Int32Array.from(dictionary, (_, row) => row), dictionary };
}

/** Label ids as a column of names: same codes, another dictionary. */
function toNames(ids: TextColumn, labels: readonly Label[]): TextColumn {
  const names = new Map(labels.map((label) => [label.id, label.names.en]));
  return { ...ids, dictionary: ids.dictionary.map((id) => names.get(id) ?? id) };
}

/** A technique that is not chosen has no columns; in the file they are there and empty. */
function textOrEmpty(table: ColumnTable, key: string): TextColumn {
  const column = table.columns.get(key);
  return column?.kind === 'text'
    ? column
    : { kind: 'text', codes: new Int32Array(table.length).fill(NULL_CODE), dictionary: [] };
}

function numberOrEmpty(table: ColumnTable, key: string): Column {
  const column = table.columns.get(key);
  if (column !== undefined) return column;
  const empty = new Float64Array(table.length).fill(Number.NaN);
  return key === C.monetary ? { kind: 'money', minor: empty } : { kind: 'number', values: empty };
}

import type { RecipeField } from '#core/configuration/recipe.ts';
import type { DecimalSeparator, ExchangeRateMeaning } from '#core/crm/money.ts';
import type { CsvProblem } from './csv-error.ts';
import type { TextDictionaries } from './text-dictionary.ts';

export type CsvSeparator = ',' | ';' | '\t';
/** How a file writes its dates; the recipe's list. */
export type DateFormat = Extract<RecipeField, { type: 'date' }>['dateFormat'];

interface ColumnBase {
  /** Header of the column in the file: exact spelling, surrounding spaces aside. */
  readonly header: string;
  /** Key of the column in the tables. */
  readonly as: string;
  /** false: a file without this header gives an empty column. Default true: it is refused. */
  readonly required?: boolean;
}

/** A 64-bit whole number: no zero, no leading zeros (two spellings would become one id). */
export interface IdCsvColumn extends ColumnBase {
  readonly kind: 'id';
}
/** UTF-8 as it stands, spaces included; only the empty cell is empty. */
export interface TextCsvColumn extends ColumnBase {
  readonly kind: 'text';
}
/** true/false, yes/no, 1/0, in any case. */
export interface BooleanCsvColumn extends ColumnBase {
  readonly kind: 'boolean';
}
export interface NumberCsvColumn extends ColumnBase {
  readonly kind: 'number';
  readonly decimalSeparator: DecimalSeparator;
}
export interface DayCsvColumn extends ColumnBase {
  readonly kind: 'day';
  readonly format: DateFormat;
  /**
   * `iso-datetime` with an offset: the epoch day of an instant (milliseconds) in the org's zone. Without it, and for texts
   * without an offset, the date counts as written.
   */
  readonly toDay?: (epochMs: number) => number;
}
/** A number column: the hour, 0 to 23, of what a day column reads as `iso-datetime`; NaN where that says no time or cannot be read. */
export interface HourCsvColumn extends ColumnBase {
  readonly kind: 'hour';
  /** Of an instant (epoch milliseconds) in the org's zone. A text without an offset counts as written. */
  readonly toHour: (epochMs: number) => number;
}
/**
 * An amount in the row's currency, converted exactly to minor units of the home currency. A row whose currency is empty or
 * the home currency is not converted; any other takes the rate of its own row, else the one in `rates`, else it is unreadable.
 * With `rateHeader` and no `currencyHeader`, each row's rate is applied as it stands.
 */
export interface MoneyCsvColumn extends ColumnBase {
  readonly kind: 'money';
  /** Decimal places of the home currency. */
  readonly digits: number;
  /** The file counts in this many major units (1000000 = millions). Default 1. */
  readonly unit?: number;
  readonly decimalSeparator: DecimalSeparator;
  readonly rateHeader?: string;
  readonly currencyHeader?: string;
  readonly homeCurrency: string;
  /** ISO code -> decimal text with a point, for rows without a rate of their own. */
  readonly rates: ReadonlyMap<string, string>;
  readonly means: ExchangeRateMeaning;
}

export type CsvColumn =
  | IdCsvColumn
  | TextCsvColumn
  | BooleanCsvColumn
  | NumberCsvColumn
  | DayCsvColumn
  | HourCsvColumn
  | MoneyCsvColumn;

export interface CsvSpec {
  /** Name of the file in messages: "deals.csv". */
  readonly source: string;
  readonly columns: readonly CsvColumn[];
  /** Rows a table, at most. Default `DEFAULT_BATCH_ROWS`. */
  readonly batchRows?: number;
  /** `auto` reads it from the header. */
  readonly separator: 'auto' | CsvSeparator;
  /**
   * Given: unreadable values are reported here and become empty. Absent: the first one stops the reading. What breaks the
   * structure (quotes, cell counts, encoding, size) always stops it.
   */
  readonly onProblem?: (problem: CsvProblem) => void;
  /** Adds a number column under this key with the file line on which each row starts, so later checks can name it. */
  readonly lineAs?: string;
  /** Shared by several files of one reading (pages of a bulk read), so that text codes mean the same in all of them. */
  readonly dictionaries?: TextDictionaries;
  /** A table is done with before the next one is asked for: its arrays are filled again. */
  readonly passing?: boolean;
}

/** About half a megabyte of typed arrays for a typical deal row. Rows. */
export const DEFAULT_BATCH_ROWS = 16_384;
/** A longer record is a damaged file, not data. Bytes of one record, line breaks inside quotes included. */
export const MAX_RECORD_BYTES = 8 * 1024 * 1024;

/** Of readings that pass: what is live of a batch is small beside the runtime. Rows. */
export const PASSING_BATCH_ROWS = 2_048;

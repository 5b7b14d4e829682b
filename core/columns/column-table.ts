/**
 * The columnar shape everything is computed on: one typed array per field, no object per row.
 * Ids are 64-bit, money is integer minor units, dates are org-local epoch days (decision 3).
 */

/** Missing day. Int32 minimum, so a plain `>=` against any real day is false. */
export const NULL_DAY = -2_147_483_648;
/** Missing text. */
export const NULL_CODE = -1;
/** Missing id: the CRM never issues 0. */
export const NULL_ID = 0n;
/** Missing boolean. */
export const NULL_BOOLEAN = 2;

export interface IdColumn {
  readonly kind: 'id';
  /** `NULL_ID` where empty. */
  readonly values: BigInt64Array;
}
/** Text, choices, e-mails: codes into a dictionary. A multi-choice value is one `;`-joined entry. */
export interface TextColumn {
  readonly kind: 'text';
  /** `NULL_CODE` where empty. */
  readonly codes: Int32Array;
  readonly dictionary: Texts;
}
/** Texts by code. An array of strings is one; many of them are `PackedTexts`. Below 0 `at` means nothing: see `textAt`. */
export interface Texts extends Iterable<string> {
  readonly length: number;
  at(code: number): string | undefined;
  indexOf(text: string): number;
  map<T>(to: (text: string, code: number) => T): T[];
}
export interface NumberColumn {
  readonly kind: 'number';
  /** `NaN` where empty. */
  readonly values: Float64Array;
}
export interface MoneyColumn {
  readonly kind: 'money';
  /** Integer minor units of the home currency, |x| <= 2^53 - 1; `NaN` where empty. */
  readonly minor: Float64Array;
}
export interface DayColumn {
  readonly kind: 'day';
  /** Epoch days; `NULL_DAY` where empty. */
  readonly days: Int32Array;
}
export interface BooleanColumn {
  readonly kind: 'boolean';
  /** 0, 1 or `NULL_BOOLEAN`. */
  readonly values: Uint8Array;
}

export type Column = IdColumn | TextColumn | NumberColumn | MoneyColumn | DayColumn | BooleanColumn;
export type ColumnKind = Column['kind'];

/** Columns of equal length, keyed by field reference. Arrays may be longer than `length`; only the first `length` entries count. */
export interface ColumnTable {
  readonly length: number;
  readonly columns: ReadonlyMap<string, Column>;
  /** Where a column is read only when it is asked for, what each is; absent where they are all there. */
  readonly kinds?: ReadonlyMap<string, ColumnKind>;
}

/** What each column is, in their order. */
export function kindsOf({ columns, kinds }: ColumnTable): ReadonlyMap<string, ColumnKind> {
  return kinds ?? new Map([...columns].map(([key, { kind }]) => [key, kind] as const));
}

/** The text of a row; null where it is empty. */
export function textAt({ codes, dictionary }: TextColumn, row: number): string | null {
  const code = codes[row] ?? NULL_CODE;
  return code < 0 ? null : (dictionary.at(code) ?? null);
}

import type { ColumnTable, Texts } from '#core/columns/column-table.ts';
import { PackedTexts } from '#core/columns/packed-texts.ts';
import { TECHNIQUES } from '#core/labels/label.ts';
import { GENERATION_COLUMNS as C } from '../../score/generation.ts';
import type { GenerationRecord } from '../../score/generation-record.ts';
import { ACCOUNT_POINTS } from '../../scoring-rules/account-points.ts';

export const ACCOUNT_SORTS = [
  'name',
  'rfm',
  'firmographics',
  'engagement',
  'recommendations',
  'voice',
  'r',
  'f',
  'm',
  'wonMinor',
  'pipelineMinor',
  'surge',
  'points',
] as const;
export type AccountSort = (typeof ACCOUNT_SORTS)[number];

/** The column behind each sort. */
export const SORT_COLUMNS: Readonly<Record<AccountSort, string>> = {
  name: C.name,
  rfm: C.rfmLabel,
  firmographics: C.firmographicsLabel,
  engagement: C.engagementLabel,
  recommendations: C.recommendationsLabel,
  voice: C.voiceLabel,
  r: C.r,
  f: C.f,
  m: C.m,
  wonMinor: C.won,
  pipelineMinor: C.pipeline,
  surge: C.voiceSurge,
  points: ACCOUNT_POINTS,
};

/** Ids of a technique's labels in the admin's order. A column of labels lists them in the order in which runs met them. */
export function labelOrder(record: GenerationRecord, sort: AccountSort): readonly string[] {
  const technique = TECHNIQUES.find((each) => each === sort);
  return (technique === undefined ? [] : (record[technique]?.labels ?? [])).flatMap(({ labelId }) => labelId ?? []);
}

/** Below this share of all accounts, sorting the few is quicker than picking them from the order of all. */
const FEW_SHARE = 1 / 64;

/** Rows (ascending) in order; empty cells last either way, equal ones by id. `labels`: the order of the column's labels, where it is one. */
export function sortRows(
  table: ColumnTable,
  rows: Int32Array,
  sort: AccountSort,
  descending: boolean,
  labels: readonly string[] = [],
): Int32Array {
  const order: Order = { sort, descending, labels };
  if (rows.length < table.length * FEW_SHARE) return orderOf(table, rows, order);
  const all = orderOfAll(table, order);
  if (rows.length === table.length) return all;
  const wanted = new Uint8Array(table.length);
  for (const row of rows) wanted[row] = 1;
  return all.filter((row) => wanted[row] === 1);
}

interface Order {
  readonly sort: AccountSort;
  readonly descending: boolean;
  readonly labels: readonly string[];
}

/** Orders that are kept of a table, those that were asked for last: each has 4 MB a million accounts, and every column could be sorted both ways. */
const MOST_ORDERS = 6;

/** The order of all accounts, kept with their generation: whoever leafs through pages asks for the same one again and again. */
const knownOrders = new WeakMap<ColumnTable, Map<string, Int32Array>>();

function orderOfAll(table: ColumnTable, order: Order): Int32Array {
  const known = knownOrders.get(table) ?? new Map<string, Int32Array>();
  knownOrders.set(table, known);
  const key = `${order.sort} ${order.descending}`;
  const asked =
    known.get(key) ??
    orderOf(
      table,
      Int32Array.from({ length: table.length }, (_, row) => row),
      order,
    );
  // The last one asked for stands last.
  known.delete(key);
  known.set(key, asked);
  for (const oldest of known.keys()) {
    if (known.size <= MOST_ORDERS) break;
    known.delete(oldest);
  }
  return asked;
}

function orderOf(table: ColumnTable, rows: Int32Array, { sort, descending, labels }: Order): Int32Array {
  const ranks = ranksOf(table, SORT_COLUMNS[sort], (texts) =>
    sort === 'name' ? alphabeticPlaces(texts) : placesAmong(labels, texts),
  );
  const sign = descending ? -1 : 1;
  return rows.slice().sort((a, b) => {
    const [left, right] = [ranks(a), ranks(b)];
    if (left === right) return a - b;
    if (Number.isNaN(left)) return Number.isNaN(right) ? a - b : 1;
    if (Number.isNaN(right)) return -1;
    return (left - right) * sign;
  });
}

/** A number a row to sort by; `NaN` = empty. */
function ranksOf(table: ColumnTable, key: string, placesOf: (texts: Texts) => Int32Array): (row: number) => number {
  const column = table.columns.get(key);
  if (column?.kind === 'number') return (row) => column.values[row]!;
  if (column?.kind === 'money') return (row) => column.minor[row]!;
  if (column?.kind !== 'text') return () => Number.NaN;
  const places = placesOf(column.dictionary);
  return (row) => {
    const code = column.codes[row]!;
    return code < 0 ? Number.NaN : places[code]!;
  };
}

/** Labels that nobody names any more come after those that are. */
function placesAmong(labels: readonly string[], texts: Texts): Int32Array {
  return Int32Array.from(texts, (id, code) => {
    const place = labels.indexOf(id);
    return place === -1 ? labels.length + code : place;
  });
}

/** Each distinct name's place in the alphabet; kept with the names, since sorting them is the slow part. */
const knownPlaces = new WeakMap<Texts, Int32Array>();

/** The names that were sorted last: from one generation to the next they are mostly the same. */
let sortedLast: PackedTexts | null = null;

function alphabeticPlaces(given: Texts): Int32Array {
  const same = sortedLast !== null && given instanceof PackedTexts && isSame(sortedLast, given) ? sortedLast : null;
  const known = knownPlaces.get(given) ?? (same === null ? undefined : knownPlaces.get(same));
  if (given instanceof PackedTexts) sortedLast = given;
  if (known !== undefined) {
    knownPlaces.set(given, known);
    return known;
  }
  // Compared many times each: decoded once.
  const names = [...given];
  const collator = new Intl.Collator(['en', 'es'], { numeric: true });
  const order = Int32Array.from(names, (_, code) => code).sort((a, b) => collator.compare(names[a]!, names[b]!));
  const places = new Int32Array(names.length);
  for (const [place, code] of order.entries()) places[code] = place;
  knownPlaces.set(given, places);
  return places;
}

function isSame(one: PackedTexts, other: PackedTexts): boolean {
  if (one === other) return true;
  if (one.length !== other.length) return false;
  const [from, to] = [one.offsets[0]!, one.offsets[one.length]!];
  const offset = other.offsets[0]! - from;
  for (let code = 0; code <= one.length; code++) if (one.offsets[code]! + offset !== other.offsets[code]!) return false;
  return Buffer.compare(one.bytes.subarray(from, to), other.bytes.subarray(from + offset, to + offset)) === 0;
}

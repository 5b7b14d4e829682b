import { NULL_ID, type ColumnTable } from '#core/columns/column-table.ts';
import { createAscendingIndex } from '#core/columns/ascending-index.ts';
import { createIdIndex, type IdIndex } from '#core/columns/key-index.ts';
import { addOrders, createPurchases, type Purchases } from '#core/techniques/recommendations/aggregate.ts';
import { columnOf } from '../../column-of.ts';
import type { RunContext, RunInputs } from '../../run-context.ts';
import type { RunRow } from '../../run-row.ts';
import { isNotReadable } from '../plan-techniques.ts';
import { techniquesOf } from '../technique-steps.ts';
import { PURCHASE_COLUMNS as P } from './purchase-columns.ts';

/** Products by ordinal: those that were bought or that a label names, by id, among those that there are. */
export interface OrgProducts {
  readonly ids: readonly string[];
  readonly index: IdIndex;
}

/** Reads the parts of products and purchases. Where no list of products could be read, all that were bought are taken for existing. */
export async function readProducts(
  context: RunContext,
  row: RunRow,
  { frozen, plan }: Pick<RunInputs, 'frozen' | 'plan'>,
): Promise<OrgProducts> {
  const { parts, control } = context;
  const techniques = techniquesOf(row.job.cursor);
  const known = new Set<bigint>();
  for (const name of techniques.products.parts) {
    const table = await parts('products').readTable(name, ['id']);
    for (const id of columnOf(table, 'id', 'id').values.subarray(0, table.length)) known.add(id);
  }
  const isLeftOut = isNotReadable('products', row.job.cursor);
  const isListed = plan.techniques?.products != null && !isLeftOut;
  const found = new Set<bigint>();
  for (const { name } of techniques.purchases) {
    if (name === null) continue;
    control.throwIfAborted();
    const table = await parts('purchases').readTable(name, [P.product]);
    for (const id of columnOf(table, P.product, 'id').values.subarray(0, table.length))
      if (id !== NULL_ID && (!isListed || known.has(id))) found.add(id);
  }
  for (const { types } of frozen.configuration.techniques.recommendations?.labels ?? []) {
    const { bundle, ...others } = types;
    const named = [...Object.values(others).flatMap((each) => each?.products ?? []), ...(bundle?.bundles.flat() ?? [])];
    for (const id of named) if (known.has(BigInt(id))) found.add(BigInt(id));
  }
  const ids = BigInt64Array.from(found).sort();
  return { ids: Array.from(ids, String), index: createAscendingIndex(ids) };
}

/** Orders of the given accounts alone, by their ordinals; `ids` ascend. */
export async function readPurchases(
  { parts, control }: RunContext,
  row: RunRow,
  ids: BigInt64Array,
  products: OrgProducts,
): Promise<Purchases> {
  const accounts = createIdIndex(ids);
  const purchases = createPurchases(ids.length, products.ids.length);
  for (const name of shardsAround(row, ids)) {
    control.throwIfAborted();
    addTable(purchases, await parts('purchases').readTable(name), accounts, products);
  }
  return purchases;
}

/** Accounts, of these, that had an order up to a day; each lies in one shard. */
export async function countBuyers(
  { parts, control }: RunContext,
  row: RunRow,
  ids: BigInt64Array,
  asOfDay: number,
): Promise<number> {
  const accounts = createAscendingIndex(ids);
  let buyers = 0;
  for (const { name } of techniquesOf(row.job.cursor).purchases) {
    if (name === null) continue;
    control.throwIfAborted();
    const table = await parts('purchases').readTable(name, [P.account, P.day]);
    const { days } = columnOf(table, P.day, 'day');
    const places = new Int32Array(table.length);
    accounts.locate(columnOf(table, P.account, 'id').values, table.length, places);
    buyers += new Set(places.filter((place, order) => place !== -1 && days[order]! <= asOfDay)).size;
  }
  return buyers;
}

/** Shards of the ledger that hold some of these accounts. */
function shardsAround({ job }: RunRow, ids: BigInt64Array): readonly string[] {
  const starts = (job.cursor.ledger.starts ?? []).map(BigInt);
  const [lowest, highest] = [ids[0] ?? 0n, ids.at(-1) ?? 0n];
  return techniquesOf(job.cursor).purchases.flatMap(({ name }, shard) => {
    const next = starts[shard + 1];
    const isApart = (starts[shard] ?? 0n) > highest || (next !== undefined && next <= lowest);
    return name === null || isApart ? [] : [name];
  });
}

/** Orders of other accounts are passed over: they are counted where these are. */
function addTable(purchases: Purchases, table: ColumnTable, accounts: IdIndex, products: OrgProducts): void {
  const { length } = table;
  const order = columnOf(table, P.order, 'id').values;
  const { days } = columnOf(table, P.day, 'day');
  const bought = columnOf(table, P.product, 'id').values;
  const account = new Int32Array(length);
  accounts.locate(columnOf(table, P.account, 'id').values, length, account);
  const product = new Int32Array(length);
  products.index.locate(bought, length, product);
  const rows: number[] = [];
  const lineStart: number[] = [];
  const lines: number[] = [];
  for (let row = 0; row < length; row++) {
    if (account[row] === -1) continue;
    if (row === 0 || order[row] !== order[row - 1]) {
      rows.push(row);
      lineStart.push(lines.length);
    }
    if (bought[row] !== NULL_ID) lines.push(product[row]!);
  }
  addOrders(purchases, {
    length: rows.length,
    id: BigInt64Array.from(rows, (row) => order[row]!),
    account: Int32Array.from(rows, (row) => account[row]!),
    day: Int32Array.from(rows, (row) => days[row]!),
    lineStart: Int32Array.from([...lineStart, lines.length]),
    lineProduct: Int32Array.from(lines),
  });
}

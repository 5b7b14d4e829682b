import { NULL_DAY, NULL_ID, textAt, type ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { columnOf } from '../../column-of.ts';
import { LEDGER_COLUMNS as L } from '../../deal-ledger.ts';
import { createLedgerObjects } from '../../ledger/ledger-objects.ts';
import { moveOn, type RunContext, type RunUnit } from '../../run-context.ts';
import { generationOf, type RunRow } from '../../run-row.ts';
import { isNotReadable, PRODUCT_COLUMNS } from '../plan-techniques.ts';
import { nextScoring, techniquesOf } from '../technique-steps.ts';
import type { TechniquesCursor } from '../techniques-cursor.ts';
import { PURCHASE_COLUMNS as P } from './purchase-columns.ts';

/**
 * REC-3: won deals with a day of completion and an account, and what was bought by them, shard by shard of the ledger: one row a
 * product, and one row without a product for a deal that names none. A unit makes one group of them.
 */
export const writePurchases: RunUnit = async (context, row) => {
  const inputs = await context.inputs(row);
  const { cursor } = row.job;
  const techniques = techniquesOf(cursor);
  const shards = cursor.ledger.deals;
  const made = techniques.purchases.length;
  const following = nextScoring('purchases', inputs);
  if (isNotReadable('lines', cursor)) return { change: moveOn(following, {}) };
  if (made >= shards.length || inputs.plan.techniques?.purchases == null) return { change: moveOn(following, {}) };
  const groups = Math.ceil(Math.max(1, cursor.deals.rows) / context.limits.sortedDeals);
  const to = Math.min(shards.length, made + Math.ceil(shards.length / groups));
  const orders = await readOrders(context, row, made, to);
  const lines = await readLines(context, row, orders);
  const written: TechniquesCursor['purchases'] = [];
  for (const [first, end] of orders.shards) {
    const table = toTable(orders, lines, first, end);
    const name = table.length === 0 ? null : await context.parts('purchases').writeTable(table);
    written.push({ name, orders: end - first });
  }
  const purchases = [...techniques.purchases, ...written];
  return {
    change: moveOn(to === shards.length ? following : 'purchases', { techniques: { ...techniques, purchases } }),
    rows: lines.product.length,
    note: `purchases ${to}/${shards.length}`,
  };
};

interface Orders {
  readonly id: BigInt64Array;
  readonly account: BigInt64Array;
  readonly day: Int32Array;
  /** Rows of each shard. */
  readonly shards: readonly (readonly [first: number, end: number])[];
}

async function readOrders({ ports, org, control }: RunContext, row: RunRow, from: number, to: number): Promise<Orders> {
  const objects = createLedgerObjects(ports, org, generationOf(row));
  const id: bigint[] = [];
  const account: bigint[] = [];
  const day: number[] = [];
  const shards: [number, number][] = [];
  for (const { name } of row.job.cursor.ledger.deals.slice(from, to)) {
    control.throwIfAborted();
    const first = id.length;
    if (name !== null) {
      const table = await objects.read(name);
      const stage = columnOf(table, L.stage, 'text');
      const ids = columnOf(table, L.id, 'id').values;
      const accounts = columnOf(table, L.account, 'id').values;
      const { days } = columnOf(table, L.closing, 'day');
      for (let deal = 0; deal < table.length; deal++) {
        if (days[deal] === NULL_DAY || accounts[deal] === NULL_ID || textAt(stage, deal) !== 'won') continue;
        id.push(ids[deal]!);
        account.push(accounts[deal]!);
        day.push(days[deal]!);
      }
    }
    shards.push([first, id.length]);
  }
  return { id: BigInt64Array.from(id), account: BigInt64Array.from(account), day: Int32Array.from(day), shards };
}

interface Lines {
  /** Lines of order `o` stand at `start[o]` up to `start[o + 1]`. */
  readonly start: Int32Array;
  readonly product: BigInt64Array;
}

async function readLines(context: RunContext, row: RunRow, { id }: Orders): Promise<Lines> {
  const { parts, control } = context;
  const { lineItems } = row.job.cursor;
  const { dealProducts } = techniquesOf(row.job.cursor);
  const index = createIdIndex(id);
  const order: number[] = [];
  const product: bigint[] = [];
  const take = (table: ColumnTable, productsAt: (line: number) => readonly bigint[]): void => {
    const places = new Int32Array(table.length);
    index.locate(columnOf(table, PRODUCT_COLUMNS.deal, 'id').values, table.length, places);
    for (let line = 0; line < table.length; line++) {
      const place = places[line]!;
      if (place === -1) continue;
      for (const each of productsAt(line)) {
        order.push(place);
        product.push(each);
      }
    }
  };
  const named = dealProducts.length === 0 ? null : await readNames(context, row);
  const [kind, names] =
    named === null ? (['lineItems', lineItems.parts] as const) : (['dealProducts', dealProducts] as const);
  for (const name of names) {
    control.throwIfAborted();
    const table = await parts(kind).readTable(name, [PRODUCT_COLUMNS.deal, PRODUCT_COLUMNS.product]);
    const column = table.columns.get(PRODUCT_COLUMNS.product);
    if (column?.kind === 'id') take(table, (line) => (column.values[line] === NULL_ID ? [] : [column.values[line]!]));
    else if (column?.kind === 'text' && named !== null) {
      const ids = column.dictionary.map((text) => named(text));
      take(table, (line) => ids[column.codes[line]!] ?? []);
    }
  }
  const start = new Int32Array(id.length + 1);
  for (const place of order) start[place + 1]!++;
  for (let place = 0; place < id.length; place++) start[place + 1]! += start[place]!;
  const next = start.slice();
  const sorted = new BigInt64Array(product.length);
  order.forEach((place, line) => (sorted[next[place]!++] = product[line]!));
  return { start, product: sorted };
}

/** Several products in one text, by id or by name: how the CRM's bulk files write a multi-select lookup is not documented. */
async function readNames({ parts }: RunContext, row: RunRow): Promise<(text: string) => readonly bigint[]> {
  const byName = new Map<string, bigint>();
  for (const name of techniquesOf(row.job.cursor).products.parts) {
    const table = await parts('products').readTable(name);
    const names = table.columns.get(PRODUCT_COLUMNS.name);
    if (names?.kind !== 'text') continue;
    const ids = columnOf(table, 'id', 'id').values;
    for (let product = 0; product < table.length; product++) {
      const text = textAt(names, product);
      if (text !== null && !byName.has(text)) byName.set(text, ids[product]!);
    }
  }
  return (text) =>
    text.split(';').flatMap((part) => {
      const entry = part.trim();
      const known = byName.get(entry);
      if (known !== undefined) return [known];
      return /^[1-9][0-9]{0,17}$/.test(entry) ? [BigInt(entry)] : [];
    });
}

function toTable({ id, account, day }: Orders, { start, product }: Lines, first: number, end: number): ColumnTable {
  const rows: number[] = [];
  const products: bigint[] = [];
  for (let order = first; order < end; order++) {
    const [from, to] = [start[order]!, start[order + 1]!];
    for (let line = from; line < Math.max(to, from + 1); line++) {
      rows.push(order);
      products.push(line < to ? product[line]! : NULL_ID);
    }
  }
  return {
    length: rows.length,
    columns: new Map([
      [P.order, { kind: 'id', values: BigInt64Array.from(rows, (order) => id[order]!) }],
      [P.account, { kind: 'id', values: BigInt64Array.from(rows, (order) => account[order]!) }],
      [P.day, { kind: 'day', days: Int32Array.from(rows, (order) => day[order]!) }],
      [P.product, { kind: 'id', values: BigInt64Array.from(products) }],
    ]),
  };
}

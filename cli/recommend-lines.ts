import { NULL_ID, textAt, type ColumnTable } from '#core/columns/column-table.ts';
import { readCsv } from '#core/columns/read-csv.ts';
import type { Cancellation } from '#core/cancellation.ts';
import type { Recipe } from '#core/configuration/recipe.ts';
import { NAME_FIELDS } from '#core/recipes/recipe-columns.ts';
import { RECIPE_MODULES } from '#core/recipes/recipe-metadata.ts';
import { createCsvFolder } from '#server-functions/shared/local/csv-folder.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { InputError } from './input-error.ts';
import type { OpenedInput } from './open-input.ts';
import type { PurchasesLeftOut } from './purchase-notes.ts';

/** Products by ordinal, as the files call them. */
export interface ProductCatalogue {
  readonly ids: readonly string[];
  readonly names: readonly string[];
}

export interface OrderLines {
  /** Products of order `o` stand at `lineStart[o]` up to `lineStart[o + 1]`; -1 = no product of that name. */
  readonly lineStart: Int32Array;
  readonly lineProduct: Int32Array;
}

interface OrderRows {
  readonly length: number;
  readonly id: BigInt64Array;
  /** Deals of the file that are not won: their lines are no purchases, and no mistakes either. */
  readonly others: BigInt64Array;
  /** Row of each in the deals file, counted from 0, ascending. */
  readonly row: Int32Array;
}

const NOT_WON = -1;

type Source = NonNullable<Recipe['dealProducts']> | { readonly kind: 'lookup'; readonly field: string };

/** The products of orders, from a file of lines, a column that lists them, or a lookup of the deals (SET-3). */
export async function readLines(
  input: OpenedInput,
  orders: OrderRows,
  cancellation: Cancellation,
): Promise<{
  readonly lines: OrderLines;
  readonly products: ProductCatalogue;
  readonly leftOut: Pick<PurchasesLeftOut, 'unknownDeals' | 'withoutProduct'>;
}> {
  const leftOut = { unknownDeals: 0, withoutProduct: 0 };
  const source = sourceOf(input.recipe);
  const catalogue = await createCatalogue(input, cancellation);
  const pairs = createPairs();
  if (source.kind === 'lineItems') {
    const orderOf = new Map<string, number>();
    orders.others.forEach((id) => orderOf.set(input.sourceIdOf('deals', id) ?? '', NOT_WON));
    orders.id.forEach((id, order) => orderOf.set(input.sourceIdOf('deals', id) ?? '', order));
    const columns = { deal: source.dealColumn, product: source.productColumn };
    for await (const table of readTexts(input, source.file, columns, cancellation)) {
      const deals = columnOf(table, 'deal', 'text');
      const products = columnOf(table, 'product', 'text');
      for (let row = 0; row < table.length; row++) {
        const order = orderOf.get(textAt(deals, row) ?? '');
        const product = textAt(products, row);
        if (order === undefined) leftOut.unknownDeals++;
        else if (product === null) leftOut.withoutProduct++;
        else if (order !== NOT_WON) pairs.add(order, catalogue.ordinalOf(product, source.by));
      }
    }
  } else if (source.kind === 'lookups') {
    await eachOrder(
      readTexts(input, input.recipe.deals.file, { product: source.column }, cancellation),
      orders,
      (order, table, row) => {
        for (const part of (textAt(columnOf(table, 'product', 'text'), row) ?? '').split(source.separator)) {
          const name = part.trim();
          if (name !== '') pairs.add(order, catalogue.ordinalOf(name, source.by));
        }
      },
    );
  } else {
    const reading = input.crm.readTable(
      { module: RECIPE_MODULES.deals.apiName, fields: [{ apiName: source.field, as: 'product', kind: 'id' }] },
      cancellation,
    );
    await eachOrder(reading.batches, orders, (order, table, row) => {
      const id = columnOf(table, 'product', 'id').values[row] ?? NULL_ID;
      if (id !== NULL_ID) pairs.add(order, catalogue.ordinalOfRecord(id));
    });
  }
  return { lines: pairs.build(orders.length), products: catalogue.products(), leftOut };
}

function sourceOf(recipe: Recipe): Source {
  if (recipe.dealProducts !== undefined) return recipe.dealProducts;
  const lookup = recipe.deals.fields.find((field) => field.type === 'reference' && field.to === 'products');
  if (lookup === undefined)
    throw new InputError([{ code: 'cli.noDealProducts', where: recipe.deals.file, params: {} }]);
  return { kind: 'lookup', field: lookup.field };
}

async function createCatalogue(input: OpenedInput, cancellation: Cancellation) {
  const ids: string[] = [];
  const names: string[] = [];
  const byId = new Map<string, number>();
  const byName = new Map<string, number>();
  const byRecord = new Map<bigint, number>();
  const listed = input.recipe.products !== undefined;
  if (listed) {
    const fields = [
      { apiName: 'id', as: 'id', kind: 'id' },
      { apiName: NAME_FIELDS.products, as: 'name', kind: 'text' },
    ] as const;
    for await (const table of input.crm.readTable({ module: RECIPE_MODULES.products.apiName, fields }, cancellation)
      .batches) {
      const name = columnOf(table, 'name', 'text');
      for (let row = 0; row < table.length; row++) {
        const record = columnOf(table, 'id', 'id').values[row] ?? NULL_ID;
        const id = input.sourceIdOf('products', record) ?? String(record);
        byRecord.set(record, ids.length);
        byId.set(id, ids.length);
        byName.set(textAt(name, row) ?? id, ids.length);
        names.push(textAt(name, row) ?? id);
        ids.push(id);
      }
    }
  }
  return {
    ordinalOf(text: string, by: 'id' | 'name'): number {
      const known = (by === 'id' ? byId : byName).get(text);
      if (known !== undefined || listed) return known ?? -1;
      byId.set(text, ids.length);
      byName.set(text, ids.length);
      names.push(text);
      return ids.push(text) - 1;
    },
    ordinalOfRecord: (id: bigint): number => byRecord.get(id) ?? -1,
    products: (): ProductCatalogue => ({ ids, names }),
  };
}

/** Rows of the deals file in file order, of won deals only. */
async function eachOrder(
  batches: AsyncIterable<ColumnTable>,
  orders: OrderRows,
  see: (order: number, table: ColumnTable, row: number) => void,
): Promise<void> {
  let read = 0;
  let order = 0;
  for await (const table of batches) {
    for (let row = 0; row < table.length; row++, read++) if (orders.row[order] === read) see(order++, table, row);
  }
}

function readTexts(
  { folder }: OpenedInput,
  file: string,
  columns: Readonly<Record<string, string>>,
  cancellation: Cancellation,
): AsyncIterable<ColumnTable> {
  cancellation.throwIfAborted();
  return readCsv(createCsvFolder(folder).open(file), {
    source: file,
    separator: 'auto',
    columns: Object.entries(columns).map(([as, header]) => ({ header, as, kind: 'text' })),
  });
}

/** Collects (order, product) in any order and hands them out order by order. */
function createPairs() {
  const order: number[] = [];
  const product: number[] = [];
  return {
    add(ofOrder: number, ordinal: number): void {
      order.push(ofOrder);
      product.push(ordinal);
    },
    build(orders: number): OrderLines {
      const lineStart = new Int32Array(orders + 1);
      for (const each of order) lineStart[each + 1]!++;
      for (let each = 0; each < orders; each++) lineStart[each + 1]! += lineStart[each]!;
      const next = lineStart.slice();
      const lineProduct = new Int32Array(order.length);
      order.forEach((each, index) => (lineProduct[next[each]!++] = product[index]!));
      return { lineStart, lineProduct };
    },
  };
}

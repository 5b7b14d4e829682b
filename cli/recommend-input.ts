import { NULL_CODE, NULL_DAY, NULL_ID, textAt, type ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import type { Cancellation } from '#core/cancellation.ts';
import type { Recipe } from '#core/configuration/recipe.ts';
import type { FieldRead } from '#core/crm/crm-batch.ts';
import type { ModuleRole } from '#core/mapping/targets.ts';
import { STAGE_FIELD, NAME_FIELDS } from '#core/recipes/recipe-columns.ts';
import { RECIPE_MODULES } from '#core/recipes/recipe-metadata.ts';
import { addOrders, createPurchases, type Purchases } from '#core/techniques/recommendations/aggregate.ts';
import type { Cells } from '#core/techniques/recommendations/product-model.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { InputError } from './input-error.ts';
import type { OpenedInput } from './open-input.ts';
import type { PurchasesLeftOut } from './purchase-notes.ts';
import { readLines, type ProductCatalogue } from './recommend-lines.ts';

/** What recommendations are computed from. */
export interface RecommendInput {
  readonly purchases: Purchases;
  readonly cells: Cells;
  /** What the files call accounts and products, by ordinal. */
  readonly accountIds: readonly string[];
  readonly accountNames: readonly string[];
  readonly products: ProductCatalogue;
  /** Latest day of a won deal. */
  readonly lastDay: number;
  readonly leftOut: PurchasesLeftOut;
}

/** Won deals without their products. */
interface Orders {
  readonly id: BigInt64Array;
  /** Row of each in the deals file, counted from 0. */
  readonly row: Int32Array;
  readonly account: Int32Array;
  readonly day: Int32Array;
  /** The deals that are not won. */
  readonly others: BigInt64Array;
}

/** Fields that make accounts alike where nothing else is said, best first. */
const CELL_FIELDS = ['Industry', 'Billing_Country'];
const CLOSING_DAY = 'Closing_Date';

/** Reads accounts, won deals and their products. Throws `InputError` and what reading the files throws. */
export async function readRecommendInput(input: OpenedInput, cancellation: Cancellation): Promise<RecommendInput> {
  const cellField = CELL_FIELDS.find((name) =>
    input.known.fieldsOf(RECIPE_MODULES.accounts.apiName).some(({ apiName }) => apiName === name),
  );
  const nameField = NAME_FIELDS.accounts;
  const accounts = await readRows(
    input,
    'accounts',
    [
      { apiName: 'id', as: 'id', kind: 'id' },
      { apiName: nameField, as: 'name', kind: 'text' },
      ...(cellField === undefined ? [] : [{ apiName: cellField, as: 'cell', kind: 'text' } as const]),
    ],
    cancellation,
  );
  const ids: bigint[] = [];
  const accountNames: string[] = [];
  const cellOf: number[] = [];
  let cellCount = 0;
  for (const table of accounts) {
    const names = columnOf(table, 'name', 'text');
    const cell = table.columns.get('cell');
    if (cell?.kind === 'text') cellCount = Math.max(cellCount, cell.dictionary.length);
    for (let row = 0; row < table.length; row++) {
      ids.push(columnOf(table, 'id', 'id').values[row] ?? NULL_ID);
      accountNames.push(textAt(names, row) ?? '');
      cellOf.push(cell?.kind === 'text' ? (cell.codes[row] ?? NULL_CODE) : NULL_CODE);
    }
  }
  if (ids.length === 0) throw new InputError([{ code: 'cli.noAccountRows', where: input.accountsFile, params: {} }]);
  return {
    ...(await readPurchases(input, BigInt64Array.from(ids), cancellation)),
    cells: { count: cellCount, ofAccount: Int32Array.from(cellOf) },
    accountIds: ids.map((id) => input.sourceIdOf('accounts', id) ?? String(id)),
    accountNames,
  };
}

/** Won deals with their products, by the ordinals of the given accounts. Throws `InputError` where there are none. */
export async function readPurchases(
  input: OpenedInput,
  accountIds: BigInt64Array,
  cancellation: Cancellation,
): Promise<Pick<RecommendInput, 'purchases' | 'products' | 'lastDay' | 'leftOut'>> {
  const { recipe } = input;
  const orders = await readOrders(input, accountIds, cancellation);
  const { id, row, others } = orders;
  const lines = await readLines(input, { length: id.length, id, row, others }, cancellation);
  const purchases = createPurchases(accountIds.length, lines.products.ids.length);
  addOrders(purchases, {
    length: orders.id.length,
    id: orders.id,
    account: orders.account,
    day: orders.day,
    ...lines.lines,
  });
  let lastDay = NULL_DAY;
  for (const day of orders.day) lastDay = Math.max(lastDay, day);
  if (purchases.orders === 0 || lastDay === NULL_DAY)
    throw new InputError([
      { code: 'cli.noOrders', where: recipe.deals.file, params: { stages: recipe.stages.won.join(', ') } },
    ]);
  return { purchases, products: lines.products, lastDay, leftOut: { ...purchases.counts, ...lines.leftOut } };
}

async function readOrders(input: OpenedInput, accountIds: BigInt64Array, cancellation: Cancellation): Promise<Orders> {
  const { recipe } = input;
  const day = dayField(recipe);
  const account = recipe.deals.fields.find((field) => field.type === 'reference' && field.to === 'accounts');
  const tables = await readRows(
    input,
    'deals',
    [
      { apiName: 'id', as: 'id', kind: 'id' },
      { apiName: account?.field ?? NAME_FIELDS.accounts, as: 'account', kind: 'id' },
      { apiName: day, as: 'day', kind: 'day' },
      { apiName: STAGE_FIELD, as: 'stage', kind: 'text' },
    ],
    cancellation,
  );
  const index = createIdIndex(accountIds);
  const wonStages = new Set(recipe.stages.won);
  const id: bigint[] = [];
  const others: bigint[] = [];
  const rows: number[] = [];
  const accounts: number[] = [];
  const days: number[] = [];
  let read = 0;
  for (const table of tables) {
    const stage = columnOf(table, 'stage', 'text');
    const isWon = stage.dictionary.map((name) => wonStages.has(name));
    const located = new Int32Array(table.length);
    index.locate(columnOf(table, 'account', 'id').values, table.length, located);
    for (let row = 0; row < table.length; row++, read++) {
      const won = isWon[stage.codes[row] ?? NULL_CODE] === true;
      (won ? id : others).push(columnOf(table, 'id', 'id').values[row] ?? NULL_ID);
      if (!won) continue;
      rows.push(read);
      accounts.push(located[row] ?? -1);
      days.push(columnOf(table, 'day', 'day').days[row] ?? NULL_DAY);
    }
  }
  return {
    id: BigInt64Array.from(id),
    row: Int32Array.from(rows),
    account: Int32Array.from(accounts),
    day: Int32Array.from(days),
    others: BigInt64Array.from(others),
  };
}

/** The completion date (REC-3): the closing date, else the only date there is. */
function dayField({ deals }: Recipe): string {
  const dates = deals.fields.filter(({ type }) => type === 'date');
  const found = dates.find(({ field }) => field === CLOSING_DAY) ?? (dates.length === 1 ? dates[0] : undefined);
  if (found === undefined)
    throw new InputError([{ code: 'cli.noClosingDate', where: deals.file, params: { field: CLOSING_DAY } }]);
  return found.field;
}

async function readRows(
  { crm }: OpenedInput,
  role: ModuleRole,
  fields: readonly FieldRead[],
  cancellation: Cancellation,
): Promise<ColumnTable[]> {
  const tables: ColumnTable[] = [];
  for await (const table of crm.readTable({ module: RECIPE_MODULES[role].apiName, fields }, cancellation).batches)
    tables.push(table);
  return tables;
}

import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { columnOf } from '../../column-of.ts';
import { DEAL_COLUMNS } from '../../plan-reading.ts';
import type { RunContext } from '../../run-context.ts';
import type { RunCursor } from '../../run-cursor.ts';
import type { RunRow } from '../../run-row.ts';
import { DEAL_PRODUCTS, PRODUCT_COLUMNS } from '../plan-techniques.ts';
import { techniquesOf } from '../technique-steps.ts';

/** Which deal of a batch names which products; null = deals do not say so themselves. */
export function productsOfDeals(batch: ColumnTable): ColumnTable | null {
  const products = batch.columns.get(DEAL_PRODUCTS);
  if (products === undefined) return null;
  return {
    length: batch.length,
    columns: new Map([
      [PRODUCT_COLUMNS.deal, columnOf(batch, DEAL_COLUMNS.id, 'id')],
      [PRODUCT_COLUMNS.product, products],
    ]),
  };
}

/** The cursor with what deals of one part say of their products, kept beside them. */
export async function withDealProducts(
  { parts }: Pick<RunContext, 'parts'>,
  row: RunRow,
  ofDeals: readonly ColumnTable[],
): Promise<Pick<RunCursor, 'techniques'>> {
  const table = await collectTable(ofDeals);
  if (table.length === 0) return {};
  const techniques = techniquesOf(row.job.cursor);
  const name = await parts('dealProducts').writeTable(table);
  return { techniques: { ...techniques, dealProducts: [...techniques.dealProducts, name] } };
}

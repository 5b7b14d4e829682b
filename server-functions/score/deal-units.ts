import { NULL_ID, type ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import type { TableRequest } from '#core/crm/crm-batch.ts';
import type { RfmDeals } from '#core/techniques/rfm/aggregate.ts';
import type { UnitSource } from './plan-reading.ts';

/** What the deals of one batch add to frequency, where no line items are needed. */
export function unitsOf(table: ColumnTable, units: UnitSource): Float64Array {
  const values = new Float64Array(table.length);
  if (units.kind !== 'column') return values.fill(1);
  const column = table.columns.get(units.key);
  if (column?.kind === 'id') {
    for (let row = 0; row < table.length; row++) values[row] = column.values[row] === NULL_ID ? 0 : 1;
  } else if (column?.kind === 'text') {
    const counts = column.dictionary.map((entry) => entry.split(';').filter((name) => name.trim() !== '').length);
    for (let row = 0; row < table.length; row++) values[row] = counts[column.codes[row]!] ?? 0;
  }
  return values;
}

type LineItems = Extract<UnitSource, { kind: 'lineItems' }>['source'];

/** What is read of the line items. */
export function lineRequest({ module, parent, quantity }: LineItems): TableRequest {
  return {
    module,
    fields: [
      { apiName: parent, as: 'parent', kind: 'id' },
      ...(quantity === null ? [] : [{ apiName: quantity, as: 'quantity', kind: 'number' } as const]),
    ],
  };
}

export interface LineAdder {
  add(lines: ColumnTable): void;
}

/**
 * Adds line quantities to the units of their deals, in place; deals must hold each id once. A line without a quantity is one
 * product. Lines of other deals (not contributing, deleted) are passed over.
 */
export function createLineAdder(deals: Pick<RfmDeals, 'id' | 'units' | 'length'>): LineAdder {
  const index = createIdIndex(deals.id.subarray(0, deals.length));
  return {
    add(table) {
      const parents = table.columns.get('parent');
      const quantities = table.columns.get('quantity');
      if (parents?.kind !== 'id') throw new TypeError('line items without their parent column');
      const rows = new Int32Array(table.length);
      index.locate(parents.values, table.length, rows);
      for (let line = 0; line < table.length; line++) {
        const row = rows[line]!;
        if (row === -1) continue;
        const quantity = quantities?.kind === 'number' ? quantities.values[line]! : Number.NaN;
        deals.units[row]! += Number.isNaN(quantity) ? 1 : quantity;
      }
    },
  };
}

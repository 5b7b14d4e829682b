import { NULL_BOOLEAN, NULL_DAY, NULL_ID, textAt, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import type { ZohoDataType } from '../schema/field-definition.ts';
import type { NewRow, SqlValue } from '../store/sql-value.ts';

const DAY_MS = 86_400_000;

/** Rows for the org's tables, one at a time. `types` has the org's type of each column; `digits` are the home currency's. */
export function* toRows(
  table: ColumnTable,
  types: ReadonlyMap<string, ZohoDataType>,
  digits: number,
): Generator<NewRow, void, void> {
  const columns = [...table.columns].filter(([name]) => name === 'id' || types.has(name));
  for (let row = 0; row < table.length; row++) {
    const cells: Record<string, SqlValue> = {};
    for (const [name, column] of columns) cells[name] = toCell(column, row, types.get(name) ?? null, digits);
    yield cells;
  }
}

function toCell(column: Column, row: number, type: ZohoDataType | null, digits: number): SqlValue {
  switch (column.kind) {
    case 'id':
      return column.values[row] === NULL_ID ? null : (column.values[row] ?? null);
    case 'text':
      return textAt(column, row);
    case 'number':
      return orNull(column.values[row]);
    case 'money': {
      const minor = orNull(column.minor[row]);
      return minor === null ? null : minor / 10 ** digits;
    }
    case 'day': {
      const day = column.days[row] ?? NULL_DAY;
      if (day === NULL_DAY) return null;
      // Noon in Greenwich falls on the same date in nearly every zone.
      return type === 'datetime' ? (day + 0.5) * DAY_MS : formatIsoDay(day);
    }
    case 'boolean': {
      const value = column.values[row] ?? NULL_BOOLEAN;
      return value === NULL_BOOLEAN ? null : value === 1;
    }
  }
}

function orNull(value: number | undefined): number | null {
  return value === undefined || Number.isNaN(value) ? null : value;
}

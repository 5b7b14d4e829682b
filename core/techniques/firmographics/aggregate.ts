import type { ColumnTable } from '#core/columns/column-table.ts';
import { referencedFields } from '#core/criteria/referenced-fields.ts';
import type { FieldReference } from '#core/mapping/field-reference.ts';
import type { FirmographicsSettings } from './settings.ts';

/**
 * Firmographics counts nothing: what it needs of an account are its own mapped columns. Aggregating means knowing which, so
 * that a run reads them once and a snapshot carries them (decision 13). Shards simply append.
 */
export function firmographicsFields(settings: FirmographicsSettings): FieldReference[] {
  return [...new Set(settings.labels.flatMap(({ criteria }) => referencedFields(criteria)))];
}

/** The columns that scoring reads, under the same keys. Throws when one is missing: it was checked with the mapping. */
export function pickFirmographicsColumns(table: ColumnTable, settings: FirmographicsSettings): ColumnTable {
  const columns = new Map(
    firmographicsFields(settings).map((field) => {
      const column = table.columns.get(field);
      if (column === undefined) throw new RangeError(`No column for field ${field}`);
      return [field, column] as const;
    }),
  );
  return { length: table.length, columns };
}

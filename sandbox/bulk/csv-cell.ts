import type { DatabaseSync } from 'node:sqlite';
import type { ZohoDataType } from '../schema/field-definition.ts';

/** Text with one of these is quoted. A GLOB set, so SQLite finds it in one pass; the line ends stand in it as themselves. */
const NEEDS_QUOTES = '*[",\r\n]*';

/** SQL that writes a column as a CSV cell: empty for null, quotes only where needed, booleans as words, instants with offset. */
export function csvCell(type: ZohoDataType, column: string): string {
  switch (type) {
    case 'boolean':
      return `CASE ${column} WHEN 1 THEN 'true' WHEN 0 THEN 'false' ELSE '' END`;
    case 'datetime':
      return `ifnull(csv_instant(${column}), '')`;
    case 'integer':
    case 'bigint':
    case 'double':
    case 'currency':
    case 'percent':
    case 'date':
    case 'lookup':
    case 'ownerlookup':
    case 'userlookup':
      return `ifnull(${column}, '')`;
    default:
      return `CASE WHEN ${column} IS NULL THEN '' WHEN ${column} GLOB '${NEEDS_QUOTES}' THEN '"' || replace(${column}, '"', '""') || '"' ELSE ${column} END`;
  }
}

/** Adds `csv_instant(epochSeconds)`, which `csvCell` relies on. */
export function registerCsvInstant(database: DatabaseSync, formatInstant: (seconds: number) => string): void {
  database.function('csv_instant', { deterministic: true }, (value) =>
    typeof value === 'number' ? formatInstant(value) : null,
  );
}

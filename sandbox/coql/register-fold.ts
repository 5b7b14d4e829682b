import type { DatabaseSync } from 'node:sqlite';

/** Adds `fold(text)`, lower case as JavaScript knows it: SQLite's own NOCASE and LIKE stop at ASCII. */
export function registerFold(database: DatabaseSync): void {
  database.function('fold', { deterministic: true }, (value) =>
    typeof value === 'string' ? value.toLowerCase() : value,
  );
}

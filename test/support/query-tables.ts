import { DatabaseSync } from 'node:sqlite';

/** Rows straight from a database file: what is true, whatever an API says. Cast ids to TEXT: they do not fit a number. */
export function queryTables(
  path: string,
  sql: string,
  ...parameters: readonly (string | number)[]
): readonly Record<string, unknown>[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    return database.prepare(sql).all(...parameters);
  } finally {
    database.close();
  }
}

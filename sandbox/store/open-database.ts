import { DatabaseSync } from 'node:sqlite';

/** Writers of two workers take turns; long jobs write in short transactions, so this is far above what is needed. */
const BUSY_TIMEOUT_MS = 10_000;

/** Opens one org's file for serving: WAL, so that bulk jobs read while the API writes. Worker threads only: it blocks. */
export function openDatabase(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  database.exec(
    'PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536;',
  );
  return database;
}

/** Opens it for loading: nobody else has the file, and a crash only means to load again. */
export function openDatabaseForLoading(path: string): DatabaseSync {
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  database.exec(
    'PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -131072;',
  );
  return database;
}

/** Runs `work` in one write transaction: all of it or nothing. */
export function inTransaction<T>(database: DatabaseSync, work: () => T): T {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    database.exec('COMMIT');
    return result;
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

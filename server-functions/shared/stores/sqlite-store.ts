import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Clock } from '#core/clock.ts';
import { formatOrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { Store, StoredItem, WriteResult } from '#core/store/store.ts';
import { checkItem, checkItemKey, checkKeyPrefix } from './item-key.ts';
import { DEFAULT_LIST_LIMIT, MAX_LIST_LIMIT } from './list-limits.ts';

/** How long a writer waits for another thread's write. Milliseconds. */
const BUSY_TIMEOUT_MS = 10_000;

/** Expired items are absent to readers at once; their rows go with every so many writes, and when the store is opened. */
const WRITES_BETWEEN_SWEEPS = 500;

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS items (
    org TEXT NOT NULL, key TEXT NOT NULL, value TEXT NOT NULL, revision INTEGER NOT NULL, expires_at REAL,
    PRIMARY KEY (org, key)
  ) WITHOUT ROWID, STRICT;
  CREATE INDEX IF NOT EXISTS items_by_expiry ON items (expires_at) WHERE expires_at IS NOT NULL;
  CREATE TABLE IF NOT EXISTS revisions (last INTEGER NOT NULL) STRICT;
  INSERT INTO revisions SELECT 0 WHERE NOT EXISTS (SELECT 1 FROM revisions);
`;

/**
 * `Store` on one SQLite file, which several threads may open. It promises what NoSQL does and nothing more (decision 9):
 * items over 100 KB are refused, an item past its time is absent, revisions never repeat, even for a key that was removed
 * and created again. A statement either happened or threw, so this adapter alone never answers `unknown`; its callers must
 * still expect it, since the worker that carries it to another thread does (worker-store.ts). Synchronous inside: open it in
 * a worker thread (decision 19).
 */
export function createSqliteStore(path: string, clock: Clock): Store & { close(): void } {
  const database = guarded(() => {
    const opened = new DatabaseSync(path);
    opened.exec(
      `PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS};${SCHEMA}`,
    );
    return opened;
  });
  const select = database.prepare(
    'SELECT key, value, revision FROM items WHERE org = ? AND key = ? AND (expires_at IS NULL OR expires_at > ?)',
  );
  const page = database.prepare(
    `SELECT key, value, revision FROM items WHERE org = ? AND key >= ? AND key < ? AND key > ?
       AND (expires_at IS NULL OR expires_at > ?) ORDER BY key LIMIT ?`,
  );
  const nextRevision = database.prepare('UPDATE revisions SET last = last + 1 RETURNING last');
  const insert = database.prepare(
    `INSERT INTO items (org, key, value, revision, expires_at) VALUES (?, ?, ?, ?, ?)
       ON CONFLICT (org, key) DO UPDATE SET value = excluded.value, revision = excluded.revision, expires_at = excluded.expires_at
       WHERE items.expires_at <= ?`,
  );
  const update = database.prepare(
    `UPDATE items SET value = ?, revision = ?, expires_at = ?
       WHERE org = ? AND key = ? AND revision = ? AND (expires_at IS NULL OR expires_at > ?)`,
  );
  const remove = database.prepare(
    'DELETE FROM items WHERE org = ? AND key = ? AND revision = ? AND (expires_at IS NULL OR expires_at > ?)',
  );

  const sweep = database.prepare('DELETE FROM items WHERE expires_at <= ?');
  let writes = 0;
  guarded(() => sweep.run(clock.now()));

  const write = (statement: StatementSync, parameters: (revision: number) => (string | number | null)[]): WriteResult =>
    guarded(() => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const revision = Number(nextRevision.get()?.['last']);
        const { changes } = statement.run(...parameters(revision));
        if (++writes % WRITES_BETWEEN_SWEEPS === 0) sweep.run(clock.now());
        database.exec('COMMIT');
        return Number(changes) === 1 ? { outcome: 'written', revision: String(revision) } : { outcome: 'conflict' };
      } catch (error) {
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    });

  return {
    async read(org, key) {
      checkItemKey(key);
      const row = guarded(() => select.get(formatOrgKey(org), key, clock.now()));
      return row === undefined ? null : toItem(row);
    },
    async create(org, key, value, expiresAt) {
      checkItem(key, value);
      return write(insert, (revision) => [formatOrgKey(org), key, value, revision, expiresAt ?? null, clock.now()]);
    },
    async replace(org, key, revision, value, expiresAt) {
      checkItem(key, value);
      return write(update, (next) => [
        value,
        next,
        expiresAt ?? null,
        formatOrgKey(org),
        key,
        Number(revision),
        clock.now(),
      ]);
    },
    async remove(org, key, revision) {
      checkItemKey(key);
      return write(remove, () => [formatOrgKey(org), key, Number(revision), clock.now()]);
    },
    async list(org, prefix, options = {}) {
      checkKeyPrefix(prefix);
      const limit = Math.max(1, Math.min(options.limit ?? DEFAULT_LIST_LIMIT, MAX_LIST_LIMIT));
      // Keys are ASCII, so the prefix followed by the last code point bounds them. One row more tells whether a page follows.
      const rows = guarded(() =>
        page.all(formatOrgKey(org), prefix, `${prefix}\u{10FFFF}`, options.cursor ?? '', clock.now(), limit + 1),
      );
      const items = rows.slice(0, limit).map(toItem);
      return { items, cursor: rows.length > limit ? (items.at(-1)?.key ?? null) : null };
    },
    close: () => database.close(),
  };
}

function toItem(row: Record<string, unknown>): StoredItem {
  return { key: String(row['key']), value: String(row['value']), revision: String(row['revision']) };
}

function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (cause instanceof StoreError) throw cause;
    const message = cause instanceof Error ? cause.message : '';
    throw new StoreError(/full/i.test(message) ? 'storageFull' : 'unavailable', 'the store does not answer', cause);
  }
}

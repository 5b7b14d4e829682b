import type { Clock } from '#core/clock.ts';
import { formatOrgKey, type OrgKey } from '#core/crm/org-key.ts';
import type { Store, StoredItem, WriteResult } from '#core/store/store.ts';
import { checkItem, checkItemKey, checkKeyPrefix } from '../stores/item-key.ts';
import { DEFAULT_LIST_LIMIT, MAX_LIST_LIMIT } from '../stores/list-limits.ts';
import { createCatalystCalls, failureOf, toStoreError, type CatalystCalls } from './catalyst-call.ts';
import type {
  CatalystAttributeUpdate,
  CatalystCondition,
  CatalystItem,
  CatalystServices,
} from './catalyst-services.ts';
import { formatRevision, nextRevision, parseRevision, traceWrite, type ItemRevision } from './item-revision.ts';
import { readTableAnswer, readWriteAnswer, type StandingItem } from './table-answer.ts';

/** "A maximum of 100 items with pagination from a single operation." Source: Catalyst NoSQL, "Query Table". */
const QUERY_LIMIT = 100;

export interface NoSqlStoreOptions {
  /** Of the invocation that is under way. */
  readonly services: () => Pick<CatalystServices, 'table'>;
  readonly clock: Clock;
  readonly calls?: CatalystCalls;
  /** Unit of the table's time-to-live attribute; null = none is written, and expired items wait for `sweepExpired`. */
  readonly ttlUnit?: 'seconds' | 'milliseconds' | null;
}

export interface NoSqlStore extends Store {
  /**
   * Removes what has expired, until that instant at most; how many items that were, and whether the end was reached. It reads
   * all that the org has. The platform's own time to live does it too, some time or other. Epoch milliseconds.
   */
  sweepExpired(org: OrgKey, until?: number): Promise<{ readonly removed: number; readonly isWhole: boolean }>;
}

/**
 * `Store` on one table of Catalyst's NoSQL: partition key `org` ("eu/7001": a number alone means another org in another data
 * centre), sort key `key`, both text. A conditional write answers 200 whether or not it took place: its item's status says so
 * (Catalyst FAQ, "Why does a conditional update return HTTP 200"). The SDK repeats a call whose connection broke without
 * saying so, hence even a mismatch may be the echo of our own write: every write that did not plainly succeed is settled by a
 * consistent read, see `item-revision.ts`.
 */
export function createNoSqlStore(options: NoSqlStoreOptions): NoSqlStore {
  const { services, clock, ttlUnit = null } = options;
  const calls = options.calls ?? createCatalystCalls();

  const readStanding = async (org: OrgKey, key: string): Promise<StandingItem | null> => {
    const answer = await calls
      .repeated(() => services().table.fetchItem({ keys: [keysOf(org, key)], consistent_read: true }))
      .catch((error: unknown) => {
        throw toStoreError(error, 'read an item');
      });
    return readTableAnswer(answer).items.find(({ whole }) => whole) ?? null;
  };
  const isExpired = ({ expiresAt }: ItemRevision): boolean => expiresAt !== null && expiresAt <= clock.now();

  /** One conditional write, and what became of it. */
  const write = async (
    org: OrgKey,
    key: string,
    ours: ItemRevision,
    replaced: ItemRevision | null,
    act: () => Promise<unknown>,
  ): Promise<WriteResult> => {
    let inDoubt = false;
    try {
      if (readWriteAnswer(await calls.once(act)) === 'written')
        return { outcome: 'written', revision: formatRevision(ours) };
    } catch (error) {
      if (failureOf(error) !== 'inDoubt') throw toStoreError(error, 'write an item');
      inDoubt = true;
    }
    const standing = await readStanding(org, key).catch(() => 'unread' as const);
    if (standing === 'unread') return { outcome: 'unknown' };
    const trace = standing === null ? 'untold' : traceWrite(standing.revision, ours, replaced);
    if (trace === 'ours') return { outcome: 'written', revision: formatRevision(ours) };
    return { outcome: inDoubt && trace === 'untold' ? 'unknown' : 'conflict' };
  };

  const itemOf = (org: OrgKey, key: string, value: string, revision: ItemRevision): CatalystItem => ({
    ...keysOf(org, key),
    made: { S: '1' },
    val: { S: value },
    rev: { S: formatRevision(revision) },
    ...(ttlUnit === null || revision.expiresAt === null ? {} : { ttl: { N: toTtl(revision.expiresAt, ttlUnit) } }),
  });

  const page = async (
    org: OrgKey,
    prefix: string,
    after: string,
    limit: number,
  ): Promise<{ readonly items: readonly StandingItem[]; readonly more: boolean }> => {
    const answer = await calls
      .repeated(() =>
        services().table.queryTable({
          key_condition: keyRange(org, prefix, after),
          limit,
          forward_scan: true,
          consistent_read: true,
        }),
      )
      .catch((error: unknown) => {
        throw toStoreError(error, 'list items');
      });
    const { items, hasMore } = readTableAnswer(answer);
    const inside = items.filter((item) => item.key.startsWith(prefix));
    // The range has no end: whatever follows the prefix ends the listing.
    return { items: inside, more: inside.length === items.length && (hasMore || items.length >= limit) };
  };

  const removeStanding = (org: OrgKey, key: string, revision: ItemRevision): Promise<WriteResult> =>
    write(org, key, nextRevision(null, null), revision, () =>
      services().table.deleteItems({ keys: keysOf(org, key), condition: stands(revision) }),
    );

  return {
    async read(org, key) {
      checkItemKey(key);
      const standing = await readStanding(org, key);
      return standing === null || isExpired(standing.revision) ? null : toStored(standing);
    },

    async create(org, key, value, expiresAt) {
      checkItem(key, value);
      const ours = nextRevision(null, expiresAt ?? null);
      const item = itemOf(org, key, value, ours);
      const created = await write(org, key, ours, null, () =>
        services().table.insertItems({ item, condition: ABSENT }),
      );
      if (created.outcome !== 'conflict') return created;
      const standing = await readStanding(org, key);
      if (standing === null || !isExpired(standing.revision)) return created;
      // What is past its time is absent, though it stands there: it is replaced like any other revision.
      const after = nextRevision(standing.revision, expiresAt ?? null);
      return write(org, key, after, standing.revision, () =>
        services().table.insertItems({ item: itemOf(org, key, value, after), condition: stands(standing.revision) }),
      );
    },

    async replace(org, key, revision, value, expiresAt) {
      checkItem(key, value);
      const replaced = parseRevision(revision);
      if (replaced === null || isExpired(replaced)) return { outcome: 'conflict' };
      const ours = nextRevision(replaced, expiresAt ?? null);
      const { val, rev, ttl } = itemOf(org, key, value, ours);
      const put = (path: string, present: CatalystItem[string] | undefined): CatalystAttributeUpdate =>
        present === undefined
          ? { operation_type: 'DELETE', attribute_path: [path] }
          : { operation_type: 'PUT', attribute_path: [path], update_value: present };
      return write(org, key, ours, replaced, () =>
        services().table.updateItems({
          keys: keysOf(org, key),
          condition: stands(replaced),
          update_attributes: [put('val', val), put('rev', rev), ...(ttlUnit === null ? [] : [put('ttl', ttl)])],
        }),
      );
    },

    async remove(org, key, revision) {
      checkItemKey(key);
      const removed = parseRevision(revision);
      if (removed === null || isExpired(removed)) return { outcome: 'conflict' };
      return removeStanding(org, key, removed);
    },

    async list(org, prefix, listing = {}) {
      checkKeyPrefix(prefix);
      const limit = Math.max(1, Math.min(listing.limit ?? DEFAULT_LIST_LIMIT, MAX_LIST_LIMIT));
      const found: StoredItem[] = [];
      let after = listing.cursor ?? '';
      for (;;) {
        // One more than wanted tells whether a page follows.
        const { items, more } = await page(org, prefix, after, Math.min(QUERY_LIMIT, limit + 1 - found.length));
        for (const item of items) if (item.whole && !isExpired(item.revision)) found.push(toStored(item));
        if (found.length > limit || !more) break;
        after = items.at(-1)?.key ?? after;
      }
      const kept = found.slice(0, limit);
      return { items: kept, cursor: found.length > limit ? (kept.at(-1)?.key ?? null) : null };
    },

    async sweepExpired(org, until = Number.POSITIVE_INFINITY) {
      let removed = 0;
      let after = '';
      for (;;) {
        if (clock.now() >= until) return { removed, isWhole: false };
        const { items, more } = await page(org, '', after, QUERY_LIMIT);
        for (const { key, revision, whole } of items) {
          if (whole && !isExpired(revision)) continue;
          if ((await removeStanding(org, key, revision)).outcome === 'written') removed += 1;
        }
        if (!more) return { removed, isWhole: true };
        after = items.at(-1)?.key ?? after;
      }
    },
  };
}

/**
 * Holds for a key that is not there, whether or not the platform looks at conditions then. `made` is written when an item is
 * created and never after: what lacks it was made by an update of nothing, and is nothing.
 */
const ABSENT: CatalystCondition = {
  function: { function_name: 'attribute_exists', args: [{ attribute_path: ['made'] }] },
  negate: true,
};

function stands(revision: ItemRevision): CatalystCondition {
  return { attribute: ['rev'], operator: 'EQUALS', value: { S: formatRevision(revision) } };
}

function keysOf(org: OrgKey, key: string): CatalystItem {
  return { org: { S: formatOrgKey(org) }, key: { S: key } };
}

function keyRange(org: OrgKey, prefix: string, after: string): CatalystCondition {
  const ofOrg: CatalystCondition = { attribute: ['org'], operator: 'EQUALS', value: { S: formatOrgKey(org) } };
  const start: CatalystCondition | null =
    after > prefix
      ? { attribute: ['key'], operator: 'GREATER_THAN', value: { S: after } }
      : prefix === ''
        ? null
        : { attribute: ['key'], operator: 'GREATER_EQUAL', value: { S: prefix } };
  return start === null ? ofOrg : { group_operator: 'AND', group: [ofOrg, start] };
}

function toTtl(expiresAt: number, unit: 'seconds' | 'milliseconds'): string {
  return String(Math.ceil(unit === 'seconds' ? expiresAt / 1_000 : expiresAt));
}

function toStored({ key, value, revision }: StandingItem): StoredItem {
  return { key, value, revision: formatRevision(revision) };
}

import type { ColumnTable } from '#core/columns/column-table.ts';
import type { FieldRead } from '#core/crm/crm-batch.ts';
import { createIdRanges } from '#core/columns/id-ranges.ts';
import { columnOf } from '../column-of.ts';
import { LEDGER_COLUMNS as L } from '../deal-ledger.ts';
import { createLedgerObjects, type LedgerObjects } from '../ledger/ledger-objects.ts';
import type { LedgerManifest } from '../ledger/ledger-manifest.ts';
import { loadAccounts } from '../load-generation.ts';
import { countOwed, dueOf, readOwed, sayOwed } from '../owed-labels.ts';
import { DEAL_COLUMNS } from '../plan-reading.ts';
import { moveOn, type RunContext, type RunInputs, type RunUnit } from '../run-context.ts';
import { generationOf } from '../run-row.ts';
import { becomeFull, whyNotTold } from './become-full.ts';
import { idsOf } from './changed-accounts.ts';
import type { ChangesCursor } from './changes-cursor.ts';
import { findOwners } from './find-owners.ts';
import { noteNothing } from './note-nothing.ts';
import { formerOf, type FormerLedger } from './former-ledger.ts';
import { idTable } from './latest-rows.ts';
import { changesOf, keptOf, requestOf, SWEEP_OVERLAP_MS } from './sweep-units.ts';
import { deletedSince } from './watermark.ts';

type Module = 'accounts' | 'deals';

/**
 * Records that are gone. Whatever the CRM lists as deleted is looked at again, with what was found gone before, since a record may
 * be restored without counting as changed; and so are the deals of deleted accounts and of restored ones, since a merge may move them without
 * counting as a change either. What is there is a changed record, whatever its time says. Accounts whose labels the CRM was not
 * given are looked at in the same way: what they hold is not what stood before.
 */
export const findRemoved: RunUnit = async (context, row) => {
  const { ports, org, parts } = context;
  const inputs = await context.inputs(row);
  const { cursor } = row.job;
  const former = await formerOf(ports, org, inputs.frozen);
  const listed = await listDeleted(context, inputs, changesOf(cursor));
  if (typeof listed === 'string') return becomeFull(row, listed);

  const objects = createLedgerObjects(ports, org, generationOf(row));
  const owed = await readOwed(ports, org, former.record.id);
  const known = await knownAccounts(context, former, joinIds(listed.accounts, dueOf(owed)));
  const accounts = await lookAgain(context, inputs, 'accounts', { known, gone: former.manifest.gone.accounts });
  const [isListed, isGone] = [new Set(listed.accounts), new Set(accounts.gone)];
  const asked = joinIds(listed.deals, await dealsWithOtherLines(context, inputs, changesOf(cursor)));
  const owners = await findOwners(objects, former.manifest, asked);
  const deals = await lookAgain(context, inputs, 'deals', {
    known: joinIds(
      asked.filter((_, at) => owners.isKnown[at] === 1),
      // Of those that were restored meanwhile, too.
      await dealsUnder(
        objects,
        former.manifest,
        known.filter((id) => isListed.has(id) || isGone.has(id)),
      ),
    ),
    gone: former.manifest.gone.deals,
  });
  const restored = await dealsOfRestored(context, inputs, former.manifest, accounts.there);

  const withThose = async (kind: Module, ...there: readonly (ColumnTable | null)[]): Promise<string[]> => {
    const names = [...cursor[kind].parts];
    for (const table of there) if (table !== null && table.length > 0) names.push(await parts(kind).writeTable(table));
    return names;
  };
  const nameOf = async (ids: BigInt64Array): Promise<string | null> =>
    ids.length === 0 ? null : parts('gone').writeTable(idTable(ids));
  const read = {
    accounts: { ...cursor.accounts, parts: await withThose('accounts', accounts.there) },
    deals: { ...cursor.deals, parts: await withThose('deals', deals.there, restored) },
  };
  const gone = { accounts: await nameOf(accounts.gone), deals: await nameOf(deals.gone) };
  const isIdle = read.accounts.parts.length + read.deals.parts.length + accounts.gone.length + deals.gone.length === 0;
  const changes = { ...changesOf(cursor), gone };
  if (isIdle) await noteNothing(context, former, changes, inputs);
  const counted = owed === null || !isIdle ? null : countOwed(owed);
  const still = counted === null || counted.accounts === 0 ? null : counted;
  return {
    change: moveOn(isIdle ? 'finish' : 'merge', { ...read, changes }, still === null ? {} : { owed: still }),
    rows: accounts.gone.length + deals.gone.length,
    note: still === null ? null : sayOwed(still),
  };
};

async function listDeleted(
  { control }: RunContext,
  { crm, frozen }: RunInputs,
  changes: ChangesCursor,
): Promise<Record<Module, BigInt64Array> | 'changesNotTold' | 'tooMuchChanged'> {
  const { accounts, deals } = frozen.configuration.mapping;
  const asked = deletedSince(changes);
  try {
    return {
      accounts: await crm.readDeleted({ module: accounts.module, since: asked.accounts }, control),
      deals: await crm.readDeleted({ module: deals.module, since: asked.deals }, control),
    };
  } catch (error) {
    const reason = whyNotTold(error);
    if (reason === null) throw error;
    return reason;
  }
}

async function knownAccounts(
  { ports, org }: RunContext,
  { record }: FormerLedger,
  listed: BigInt64Array,
): Promise<BigInt64Array> {
  if (listed.length === 0) return listed;
  const table = await loadAccounts(ports, org, record, ['id']);
  const known = new Set(listed);
  return columnOf(table, 'id', 'id')
    .values.subarray(0, table.length)
    .filter((id) => known.has(id));
}

/** Of the known ids which are gone; rows of those that are there, whether known or taken out before. */
async function lookAgain(
  { control }: RunContext,
  inputs: RunInputs,
  kind: Module,
  { known, gone }: { readonly known: BigInt64Array; readonly gone: readonly string[] },
): Promise<{ readonly there: ColumnTable | null; readonly gone: BigInt64Array }> {
  const ids = joinIds(known, BigInt64Array.from(gone, BigInt));
  if (ids.length === 0) return { there: null, gone: known };
  const found = await inputs.crm.readRows(requestOf(kind, inputs), ids, control);
  const present = new Set(idsOf(found));
  return {
    there: found.length === 0 ? null : await keptOf({ control }, inputs, kind, found),
    gone: known.filter((id) => !present.has(id)),
  };
}

/**
 * Deals of accounts that were taken out and are there again: whether restoring an account gives it its deals back, and whether
 * these count as changed then, nobody documents.
 */
async function dealsOfRestored(
  { control }: RunContext,
  inputs: RunInputs,
  { gone }: LedgerManifest,
  there: ColumnTable | null,
): Promise<ColumnTable | null> {
  if (there === null || gone.accounts.length === 0) return null;
  const were = new Set(gone.accounts);
  const back = idsOf(there).filter((id) => were.has(String(id)));
  const request = requestOf('deals', inputs);
  const owner = request.fields.find(({ as }) => as === DEAL_COLUMNS.account);
  if (back.length === 0 || owner === undefined) return null;
  const found = await inputs.crm.readRelated(request, owner.apiName, back, control);
  return found.length === 0 ? null : keptOf({ control }, inputs, 'deals', found);
}

/** Deals whose line items changed, where products are counted: nobody documents that the deal counts as changed then. */
async function dealsWithOtherLines(
  { control }: RunContext,
  { crm, plan }: RunInputs,
  { since }: ChangesCursor,
): Promise<BigInt64Array> {
  if (plan.units.kind !== 'lineItems') return new BigInt64Array(0);
  const { module, parent } = plan.units.source;
  const fields: FieldRead[] = [
    { apiName: 'id', as: 'id', kind: 'id' },
    { apiName: parent, as: 'parent', kind: 'id' },
  ];
  const parents = new Set<bigint>();
  try {
    let next: string | null = null;
    do {
      const part = crm.readChanges({ module, fields, since: since.deals - SWEEP_OVERLAP_MS }, next, control);
      for await (const lines of part.batches)
        for (const id of columnOf(lines, 'parent', 'id').values.subarray(0, lines.length)) parents.add(id);
      ({ next } = await part.end);
    } while (next !== null);
  } catch (error) {
    // Line items that tell no time of change show by their deals alone.
    if (whyNotTold(error) !== 'changesNotTold') throw error;
  }
  return BigInt64Array.from(parents).sort();
}

async function dealsUnder(
  objects: LedgerObjects,
  { deals }: LedgerManifest,
  accounts: BigInt64Array,
): Promise<BigInt64Array> {
  const shards = new Int32Array(accounts.length);
  createIdRanges(BigInt64Array.from(deals, ({ from }) => BigInt(from))).locate(accounts, accounts.length, shards);
  const wanted = new Set(accounts);
  const found: bigint[] = [];
  for (const shard of new Set(shards)) {
    const name = deals[shard]?.name ?? null;
    if (name === null) continue;
    const table = await objects.read(name);
    const [id, account] = [columnOf(table, L.id, 'id').values, columnOf(table, L.account, 'id').values];
    for (let row = 0; row < table.length; row++) if (wanted.has(account[row] ?? 0n)) found.push(id[row] ?? 0n);
  }
  return BigInt64Array.from(found);
}

function joinIds(some: BigInt64Array, more: BigInt64Array): BigInt64Array {
  return BigInt64Array.from(new Set([...some, ...more])).sort();
}

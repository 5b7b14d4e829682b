import type { ColumnTable } from '#core/columns/column-table.ts';
import { createAscendingIndex } from '#core/columns/ascending-index.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { RfmBasis } from '#core/techniques/rfm/basis.ts';
import { TICKS_PER_UNIT } from '#core/techniques/rfm/aggregate.ts';
import { scoreAt } from '#core/techniques/rfm/steps.ts';
import { accountsChangedSince } from './changes/changed-since.ts';
import { idsOf, locate } from './changes/changed-accounts.ts';
import { pickAccounts } from './changes/find-accounts.ts';
import { readSwept } from './changes/find-beginning.ts';
import { formerOf, type FormerLedger } from './changes/former-ledger.ts';
import { scoreAccounts } from './changes/score-accounts.ts';
import { sameCells } from './changes/same-cells.ts';
import { readBases } from './changes/stored-bases.ts';
import { GENERATION_COLUMNS as C } from './generation.ts';
import { createLedgerObjects } from './ledger/ledger-objects.ts';
import { dropDeadBuffers } from '../shared/jobs/drop-dead-buffers.ts';
import {
  eachAccounts,
  loadAccounts,
  openAccounts,
  readCurrentGeneration,
  type PublishedGeneration,
} from './load-generation.ts';
import { moveOn, type RunContext, type RunInputs, type RunUnit } from './run-context.ts';
import { generationOf, type RunRow } from './run-row.ts';

type Difference = NonNullable<RunRow['difference']>;

/**
 * What runs of what changed compute. Engagement, recommendations and voice they copy as they stand (`carryTechniques`): in those a full
 * run finds what is new since the full run before, which says nothing of the sweeps between.
 */
const SHOWN: readonly string[] = [C.included, C.rfmLabel, C.r, C.f, C.m, C.firmographicsLabel];
const AMOUNTS: readonly string[] = [C.frequency, C.monetary];

/**
 * What a full run found otherwise than the runs of what changed before it had left it, and why: records that the next sweep would
 * have brought, another day, breaks that moved; or nothing of these, which is a change that sweeps missed.
 */
export const compareRun: RunUnit = async (context, row) => {
  const { ports, org } = context;
  const inputs = await context.inputs(row);
  const { former } = inputs.frozen;
  const next = moveOn('sweep', {});
  const standing = await readCurrentGeneration(ports, org);
  const comparable =
    former?.record.ledger !== null &&
    former?.record.configurationVersion === inputs.frozen.configuration.version &&
    standing?.value.id === generationOf(row);
  if (!comparable) return { change: next };
  try {
    const difference = await compare(context, row, inputs);
    return { change: (present) => ({ ...next(present), difference }), rows: difference.accounts };
  } catch (error) {
    // The run is none the worse: without an answer of the CRM, or what stood before, it says no difference rather than a wrong one.
    if (error instanceof CrmError) return { change: next, note: `notCompared: ${error.reason}` };
    if (!(error instanceof StoreError) || error.code !== 'blobDamaged') throw error;
    return { change: next, note: error.code };
  }
};

async function compare(context: RunContext, row: RunRow, inputs: RunInputs): Promise<Difference> {
  const { ports, org } = context;
  const former = await formerOf(ports, org, inputs.frozen);
  const wanted = [C.id, ...SHOWN, ...AMOUNTS, C.recencyDays];
  const before = await loadAccounts(ports, org, former.record, wanted);
  const present = { id: generationOf(row), digests: null };
  const [asOf, asOfNow] = [parseIsoDay(former.record.asOf) ?? inputs.frozen.asOfDay, inputs.frozen.asOfDay];
  const { rfm } = await readBases(ports, org, former.record.id);
  const reasons = { breaksMoved: 0, dayMoved: 0 };
  const others: bigint[] = [];
  const index = createAscendingIndex(idsOf(before));
  const isThere = new Uint8Array(before.length);
  for await (const now of eachAccounts(ports, org, present, wanted)) {
    context.control.throwIfAborted();
    const ids = idsOf(now);
    locate(index, ids).forEach((old, place) => {
      if (old !== -1) isThere[old] = 1;
      if (old !== -1 && sameCells(now, place, before, old, SHOWN)) return;
      const sameInputs = old !== -1 && hasSameInputs(now, place, asOfNow, before, old, asOf);
      if (!sameInputs) others.push(ids[place] ?? 0n);
      else if (asOf !== asOfNow && rfm !== null && hasScores(now, place, rfm)) reasons.dayMoved++;
      else reasons.breaksMoved++;
    });
    dropDeadBuffers();
  }
  const idsBefore = idsOf(before);
  isThere.forEach((there, old) => {
    if (there === 0) others.push(idsBefore[old] ?? 0n);
  });
  const objects = createLedgerObjects(ports, org, generationOf(row));
  const swept = await readSwept(ports, org, former.record.id, former.manifest);
  const told =
    others.length === 0 ? null : await accountsChangedSince(context, inputs, objects, former.manifest, swept);
  const byRecord = others.filter((id) => told?.records.has(id) === true && !told.deals.has(id));
  // Labels that were written to a record count as a change of it, and explain nothing.
  const unchanged = await withSameFields(context, row, inputs, former, byRecord);
  const left = others.filter((id) => unchanged.has(id) || !(told?.records.has(id) || told?.deals.has(id)));
  // Deals that lay ahead count from their day on, and criteria may count days.
  const countLeft = async (): Promise<number> => {
    const now = await pickAccounts(eachAccounts(ports, org, present, wanted), BigInt64Array.from(left));
    return countByDay(context, row, inputs, { now, former, rfm, left });
  };
  const byDay = asOf === asOfNow || left.length === 0 ? 0 : await countLeft();
  const { breaksMoved } = reasons;
  return {
    accounts: others.length + reasons.dayMoved + breaksMoved,
    changed: others.length - left.length,
    breaksMoved,
    dayMoved: reasons.dayMoved + byDay,
    missed: left.length - byDay,
  };
}

/** Which of these accounts have the fields that they had. */
async function withSameFields(
  { ports, org }: RunContext,
  row: RunRow,
  { plan }: RunInputs,
  { record }: FormerLedger,
  accounts: readonly bigint[],
): Promise<ReadonlySet<bigint>> {
  if (accounts.length === 0) return new Set();
  const wanted = BigInt64Array.from(accounts).sort();
  const pick = async (generation: PublishedGeneration): Promise<ColumnTable> => {
    const file = await openAccounts(ports, org, generation);
    try {
      const rows = locate(createIdIndex(file.ids(C.id)), wanted).filter((place) => place !== -1);
      return await file.pick(
        plan.accountFields.map(({ as }) => as).filter((key) => file.has(key)),
        rows,
      );
    } finally {
      await file.close();
    }
  };
  const [before, now] = [await pick(record), await pick({ id: generationOf(row), digests: null })];
  const places = locate(createIdIndex(idsOf(before)), wanted);
  const here = locate(createIdIndex(idsOf(now)), wanted);
  const isSame = (at: number): boolean => {
    const [old, place] = [places[at] ?? -1, here[at] ?? -1];
    return old !== -1 && place !== -1 && sameCells(now, place, before, old);
  };
  return new Set(wanted.filter((_, at) => isSame(at)));
}

/** How many of these accounts are what they are now where the fields and deals known before are taken for today's day. */
async function countByDay(
  { ports, org }: RunContext,
  row: RunRow,
  inputs: RunInputs,
  {
    now,
    former,
    rfm,
    left,
  }: {
    readonly now: ColumnTable;
    readonly former: FormerLedger;
    readonly rfm: RfmBasis | null;
    readonly left: readonly bigint[];
  },
): Promise<number> {
  const { asOfDay } = inputs.frozen;
  const file = await openAccounts(ports, org, former.record);
  try {
    const wanted = BigInt64Array.from(left).sort();
    const rows = locate(createIdIndex(file.ids(C.id)), wanted).filter((place) => place !== -1);
    if (rows.length === 0) return 0;
    const keys = inputs.plan.accountFields.map(({ as }) => as).filter((key) => file.has(key));
    const table = await file.pick(keys, rows);
    const objects = createLedgerObjects(ports, org, generationOf(row));
    const basis = rfm === null ? null : { ...rfm, asOfDay };
    const scored = await scoreAccounts(objects, former.manifest.deals, inputs, table, basis);
    if (!scored.ok) return 0;
    const places = locate(createIdIndex(idsOf(now)), idsOf(scored.value.table));
    return [...places.keys()].filter((at) => {
      const place = places[at] ?? -1;
      return place !== -1 && hasSameInputs(now, place, asOfDay, scored.value.table, at, asOfDay);
    }).length;
  } finally {
    await file.close();
  }
}

function hasSameInputs(
  now: ColumnTable,
  row: number,
  asOfNow: number,
  before: ColumnTable,
  old: number,
  asOf: number,
): boolean {
  if (!sameCells(now, row, before, old, [C.included, C.firmographicsLabel, ...AMOUNTS])) return false;
  return Object.is(asOfNow - numberAt(now, C.recencyDays, row), asOf - numberAt(before, C.recencyDays, old));
}

/** Whether the breaks of before give these scores. */
function hasScores(now: ColumnTable, row: number, { recency, frequency, monetary }: RfmBasis): boolean {
  const days = numberAt(now, C.recencyDays, row);
  if (Number.isNaN(days)) return false;
  const minor = now.columns.get(C.monetary);
  const amount = minor?.kind === 'money' ? (minor.minor[row] ?? Number.NaN) : Number.NaN;
  const ticks = Math.round(numberAt(now, C.frequency, row) * TICKS_PER_UNIT);
  return (
    scoreAt(recency.steps, days) === numberAt(now, C.r, row) &&
    scoreAt(frequency.steps, ticks) === numberAt(now, C.f, row) &&
    scoreAt(monetary.steps, amount) === numberAt(now, C.m, row)
  );
}

function numberAt(table: ColumnTable, key: string, row: number): number {
  const column = table.columns.get(key);
  return column?.kind === 'number' ? (column.values[row] ?? Number.NaN) : Number.NaN;
}

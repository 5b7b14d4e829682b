import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { createAscendingIndex } from '#core/columns/ascending-index.ts';
import type { AccountEvidence } from '#core/labels/evidence.ts';
import { insideMask, membersOf, type Members } from '#core/segments/members.ts';
import { GENERATION_COLUMNS as C, type DealCounts, type Generation, type ModuleRead } from '../generation.ts';
import { CURRENT_GENERATION, type GenerationRecord } from '../generation-record.ts';
import { accountsToAnnounce, keepPlan } from '../keep-plan.ts';
import { withSince } from '../label-history.ts';
import type { LedgerManifest } from '../ledger/ledger-manifest.ts';
import { createLedgerObjects, type LedgerObjects } from '../ledger/ledger-objects.ts';
import { readOwed, withOwedAnnouncements } from '../owed-labels.ts';
import { toBasisTexts } from '../project-basis.ts';
import { publishGeneration } from '../publish-generation.ts';
import { endRun, moveOn, type RunContext, type RunInputs, type RunUnit } from '../run-context.ts';
import { generationOf, type RunRow } from '../run-row.ts';
import { idsOf, type ChangedAccounts } from './changed-accounts.ts';
import { countDeals, type Counts } from './count-deals.ts';
import { findAccounts } from './find-accounts.ts';
import { formerOf, type FormerLedger } from './former-ledger.ts';
import { describeTable } from './describe-table.ts';
import { joinTables } from './join-tables.ts';
import { latestRows } from './latest-rows.ts';
import { readGone, readMerged, type Merged } from './merged.ts';
import { noteNothing } from './note-nothing.ts';
import { planChanges } from './plan-changes.ts';
import { scoreAccounts, shardsOf } from './score-accounts.ts';
import { readBases } from './stored-bases.ts';
import { carryTechniques } from '../techniques/carry-techniques.ts';
import { changesOf } from './sweep-units.ts';
import { nextWatermark } from './watermark.ts';
import { countedAccounts, writeJoined } from './write-joined.ts';

/** Records taken out that are looked for once more by each run: as many as one call asks for. Ids. */
const MAX_GONE = 100;

/**
 * The generation before with the accounts that changed, scored by its breaks. Nothing is published where nothing changed. Done
 * twice it writes the same bytes under the same names, and knows its own flip.
 */
export const publishChanges: RunUnit = async (context, row) => {
  const { ports, org } = context;
  const { cursor } = row.job;
  const now = ports.clock.now();
  if (cursor.publishedAt === null) return { change: moveOn('publish', { publishedAt: new Date(now).toISOString() }) };
  const inputs = await context.inputs(row);
  const changes = changesOf(cursor);
  const former = await formerOf(ports, org, inputs.frozen);
  const merged = await readMerged(context, changes.merged);
  const objects = createLedgerObjects(ports, org, generationOf(row));
  const found = await findAccounts(context, row, former, merged);
  const bases = await readBases(ports, org, former.record.id);
  const scored =
    found.table.length === 0 ? null : await scoreAccounts(objects, merged.deals, inputs, found.table, bases.rfm);
  if (scored?.ok === false) return { change: endRun('refused', { ...scored.error, at: now }) };
  const generation = scored?.value ?? null;

  const asOfDay = inputs.frozen.asOfDay;
  const carried = generation === null ? null : carryTechniques(generation, found.former, former.record);
  const added = carried === null ? null : withSince(carried, found.former, asOfDay);
  const without = new Set([...found.removed, ...idsOf(found.table)]);
  const accounts = { without, rows: added };
  // Of those that changed, or might have.
  const looked = await collectTable(joinTables([found.former], { key: C.id, ...accounts, most: Infinity }));
  const owed = await readOwed(ports, org, former.record.id);
  const plan = await planChanges(objects, former.manifest.evidence, {
    configuration: inputs.frozen.configuration,
    accounts: found,
    table: looked,
    scored: evidenceOf(generation),
    owed: new Set(owed?.accounts.map(({ id }) => BigInt(id))),
  });
  const isSame = merged.shards.length === 0 && without.size === 0;
  if (isSame && plan.request.ids.length === 0) {
    await noteNothing(context, former, changes, inputs);
    return { change: moveOn('finish', {}) };
  }
  const length = former.record.accounts + found.added.size - found.removed.size;
  const table = await countedAccounts(context, former, accounts, length);
  const deals = await countAgain(objects, { former, merged, found, table, asOfDay });
  const described = describeTable(table, bases, former.record, deals);
  const whole: Generation = {
    ...described,
    org: inputs.frozen.org,
    asOfDay,
    minorDigits: former.record.minorDigits,
    table,
    evidenceAt: () => null,
    months: null,
    reads: readsOf(former.record, inputs, table.length, deals.read),
  };
  const id = generationOf(row);
  const ledger: LedgerManifest = {
    ...former.manifest,
    watermark: nextWatermark(changes, inputs.frozen.now),
    sweptAt: inputs.frozen.now,
    deals: merged.deals,
    owners: merged.owners,
    evidence: plan.evidence,
    gone: await goneFrom(context, row, former),
    surplus: changes.surplus,
  };
  const { configuration } = inputs.frozen;
  const labels = { configurationVersion: configuration.version };
  const announced = await accountsToAnnounce(
    ports,
    org,
    { ...labels, table: found.former },
    { ...labels, table: looked },
  );
  const loud = withOwedAnnouncements(announced, owed);
  const chunks = await keepPlan(context.parts('plan'), plan.request, context.limits, loud);
  const { texts, problems } = toBasisTexts(
    { configuration, generation: whole, id, publishedAt: cursor.publishedAt },
    { more: false },
  );
  const basis = texts === null ? null : await context.parts('basis').write(Buffer.from(JSON.stringify(texts)));
  const written = await writeJoined(context, former, {
    id,
    accounts,
    months: generation?.months ?? null,
    table,
    population: described.population,
    moved: { before: membersAmong(found.former, without), now: membersAmong(added, without) },
    members: membersOf(table, described.population),
    asOfDay,
  });
  await context.control.checkpoint();
  await context.job.confirm();
  const published = await publishGeneration(ports, org, {
    id,
    runId: row.id,
    configuration,
    generation: whole,
    table,
    written,
    moved: { former: found.former, table: looked },
    former: {
      item: { key: CURRENT_GENERATION, value: former.record, revision: former.revision },
      table: null,
    },
    ledger,
    leftOut: former.record.leftOut ?? [],
    fullAt: former.record.fullAt,
    publishedAt: cursor.publishedAt,
  });
  if (published === 'overtaken')
    return { change: endRun('failed', { reason: 'publishedMeanwhile', problems: [], at: now }) };
  const warnings = problems.map((problem) => ({ ...problem, params: { ...problem.params } }));
  const projection = { of: plan.request.ids.length, written: 0, failed: 0, failures: [] };
  return {
    change: moveOn(
      'sweep',
      { published: true, plan: chunks, basis, warnings: [...cursor.warnings, ...warnings] },
      { generation: id, projection, repaired: plan.repaired },
    ),
    rows: found.table.length,
    note: id,
  };
};

function evidenceOf(generation: Generation | null): ReadonlyMap<bigint, () => AccountEvidence | null> {
  if (generation === null) return new Map();
  return new Map([...idsOf(generation.table)].map((id, row) => [id, () => generation.evidenceAt(row)] as const));
}

/** Where all deals went: what the shards that may say something else said before is taken out, and what they say now added. */
async function countAgain(
  objects: LedgerObjects,
  {
    former,
    merged,
    found,
    table,
    asOfDay,
  }: {
    readonly former: FormerLedger;
    readonly merged: Merged;
    readonly found: ChangedAccounts;
    readonly table: ColumnTable;
    readonly asOfDay: number;
  },
): Promise<DealCounts> {
  const counts: Counts = { ...former.record.deals };
  const moved = BigInt64Array.from([...found.added, ...found.removed]);
  const shards = new Set([...merged.shards, ...shardsOf(merged.deals, moved)]);
  if (shards.size === 0) return counts;
  const present = createAscendingIndex(idsOf(table));
  const formerly = moved.length === 0 ? present : createAscendingIndex(idsBefore(idsOf(table), found));
  for (const shard of shards) {
    const [before, now] = [former.manifest.deals[shard]?.name ?? null, merged.deals[shard]?.name ?? null];
    if (before !== null) countDeals(counts, await objects.read(before), { accounts: formerly, asOfDay, times: -1 });
    if (now !== null) countDeals(counts, await objects.read(now), { accounts: present, asOfDay, times: 1 });
  }
  return counts;
}

/** Whom the generation before had: of those now without who came, with who left. */
function idsBefore(ids: BigInt64Array, { added, removed }: ChangedAccounts): BigInt64Array {
  const before = new BigInt64Array(ids.length - added.size + removed.size);
  let length = 0;
  for (const id of ids) if (!added.has(id)) before[length++] = id;
  for (const id of removed) before[length++] = id;
  return before.sort();
}

/** Accounts in ABM of a table, of those alone that are replaced. */
function membersAmong(table: ColumnTable | null, replaced: ReadonlySet<bigint>): Members {
  if (table === null || table.length === 0) return new BigInt64Array(0);
  return membersOf(table, insideMask(table, C.included)).filter((id) => replaced.has(id));
}

/** Reading problems are those of the last full run: which of them a changed record has mended is not known. */
function readsOf({ reads }: GenerationRecord, { frozen }: RunInputs, accounts: number, deals: number): ModuleRead[] {
  const { mapping } = frozen.configuration;
  return reads.map(({ module, rows, problems }) => ({
    module,
    report: {
      rows: module === mapping.accounts.module ? accounts : module === mapping.deals.module ? deals : rows,
      problems: problems.map(({ code, column, count, where }) => ({
        code,
        params: column === null ? {} : { column },
        count,
        where,
      })),
    },
  }));
}

async function goneFrom(context: RunContext, row: RunRow, { manifest }: FormerLedger): Promise<LedgerManifest['gone']> {
  const { cursor } = row.job;
  const after = async (kind: 'accounts' | 'deals'): Promise<string[]> => {
    const rows = await latestRows(context.parts(kind), cursor[kind].parts);
    const there = new Set(rows === null ? [] : idsOf(rows));
    const gone = await readGone(context, changesOf(cursor).gone[kind]);
    const left = manifest.gone[kind].filter((id) => !there.has(BigInt(id)) && !gone.has(BigInt(id)));
    return [...left, ...[...gone].map(String)].slice(-MAX_GONE);
  };
  return { accounts: await after('accounts'), deals: await after('deals') };
}

import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import { dropDeadBuffers } from '../shared/jobs/drop-dead-buffers.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { readSwept, type Swept } from './changes/find-beginning.ts';
import { firstWatermark } from './changes/watermark.ts';
import { hashLedgerInputs, type FrozenRun } from './frozen-run.ts';
import type { Generation } from './generation.ts';
import { CURRENT_GENERATION, type GenerationRecord } from './generation-record.ts';
import { findHandEdits } from './hand-edits.ts';
import { accountsToAnnounce, keepPlan } from './keep-plan.ts';
import { readManifest, type LedgerManifest } from './ledger/ledger-manifest.ts';
import { createLedgerObjects } from './ledger/ledger-objects.ts';
import { writeEvidence } from './ledger/write-evidence.ts';
import { HISTORY_COLUMNS, withSince } from './label-history.ts';
import { eachAccounts } from './load-generation.ts';
import { readOwed, withOwedAnnouncements } from './owed-labels.ts';
import { toBasisTexts } from './project-basis.ts';
import { publishGeneration } from './publish-generation.ts';
import { endRun, moveOn, type RunContext, type RunInputs, type RunUnit } from './run-context.ts';
import { generationOf, type RunRow } from './run-row.ts';
import { forgetSubjects } from './techniques/engagement/touch-subjects.ts';
import { coverageOfRun } from './techniques/intake-coverage.ts';
import { forgetInside } from './techniques/labelled-accounts.ts';
import { samplesOf } from './techniques/samples/samples-of.ts';
import { writeAccounts } from './write-accounts.ts';
import { scoreParts } from './score-parts.ts';

/** So little is no weight, even where everything else is held. Bytes. */
const FEW_BYTES = 1024 * 1024;

/**
 * From the parts to the flipped pointer. Done twice it writes the same bytes under the same names, and knows its own flip; what
 * the CRM is to be given is planned here, where the accounts' present label fields are at hand.
 */
export const publishRun: RunUnit = async (context, row) => {
  const { ports, org } = context;
  const { cursor } = row.job;
  const now = ports.clock.now();
  const { publishedAt } = cursor;
  // The instant is part of what is written: it has to be known before.
  if (publishedAt === null) return { change: moveOn('publish', { publishedAt: new Date(now).toISOString() }) };
  forgetSubjects(context);
  forgetInside(context);
  const inputs = await context.inputs(row);
  const { configuration, former: before, asOfDay } = inputs.frozen;
  const scored = await scoreParts(context, row, inputs);
  if (!scored.ok) {
    const { reason, problems } = scored.error;
    ports.logger.warn('run.refused', { dc: org.dc, orgId: org.orgId, runId: row.id, reason });
    return { change: endRun('refused', { reason, problems, at: now }) };
  }
  const { generation, months } = scored.value;
  // What deals were looked up by, and accounts scored by.
  dropDeadBuffers(FEW_BYTES);
  const former =
    before === null
      ? null
      : {
          item: { key: CURRENT_GENERATION, value: before.record, revision: before.revision },
          table: await loadFormer(ports, org, before.record),
        };
  const table = withSince(generation.table, former?.table ?? null, asOfDay);
  const labelled = former?.table ?? null;
  const stood = former === null || labelled === null ? null : { ...former.item.value, table: labelled };
  const edits = await findHandEdits(ports, org, configuration, stood);
  const { request, ...accounts } = await writeAccounts(context, row, { configuration, generation, table, edits });
  const announced = await accountsToAnnounce(ports, org, stood, { configurationVersion: configuration.version, table });
  const owed = before === null ? null : await readOwed(ports, org, before.record.id);
  const loud = withOwedAnnouncements(announced, owed);
  const plan = await keepPlan(context.parts('plan'), request, context.limits, loud, generation.prepareEvidence);
  const id = generationOf(row);
  const ledger = await ledgerOf(context, row, inputs, generation);
  const { texts, problems } = toBasisTexts({ configuration, generation, id, publishedAt }, { more: true });
  const basis = texts === null ? null : await context.parts('basis').write(Buffer.from(JSON.stringify(texts)));
  await context.control.checkpoint();
  await context.job.confirm();
  const published = await publishGeneration(ports, org, {
    id,
    runId: row.id,
    configuration,
    generation,
    table,
    written: {
      digests: { accounts: accounts.sha256, months: months.sha256 },
      kinds: accounts.kinds,
      topAccounts: accounts.topAccounts,
      closingThisMonth: months.closing,
    },
    former,
    ledger,
    // All that a run has to say by now is what it goes without.
    leftOut: cursor.warnings,
    publishedAt,
  });
  if (published === 'overtaken')
    return { change: endRun('failed', { reason: 'publishedMeanwhile', problems: [], at: now }) };
  const warnings = problems.map((problem) => ({ ...problem, params: { ...problem.params } }));
  const of = request.ids.length;
  const readSoFar = coverageOfRun(generation.more).map(({ code, params }) => ({ code, params: { ...params } }));
  const [, , ...others] = generation.reads;
  return {
    change: moveOn(
      'compare',
      { published: true, plan, basis, warnings: [...cursor.warnings, ...warnings] },
      {
        generation: id,
        projection: { of, written: 0, failed: 0, failures: [] },
        repaired: edits?.count() ?? null,
        readOthers: others.map(({ report }) => report.rows),
        ...(readSoFar.length === 0 ? {} : { readSoFar }),
      },
    ),
    rows: table.length,
    note: id,
  };
};

async function ledgerOf(
  { ports, org }: RunContext,
  row: RunRow,
  { frozen, plan }: RunInputs,
  generation: Generation,
): Promise<LedgerManifest> {
  const { starts, deals, owners } = row.job.cursor.ledger;
  const id = generationOf(row);
  const objects = createLedgerObjects(ports, org, id);
  const { org: taken, fields } = frozen;
  return {
    format: 'lodestar.ledger/1',
    watermark: firstWatermark(frozen, await sweptBefore({ ports, org }, frozen)),
    sweptAt: frozen.now,
    inputHash: hashLedgerInputs(frozen, plan),
    inputs: await objects.writeText('inputs', JSON.stringify({ org: taken, fields })),
    deals: deals.map((shard, at) => ({ from: starts?.[at] ?? '0', ...shard })),
    owners,
    evidence: await writeEvidence(objects, generation),
    gone: { accounts: [], deals: [] },
    usualSurplus: surplusOf(row),
    surplus: null,
    isRecounted: row.fullBecause === 'countsDiffer',
    ...samplesOf(row.job.cursor),
  };
}

async function sweptBefore(
  { ports, org }: Pick<RunContext, 'ports' | 'org'>,
  { former }: FrozenRun,
): Promise<Swept | null> {
  try {
    const manifest = former === null ? null : await readManifest(ports, org, former.record);
    return former === null || manifest === null ? null : await readSwept(ports, org, former.record.id, manifest);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'blobDamaged') throw error;
    return null;
  }
}

/** What the CRM counted when the run began, beyond what came of it. */
function surplusOf({ total, job }: RunRow): LedgerManifest['usualSurplus'] {
  const { accounts, deals } = job.cursor;
  return total === null ? null : { accounts: total.accounts - accounts.rows, deals: total.deals - deals.rows };
}

/** null when its bytes are damaged: a run needs only its labels' days, and publishing a sound one is the cure. */
async function loadFormer(ports: WorkPorts, org: OrgKey, former: GenerationRecord): Promise<ColumnTable | null> {
  async function* ranges(): AsyncGenerator<ColumnTable, void, void> {
    for await (const range of eachAccounts(ports, org, former, HISTORY_COLUMNS)) {
      yield range;
      dropDeadBuffers();
    }
  }
  try {
    return await collectTable(ranges(), former.accounts);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'blobDamaged') throw error;
    ports.logger.warn('generation.damaged', { dc: org.dc, orgId: org.orgId, generation: former.id });
    return null;
  }
}

import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import { sweepExports } from '../export/sweep-exports.ts';
import { recordHistory } from '../history/record-history.ts';
import { sweepSegments } from '../segments/sweep-segments.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { readCurrentGeneration } from './load-generation.ts';
import { sayOwed, settleOwed } from './owed-labels.ts';
import { projectBasis } from './project-basis.ts';
import { generationOf } from './run-row.ts';
import { endRun, moveOn, runFolder, type RunContext, type RunUnit } from './run-context.ts';
import { sweepGenerations } from './sweep-generations.ts';

/** `more` is absent in texts that an earlier version kept. */
const textsSchema = z.strictObject({
  basis: z.string(),
  money: z.string(),
  more: z.nullable(z.string()).default(null),
});

/** What nobody reads any more. What is left over costs room, not truth: a store that fails here stops nothing. */
export const sweepRun: RunUnit = async (context, row) => {
  const { ports, org, job } = context;
  const current = await readCurrentGeneration(ports, org);
  if (current?.value.id === generationOf(row)) {
    const { frozen } = await context.inputs(row);
    // What a failing store leaves out the next publish records first (decision 15).
    await softly(ports, org, current.value.id, () => recordHistory(ports, org, current.value, frozen.org.timeZone));
    await softly(ports, org, current.value.id, () =>
      // What was listed under a claim that still held was not another run's: its names are never used again.
      sweepGenerations(ports, org, current.value, () => job.save((present) => present)),
    );
    await sweepExports(ports, org);
    await sweepSegments(ports, org);
  }
  return { change: moveOn('project', { marked: 0, chunk: 0 }) };
};

/** The records that the account panel explains labels by. */
export const writeBasis: RunUnit = async (context, row) => {
  const { cursor, epoch } = row.job;
  if (cursor.basis === null) return { change: moveOn('finish', { marked: 0 }) };
  if (cursor.marked === 0) return { change: moveOn('basis', { marked: epoch }) };
  const { crm } = await context.inputs(row);
  const texts = textsSchema.parse(
    JSON.parse(new TextDecoder().decode(await context.parts('basis').read(cursor.basis))),
  );
  const found = await projectBasis(crm, texts, cursor.marked !== epoch);
  const warnings = found.map(({ code, params, where }) => ({ code, params: { ...params }, where }));
  return { change: moveOn('finish', { marked: 0, warnings: [...cursor.warnings, ...warnings] }) };
};

/** What is owed is noted and parts go; then the row says how it all came out. */
export const finishRun: RunUnit = async (context, row) => {
  const { ports, org } = context;
  const { cursor } = row.job;
  const owed = cursor.settled ? null : await settleOwed(context, row);
  // Noted before the parts go that name it.
  if (owed !== null) {
    const still = owed.accounts === 0 ? null : owed;
    return { change: moveOn('finish', { settled: true }, { owed: still }), note: sayOwed(owed) };
  }
  await removeParts(context, row.id);
  const of = cursor.plan.reduce((sum, { rows }) => sum + rows, 0);
  // The watermark of decision 2: which generation the CRM's fields show, and how completely.
  const failed = of - cursor.written;
  const projection = { of, written: cursor.written, failed, failures: cursor.failures };
  const whole = failed === 0 && cursor.stopped === null;
  const reason = whole ? null : (cursor.stopped ?? 'rowsRefused');
  if (row.repaired !== null && row.repaired > 0)
    ports.logger.info('run.editedByHand', { dc: org.dc, orgId: org.orgId, runId: row.id, rows: row.repaired });
  ports.logger.info('run.projected', {
    dc: org.dc,
    orgId: org.orgId,
    runId: row.id,
    rows: cursor.written,
    failed,
    ...(cursor.stopped === null ? {} : { reason: cursor.stopped }),
  });
  const state = whole ? 'done' : 'publishedPartly';
  return {
    change: endRun(state, { reason, problems: cursor.warnings, at: ports.clock.now() }, { projection }),
    rows: cursor.written,
  };
};

/** Of this run; and of others where it has published: none of them can go on, since another generation stands now. */
async function removeParts({ ports, org, job }: RunContext, runId: string): Promise<void> {
  const current = await readCurrentGeneration(ports, org);
  const all = current?.value.runId === runId;
  await softly(ports, org, current?.value.id ?? '', async () => {
    const found = await ports.blob.list(org, all ? 'runs/' : `${runFolder(runId)}/`);
    await job.save((present) => present);
    for (const { key } of found) await ports.blob.remove(org, key);
  });
}

async function softly(
  { logger }: WorkPorts,
  org: OrgKey,
  generation: string,
  sweep: () => Promise<unknown>,
): Promise<void> {
  try {
    await sweep();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    logger.warn('generation.notSwept', { dc: org.dc, orgId: org.orgId, generation, reason: error.code });
  }
}

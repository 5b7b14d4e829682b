import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { FunctionPorts, Job, WorkPorts } from '../shared/ports.ts';
import { isAbandoned } from '../shared/runs/lease.ts';
import { createJson, createOwnJson, readJson, replaceJson, type JsonItem } from '../shared/stores/json-items.ts';
import {
  isRulesRunOver,
  keptUntil,
  newRulesRun,
  rulesRunKey,
  rulesRunSchema,
  type RulesRunRequest,
  type RulesRunRow,
} from './rules-run-row.ts';

/** One run at a time: the org's last one, and nobody begins another before it has ended. */
const LATEST = 'scoring-rules/latest';
const pointerSchema = z.strictObject({ runId: z.string() });

/** The org's present or last run of the rules; null before the first. */
export async function readLatestRulesRun(
  { store }: Pick<WorkPorts, 'store'>,
  org: OrgKey,
): Promise<JsonItem<RulesRunRow> | null> {
  const pointer = await readJson(store, org, LATEST, pointerSchema);
  return pointer === null ? null : readRulesRun({ store }, org, pointer.value.runId);
}

export function readRulesRun(
  { store }: Pick<WorkPorts, 'store'>,
  org: OrgKey,
  id: string,
): Promise<JsonItem<RulesRunRow> | null> {
  return readJson(store, org, rulesRunKey(id), rulesRunSchema);
}

/**
 * Puts a run into the queue: row, pointer, delivery. null = another one is at work, or one of this name was. Whoever is killed in
 * between leaves a row that nobody points to, or one that is taken up. Throws `StoreError`.
 */
export async function startRulesRun(
  { store, clock, queue }: Pick<FunctionPorts, 'store' | 'clock' | 'queue'>,
  org: OrgKey,
  request: RulesRunRequest,
): Promise<RulesRunRow | null> {
  const pointer = await readJson(store, org, LATEST, pointerSchema);
  const latest = pointer === null ? null : await readRulesRun({ store }, org, pointer.value.runId);
  if (latest !== null && !isRulesRunOver(latest.value)) return null;
  const standing = await readRulesRun({ store }, org, request.id);
  // One of this name that nobody points to was never begun; any other was.
  if (standing !== null && (standing.value.job.epoch > 0 || pointer?.value.runId === request.id)) return null;
  const row = standing?.value ?? newRulesRun(request, clock.now());
  if (standing === null) await createOwnJson(store, org, rulesRunKey(row.id), row, keptUntil(row));
  const value = { runId: row.id };
  const pointed =
    pointer === null ? await createJson(store, org, LATEST, value) : await replaceJson(store, org, pointer, value);
  if (pointed.outcome !== 'written') return null;
  await queue.enqueue({ kind: 'rules', org: { dc: org.dc, orgId: org.orgId }, rulesRunId: row.id });
  return row;
}

/** The run that nobody works on although it has not ended: to be delivered again. `leases` as in `findUnfinishedRuns`. */
export async function findUnfinishedRules(
  ports: Pick<WorkPorts, 'store' | 'clock'>,
  { dc, orgId }: OrgKey,
  leases: 'respected' | 'void',
): Promise<readonly Job[]> {
  const org = { dc, orgId };
  const item = await readLatestRulesRun(ports, org);
  if (item === null || isRulesRunOver(item.value)) return [];
  const { value } = item;
  if (leases === 'respected' && !isAbandoned(value, ports.clock.now())) return [];
  if (leases === 'void')
    await replaceJson(ports.store, org, item, { ...value, job: { ...value.job, leaseUntil: 0 } }, keptUntil(value));
  return [{ kind: 'rules', org, rulesRunId: value.id }];
}

import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { FunctionPorts, Job, WorkPorts } from '../shared/ports.ts';
import { isAbandoned } from '../shared/runs/lease.ts';
import {
  createJson,
  createOwnJson,
  listJson,
  readJson,
  replaceJson,
  type JsonItem,
} from '../shared/stores/json-items.ts';
import {
  INTAKE_PREFIX,
  intakeKey,
  intakeRowSchema,
  isIntakeOver,
  keptUntil,
  newIntakeRow,
  spentOn,
  type IntakeRow,
} from './intake-row.ts';

/** One intake at a time: the org's last one, and nobody begins another before it has ended. */
const LATEST = 'intake/latest';
const pointerSchema = z.strictObject({ intakeId: z.string() });

/** The org's present or last intake; null before the first. */
export async function readLatestIntake(
  { store }: Pick<WorkPorts, 'store'>,
  org: OrgKey,
): Promise<JsonItem<IntakeRow> | null> {
  const pointer = await readJson(store, org, LATEST, pointerSchema);
  return pointer === null ? null : readIntake({ store }, org, pointer.value.intakeId);
}

export function readIntake(
  { store }: Pick<WorkPorts, 'store'>,
  org: OrgKey,
  id: string,
): Promise<JsonItem<IntakeRow> | null> {
  return readJson(store, org, intakeKey(id), intakeRowSchema);
}

/** Credits that intakes took on a day of UTC, one of them left out. */
export async function spentByIntakes(
  { store }: Pick<WorkPorts, 'store'>,
  org: OrgKey,
  day: string,
  except: string | null = null,
): Promise<number> {
  const rows = await listJson(store, org, INTAKE_PREFIX, intakeRowSchema);
  return rows.reduce((sum, { value }) => sum + (value.id === except ? 0 : spentOn(value, day)), 0);
}

/**
 * Puts an intake into the queue: row, pointer, delivery. null = another one is at work, or one of this name was. Whoever is killed in
 * between leaves a row that nobody points to, or one that is taken up. Throws `StoreError`.
 */
export async function startIntake(
  { store, clock, queue }: Pick<FunctionPorts, 'store' | 'clock' | 'queue'>,
  org: OrgKey,
  request: Pick<IntakeRow, 'id' | 'requestedBy'>,
): Promise<IntakeRow | null> {
  const pointer = await readJson(store, org, LATEST, pointerSchema);
  const latest = pointer === null ? null : await readIntake({ store }, org, pointer.value.intakeId);
  if (latest !== null && !isIntakeOver(latest.value)) return null;
  const standing = await readIntake({ store }, org, request.id);
  // One of this name that nobody points to was never begun; any other was.
  if (standing !== null && (standing.value.job.epoch > 0 || pointer?.value.intakeId === request.id)) return null;
  const row = standing?.value ?? newIntakeRow(request, clock.now());
  if (standing === null) await createOwnJson(store, org, intakeKey(row.id), row, keptUntil(row));
  const value = { intakeId: row.id };
  const pointed =
    pointer === null ? await createJson(store, org, LATEST, value) : await replaceJson(store, org, pointer, value);
  if (pointed.outcome !== 'written') return null;
  await queue.enqueue({ kind: 'intake', org: { dc: org.dc, orgId: org.orgId }, intakeId: row.id });
  return row;
}

/** The intake that nobody works on although it has not ended: to be delivered again. `leases` as in `findUnfinishedRuns`. */
export async function findUnfinishedIntake(
  ports: Pick<WorkPorts, 'store' | 'clock'>,
  { dc, orgId }: OrgKey,
  leases: 'respected' | 'void',
): Promise<readonly Job[]> {
  const org = { dc, orgId };
  const item = await readLatestIntake(ports, org);
  if (item === null || isIntakeOver(item.value)) return [];
  const { value } = item;
  if (leases === 'respected' && !isAbandoned(value, ports.clock.now())) return [];
  if (leases === 'void')
    await replaceJson(ports.store, org, item, { ...value, job: { ...value.job, leaseUntil: 0 } }, keptUntil(value));
  return [{ kind: 'intake', org, intakeId: value.id }];
}

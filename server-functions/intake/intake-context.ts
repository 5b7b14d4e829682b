import { sortById } from '#core/columns/sort-by-id.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { formatOrgKey, type OrgKey } from '#core/crm/org-key.ts';
import type { SlicedCrmBatch } from '#core/crm/sliced-crm-batch.ts';
import { idsOf, pickRows } from '#core/intake/contact-shards.ts';
import type { JobControl } from '../shared/jobs/job-control.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { createZoneDay, knownZone } from '../shared/rest/zone-day.ts';
import type { DurableJob } from '../shared/runs/durable-job.ts';
import { createParts, type Parts } from '../shared/runs/parts.ts';
import { createZoneClock } from '../shared/schedule/zone-clock.ts';
import { frozenIntakeSchema, type FrozenIntake } from './frozen-intake.ts';
import { intakeObjects, readManifest, type IntakeManifest } from './intake-manifest.ts';
import { intakeFolder, type IntakeCursor, type IntakeRow, type IntakeStep } from './intake-row.ts';
import type { OrgTime } from './intake-tables.ts';
import type { Purse } from './purse.ts';

/** How large an intake's units are. */
export interface IntakeLimits {
  /** Contacts whose e-mails are asked for at a time. */
  readonly inFlight: number;
  /** Chunks of a day, so that a row can name them all. */
  readonly chunks: number;
  /** Contacts of one chunk at least. */
  readonly chunkContacts: number;
  readonly shardContacts: number;
  /** Shards, and buckets of notes, that one unit makes: what a slice holds. */
  readonly shardsAtOnce: number;
}

export const INTAKE_LIMITS: IntakeLimits = {
  inFlight: 4,
  chunks: 600,
  chunkContacts: 100,
  shardContacts: 10_000,
  shardsAtOnce: 8,
};

/** What one delivery of an intake works with. */
export interface IntakeContext {
  /** On the intake's account. */
  readonly ports: WorkPorts;
  readonly org: OrgKey;
  readonly job: DurableJob<IntakeRow>;
  readonly control: JobControl;
  readonly limits: IntakeLimits;
  readonly purse: Purse;
  /** What this intake alone needs, and what is published. */
  readonly parts: Parts;
  readonly objects: Parts;
  inputs(row: IntakeRow): Promise<IntakeInputs>;
  /** All contacts as the CRM lists them, by id; only after they were read. */
  listed(row: IntakeRow): Promise<ColumnTable>;
}

export interface IntakeInputs {
  readonly frozen: FrozenIntake;
  readonly crm: SlicedCrmBatch;
  readonly time: OrgTime;
  /** What is published; null = nothing. */
  readonly standing: IntakeManifest | null;
}

export type IntakeUnit = (context: IntakeContext, row: IntakeRow) => Promise<(row: IntakeRow) => IntakeRow>;

export function createIntakeContext(
  base: Pick<IntakeContext, 'ports' | 'org' | 'job' | 'control' | 'limits' | 'purse'>,
): IntakeContext {
  const { ports, org, job } = base;
  const parts = createParts(ports.blob, org, `${intakeFolder(job.row.id)}/parts`);
  const objects = intakeObjects(ports, org);
  const load = async (name: string): Promise<IntakeInputs> => {
    const frozen = frozenIntakeSchema.parse(JSON.parse(new TextDecoder().decode(await parts.read(name))));
    const crm = ports.crmFor(org, { org: frozen.org, fields: frozen.fields });
    if (crm === null) throw notInstalled();
    const standing =
      frozen.standing === null ? null : await readManifest(objects, frozen.standing.manifest, formatOrgKey(org));
    return { frozen, crm, time: orgTime(frozen.org.timeZone), standing };
  };
  let inputs: Promise<IntakeInputs> | null = null;
  let listed: Promise<ColumnTable> | null = null;
  return {
    ...base,
    parts,
    objects,
    inputs(row) {
      const { frozen } = row.job.cursor;
      if (frozen === null) throw new TypeError('the intake has not begun');
      return (inputs ??= load(frozen));
    },
    listed: (row) => (listed ??= collectListed(parts, row.job.cursor.contacts.parts)),
  };
}

async function collectListed(parts: Parts, names: readonly string[]): Promise<ColumnTable> {
  async function* each(): AsyncGenerator<ColumnTable, void, void> {
    for (const name of names) yield await parts.readTable(name);
  }
  const all = await collectTable(each());
  if (all.length === 0) return { length: 0, columns: EMPTY_LIST };
  const sorted = sortById(all);
  const ids = idsOf(sorted);
  // Pages of a module that changes meanwhile may overlap.
  return pickRows(sorted, (row) => row === 0 || ids[row] !== ids[row - 1]);
}

const EMPTY_LIST: ColumnTable['columns'] = new Map([
  ['id', { kind: 'id', values: new BigInt64Array() }],
  ['account', { kind: 'id', values: new BigInt64Array() }],
  ['hasAddress', { kind: 'boolean', values: new Uint8Array() }],
  ['lastActivity', { kind: 'number', values: new Float64Array() }],
]);

export function notInstalled(): CrmError {
  return new CrmError('notAuthenticated', 'the extension is not installed in this org');
}

export function orgTime(timeZone: string): OrgTime {
  const zone = knownZone(timeZone);
  const dayOf = createZoneDay(zone);
  const { minuteOf } = createZoneClock(zone);
  return { dayOf, hourOf: (epochMs) => Math.floor(minuteOf(epochMs) / 60) };
}

/** The next row: another place in the cursor, perhaps another step. */
export function moveOn(
  step: IntakeStep,
  cursor: Partial<IntakeCursor>,
  changes: (row: IntakeRow) => Partial<IntakeRow> = () => ({}),
): (row: IntakeRow) => IntakeRow {
  return (row) => ({ ...row, ...changes(row), job: { ...row.job, step, cursor: { ...row.job.cursor, ...cursor } } });
}

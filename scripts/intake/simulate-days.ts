import { coveredPercent, type IntakeCoverage } from '#core/intake/coverage.ts';
import { TEXT_WINDOW_DAYS, TOUCH_WINDOW_DAYS } from '#core/intake/intake-rows.ts';
import { touchNumber } from '#core/techniques/engagement/touches.ts';
import type { Column } from '#core/columns/column-table.ts';
import { encodePieces } from '#core/columns/arrow-columns.ts';
import type { Blob } from '#core/store/blob.ts';
import { publishConfiguration } from '#server-functions/configuration/configuration-store.ts';
import { readCurrentIntake } from '#server-functions/intake/intake-manifest.ts';
import { openIntake } from '#server-functions/intake/open-intake.ts';
import { orgTime } from '#server-functions/intake/intake-context.ts';
import { performIntake } from '#server-functions/intake/perform-intake.ts';
import { readLatestIntake } from '#server-functions/intake/start-intake.ts';
import { tickIntake } from '#server-functions/intake/tick-intake.ts';
import { INTAKE_POLICY_KEY } from '#server-functions/policies/intake-policy.ts';
import { CURRENT_GENERATION, generationBlob } from '#server-functions/score/generation-record.ts';
import type { Job, WorkPorts } from '#server-functions/shared/ports.ts';
import { writePieces } from '#server-functions/shared/stores/blob-bytes.ts';
import { createJson } from '#server-functions/shared/stores/json-items.ts';
import { CONFIGURATION } from '#test/support/configuration-samples.ts';
import { createMemoryOrg } from '#test/support/memory-crm-data.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';
import { FIXTURE } from '#test/support/crm-fixture.ts';
import { publishGeneration } from '#test/support/publish-generation.ts';
import { createSimulatedCrm, FIRST_ACCOUNT, FIRST_CONTACT, type SimulatedCrm } from './simulated-crm.ts';

const ORG = { dc: 'com', orgId: '7001' } as const;
const DAY_MS = 86_400_000;
const START_MS = 60_000;
const EMAIL_SENT = touchNumber('email', 'sent');
/** Of the platform's job functions: a delivery ends there, and another one goes on. */
const SLICE_MS = 15 * 60_000;
export const FIRST_DAY = Date.UTC(2026, 5, 1);

export interface IntakeScale {
  readonly contacts: number;
  readonly accounts: number;
  readonly days: number;
  /** Credits a day. */
  readonly ceiling: number;
  readonly seed: number;
}

export interface SimulatedDay {
  readonly day: string;
  /** By the CRM's own count, and as the intake says. */
  readonly credits: number;
  readonly said: number;
  readonly visited: number;
  readonly deliveries: number;
  readonly stopped: string;
  readonly percent: number;
  readonly coverage: IntakeCoverage;
  readonly seconds: number;
}

export interface SimulatedDays {
  readonly days: readonly SimulatedDay[];
  readonly crm: SimulatedCrm;
  readonly ports: WorkPorts;
  readonly org: typeof ORG;
  readonly clock: { readonly ms: number };
  /** When the last day's intake began; epoch milliseconds. */
  readonly began: number;
}

/** An org's first days of intake: the real job on a simulated CRM, clock and store. `blob` is where objects lie. */
export async function simulateDays(
  scale: IntakeScale,
  blob: Blob,
  { seconds, onDay = () => undefined }: { seconds: () => number; onDay?: (day: SimulatedDay) => void },
): Promise<SimulatedDays> {
  const clock = { ms: FIRST_DAY };
  const time = { now: () => clock.ms };
  const memory = createMemoryOrg(FIXTURE, 1_000n);
  const crm = createSimulatedCrm(memory, { ...scale, firstDay: FIRST_DAY }, clock);
  const store = createMemoryStore(time);
  let ids = 0;
  const ports: WorkPorts = {
    store,
    blob,
    clock: time,
    ids: { next: (prefix) => `${prefix}-${++ids}` },
    logger: { info: () => undefined, warn: () => undefined },
    crmFor: (_org, _frozen, account) => crm.connect(account),
    counterFor: () => null,
    userNamesFor: () => Promise.resolve(new Map()),
  };
  await settle(ports, scale);
  const days: SimulatedDay[] = [];
  for (let index = 0; index < scale.days; index++) {
    clock.ms = FIRST_DAY + index * DAY_MS + START_MS;
    const began = seconds();
    const jobs: Job[] = [];
    await tickIntake({ ...ports, queue: { enqueue: async (job) => void jobs.push(job) } }, ORG);
    let deliveries = 0;
    for (const job of jobs) {
      if (job.kind !== 'intake') continue;
      do deliveries++;
      while ((await performIntake(ports, job, { deadline: clock.ms + SLICE_MS })) === 'again');
    }
    const day = await describe(ports, crm, FIRST_DAY + index * DAY_MS, { deliveries, seconds: seconds() - began });
    onDay(day);
    days.push(day);
  }
  return { days, crm, ports, org: ORG, clock, began: FIRST_DAY + (scale.days - 1) * DAY_MS + START_MS };
}

async function describe(
  ports: WorkPorts,
  crm: SimulatedCrm,
  at: number,
  of: Pick<SimulatedDay, 'deliveries' | 'seconds'>,
): Promise<SimulatedDay> {
  const day = new Date(at).toISOString().slice(0, 10);
  const row = (await readLatestIntake(ports, ORG))?.value;
  const current = (await readCurrentIntake(ports, ORG))?.value;
  if (row?.state !== 'done' || current?.runId !== row.id) throw new Error(`${day}: ${row?.state} ${row?.reason}`);
  return {
    ...of,
    day,
    credits: crm.spent.get(day) ?? 0,
    said: row.spent[day] ?? 0,
    visited: row.visited,
    stopped: row.stopped ?? '',
    percent: coveredPercent(current.coverage) ?? 0,
    coverage: current.coverage,
  };
}

/** Contacts mapped, intake switched on, and a first run behind it, by which one account in five is important. */
async function settle(ports: WorkPorts, { accounts, ceiling }: IntakeScale): Promise<void> {
  const { mapping } = CONFIGURATION;
  const contacts = { module: 'Contacts', fields: { name: 'Full_Name', account: 'Account_Name', email: 'Email' } };
  await publishConfiguration(ports, ORG, { ...CONFIGURATION, version: 1, mapping: { ...mapping, contacts } });
  await createJson(ports.store, ORG, INTAKE_POLICY_KEY, {
    state: 'on',
    mostPerDay: ceiling,
    changedBy: { id: '1', name: 'Ada' },
    changedAt: new Date(FIRST_DAY).toISOString(),
  });
  const record = await publishGeneration(ports, ORG);
  const money = (every: number): Column => ({
    kind: 'money',
    minor: Float64Array.from({ length: accounts }, (_, row) => (row % every === 0 ? (row + 1) * 100 : 0)),
  });
  const columns = new Map<string, Column>([
    ['id', { kind: 'id', values: BigInt64Array.from({ length: accounts }, (_, row) => FIRST_ACCOUNT + BigInt(row)) }],
    ['abm:deals.won', money(3)],
    ['abm:deals.pipeline', money(7)],
  ]);
  const table = { length: accounts, columns };
  const { sha256 } = await writePieces(ports.blob, ORG, generationBlob(record.id, 'accounts'), encodePieces(table));
  const item = await ports.store.read(ORG, CURRENT_GENERATION);
  const value = { ...record, digests: { accounts: sha256, months: record.digests?.months ?? null } };
  await ports.store.replace(ORG, CURRENT_GENERATION, item?.revision ?? '', JSON.stringify(value));
}

/**
 * Contacts of whom something is kept, and how many of them are kept otherwise than the CRM shows them: who was read once and neither wrote nor was
 * written to since the first day has to be there whole, e-mail by e-mail and text by text.
 */
export async function compareKept({ ports, org, crm, clock, began }: SimulatedDays): Promise<{
  readonly compared: number;
  readonly different: number;
}> {
  const reader = await openIntake(ports, org);
  const sent = new Map<bigint, number>();
  const texts = new Map<bigint, number>();
  for await (const points of reader?.touchPoints() ?? [])
    for (let row = 0; row < points.length; row++)
      if (points.touch[row] === EMAIL_SENT) addOne(sent, points.contact[row] ?? 0n);
  for await (const each of reader?.texts() ?? [])
    for (let row = 0; row < each.length; row++) addOne(texts, each.contact[row] ?? 0n);
  const { dayOf } = orgTime(crm.timeZone);
  // Windows end with the day on which the last intake began.
  const today = dayOf(began);
  const isKept = (at: number, days: number): boolean => dayOf(at) > today - days;
  let compared = 0;
  let different = 0;
  for (const contact of new Set([...sent.keys(), ...texts.keys()])) {
    const emails = crm.emailsOf(Number(contact - FIRST_CONTACT), clock.ms);
    if (emails.some(({ at }) => at >= FIRST_DAY)) continue;
    compared++;
    const theirs = emails.filter(({ at, isSent }) => isSent && isKept(at, TOUCH_WINDOW_DAYS)).length;
    const written = emails.filter(({ at, isSent }) => !isSent && isKept(at, TEXT_WINDOW_DAYS)).length;
    if (theirs !== (sent.get(contact) ?? 0) || written !== (texts.get(contact) ?? 0)) different++;
  }
  return { compared, different };
}

function addOne(counts: Map<bigint, number>, key: bigint): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

import { createHash } from 'node:crypto';
import { parseIsoDay } from '#core/crm/days.ts';
import { formatOrgKey, type OrgKey } from '#core/crm/org-key.ts';
import { minuteOfDay, type RefreshPolicy } from '../policies/refresh-policy.ts';
import type { GenerationRecord } from '../score/generation-record.ts';
import { readRun } from '../score/read-run.ts';
import type { WorkPorts } from '../shared/ports.ts';
import type { ScheduleMemory, Timetable } from '../shared/schedule/due-work.ts';
import type { RefreshState } from './refresh-state.ts';

/** Orgs are spread over a quarter of an hour, so that a hundred of them do not all begin at one. Minutes. */
const PHASES = 15;
const MINUTE_MS = 60_000;

export function timetableOf(org: OrgKey, policy: RefreshPolicy, timeZone: string): Timetable {
  return {
    everyMinutes: policy.everyMinutes,
    nightlyMinute: minuteOfDay(policy.nightlyAt),
    timeZone,
    phaseMs: phaseOf(org),
  };
}

/** What the schedule goes by: its own notes, and what is published. Throws `StoreError`. */
export async function readMemory(
  ports: Pick<WorkPorts, 'store'>,
  org: OrgKey,
  { sweptAt, nightly, nightlyBroke, fullSweeps }: RefreshState,
  { asOf, fullAt, publishedAt, runId }: Pick<GenerationRecord, 'asOf' | 'fullAt' | 'publishedAt' | 'runId'>,
): Promise<ScheduleMemory> {
  const made = await readRun(ports, org, runId);
  return {
    sweptAt,
    nightly,
    nightlyBroke,
    fullAt: Date.parse(fullAt ?? publishedAt),
    asOfDay: parseIsoDay(asOf) ?? 0,
    asOfChosen: made !== null && made.value.asOf !== null,
    fullSweeps,
  };
}

/** The same for an org on every machine. Milliseconds. */
function phaseOf(org: OrgKey): number {
  return (createHash('sha256').update(formatOrgKey(org)).digest().readUInt16BE(0) % PHASES) * MINUTE_MS;
}

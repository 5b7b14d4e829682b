import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { createJson, readJson, replaceJson } from '../shared/stores/json-items.ts';
import { readRun } from './read-run.ts';
import { REQUESTED_BY_SCHEDULE, type RunRow } from './run-row.ts';

/** The last run of a person or a night, which screens show. */
const SHOWN = 'run-latest';
/** The last of all: sweeps come each minute, and nobody asked for one. */
const LAST = 'run-last';
const pointerSchema = z.strictObject({ runId: z.string() });

/** The org's current or last run, sweeps by themselves left out; null before the first. */
export function readLatestRun(ports: Pick<WorkPorts, 'store'>, org: OrgKey): Promise<RunRow | null> {
  return follow(ports, org, SHOWN);
}

/** The org's current or last run of any kind; null before the first. */
export function readLastRun(ports: Pick<WorkPorts, 'store'>, org: OrgKey): Promise<RunRow | null> {
  return follow(ports, org, LAST);
}

/** Hints: of two runs that start at once, whichever is written last is the last one. */
export async function noteLatestRun(
  { store }: { readonly store: Store },
  org: OrgKey,
  { id, kind, requestedBy }: Pick<RunRow, 'id' | 'kind' | 'requestedBy'>,
): Promise<void> {
  await point(store, org, LAST, id);
  if (kind === 'full' || requestedBy !== REQUESTED_BY_SCHEDULE) await point(store, org, SHOWN, id);
}

async function follow(ports: Pick<WorkPorts, 'store'>, org: OrgKey, key: string): Promise<RunRow | null> {
  const pointer = await readJson(ports.store, org, key, pointerSchema);
  return pointer === null ? null : ((await readRun(ports, org, pointer.value.runId))?.value ?? null);
}

async function point(store: Store, org: OrgKey, key: string, runId: string): Promise<void> {
  const present = await readJson(store, org, key, pointerSchema);
  if (present === null) await createJson(store, org, key, { runId });
  else await replaceJson(store, org, present, { runId });
}

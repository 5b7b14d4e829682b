import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { createJson, readJson, replaceJson } from '../shared/stores/json-items.ts';
import { readRun } from './read-run.ts';
import type { RunRow } from './run-row.ts';

const LATEST = 'run-latest';
const latestSchema = z.strictObject({ runId: z.string() });

/** The org's current or last run; null before the first. */
export async function readLatestRun(ports: Pick<WorkPorts, 'store'>, org: OrgKey): Promise<RunRow | null> {
  const latest = await readJson(ports.store, org, LATEST, latestSchema);
  return latest === null ? null : ((await readRun(ports, org, latest.value.runId))?.value ?? null);
}

/** A hint for screens: of two runs that start at once, whichever is written last is shown. */
export async function noteLatestRun({ store }: { readonly store: Store }, org: OrgKey, runId: string): Promise<void> {
  const present = await readJson(store, org, LATEST, latestSchema);
  if (present === null) await createJson(store, org, LATEST, { runId });
  else await replaceJson(store, org, present, { runId });
}

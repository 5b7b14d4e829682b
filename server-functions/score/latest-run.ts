import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { createJson, readJson, replaceJson } from '../shared/stores/json-items.ts';
import { runKey, runRowSchema, type RunRow } from './run-row.ts';

const LATEST = 'run-latest';
const latestSchema = z.strictObject({ runId: z.string() });

/** The org's current or last run; null before the first. */
export async function readLatestRun({ store }: { readonly store: Store }, org: OrgKey): Promise<RunRow | null> {
  const latest = await readJson(store, org, LATEST, latestSchema);
  const row = latest === null ? null : await readJson(store, org, runKey(latest.value.runId), runRowSchema);
  return row?.value ?? null;
}

/** A hint for screens: of two runs that start at once, whichever is written last is shown. */
export async function noteLatestRun({ store }: { readonly store: Store }, org: OrgKey, runId: string): Promise<void> {
  const present = await readJson(store, org, LATEST, latestSchema);
  if (present === null) await createJson(store, org, LATEST, { runId });
  else await replaceJson(store, org, present, { runId });
}

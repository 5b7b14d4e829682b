import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { FrozenOrg } from '#core/crm/sliced-crm-batch.ts';
import { formatIsoDay } from '#core/crm/days.ts';
import type { WorkPorts } from '../../shared/ports.ts';
import { createJson, readJson, replaceJson } from '../../shared/stores/json-items.ts';
import { fieldSchema, hashLedgerInputs, orgSchema, type FrozenRun } from '../frozen-run.ts';
import { createLedgerObjects } from '../ledger/ledger-objects.ts';
import { readManifest, type LedgerManifest } from '../ledger/ledger-manifest.ts';
import { readCurrentGeneration } from '../load-generation.ts';
import { isDue, readOwed } from '../owed-labels.ts';
import type { ReadingPlan } from '../plan-reading.ts';
import { readRun } from '../read-run.ts';
import type { FullReason } from './become-full.ts';
import type { ChangesCursor } from './changes-cursor.ts';

/** The CRM keeps deleted records in its bin for 60 days; how long it lists them is not documented. Milliseconds. */
const LONGEST_WITHOUT_SWEEP_MS = 30 * 24 * 60 * 60_000;

/** How far a ledger has been found current since it was published, by runs that found nothing to publish. */
const SWEPT = 'ledger-swept';
const sweptSchema = z.strictObject({
  generation: z.string(),
  sweptAt: z.number(),
  watermark: z.strictObject({ accounts: z.number(), deals: z.number() }),
  surplus: z.strictObject({ accounts: z.int(), deals: z.int() }).nullable(),
});
const ledgerOrgSchema = z.strictObject({ org: orgSchema, fields: z.record(z.string(), z.array(fieldSchema)) });
export type Swept = z.infer<typeof sweptSchema>;

/** Where to begin, or why everything has to be read. Reads our store alone. */
export async function findBeginning(
  ports: Pick<WorkPorts, 'store' | 'blob'>,
  org: OrgKey,
  taken: FrozenRun,
  plan: ReadingPlan,
): Promise<ChangesCursor | FullReason> {
  const record = taken.former?.record ?? null;
  const manifest = record === null ? null : await readManifest(ports, org, record);
  if (record === null || manifest === null) return 'noLedger';
  if (record.configurationVersion !== taken.configuration.version) return 'settingsChanged';
  if (record.asOf !== formatIsoDay(taken.asOfDay)) return 'dayMoved';
  if (manifest.inputHash !== hashLedgerInputs(taken, plan)) return 'orgChanged';
  const { sweptAt, watermark, surplus } = await readSwept(ports, org, record.id, manifest);
  if (taken.now - sweptAt > LONGEST_WITHOUT_SWEEP_MS) return 'sweptTooLongAgo';
  const made = await readRun(ports, org, record.runId);
  const owed = await readOwed(ports, org, record.id);
  // What was not written is named, or it would be lost: a run that broke off says nothing of it.
  const isNamed =
    made === null || made.value.state === 'done' || (made.value.state === 'publishedPartly' && owed !== null);
  if (!isNamed || (owed !== null && owed.over !== null && isDue(owed.over))) return 'labelsNotWritten';
  return {
    since: watermark,
    sweptAt,
    seen: watermark,
    gone: { accounts: null, deals: null },
    surplus,
    merged: null,
  };
}

/** What the org was taken for when the ledger of what is published was read; null = there is none. */
export async function readLedgerOrg(ports: Pick<WorkPorts, 'store' | 'blob'>, org: OrgKey): Promise<FrozenOrg | null> {
  const current = await readCurrentGeneration(ports, org);
  const manifest = current === null ? null : await readManifest(ports, org, current.value);
  if (manifest === null) return null;
  const text = await createLedgerObjects(ports, org, 'read').readText(manifest.inputs);
  return ledgerOrgSchema.parse(JSON.parse(text));
}

/** How far the CRM's changes have been looked through since this generation: as noted last, else as its ledger says. */
export async function readSwept(
  { store }: Pick<WorkPorts, 'store'>,
  org: OrgKey,
  generation: string,
  manifest: LedgerManifest,
): Promise<Swept> {
  const item = await readJson(store, org, SWEPT, sweptSchema);
  if (item?.value.generation === generation) return item.value;
  const { sweptAt, watermark, surplus } = manifest;
  return { generation, sweptAt, watermark, surplus };
}

/** A hint that saves credits: where it is lost, the next run asks for the same changes once more. */
export async function noteSwept({ store }: Pick<WorkPorts, 'store'>, org: OrgKey, swept: Swept): Promise<void> {
  const item = await readJson(store, org, SWEPT, sweptSchema);
  if (item === null) await createJson(store, org, SWEPT, swept);
  else await replaceJson(store, org, item, swept);
}

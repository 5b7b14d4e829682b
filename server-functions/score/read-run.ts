import type { OrgKey } from '#core/crm/org-key.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { readJson, replaceJson, type JsonItem } from '../shared/stores/json-items.ts';
import { lockHolder, releaseRunLock } from './run-lock.ts';
import { ENDED, runKey, runRowSchema, type RunRow } from './run-row.ts';

type Ports = Pick<WorkPorts, 'store' | 'clock'>;

/**
 * A run's row; null = unknown. A row that says "at work" while nobody holds the lock for it died with its process: it is
 * ended as interrupted, and never shown as running for ever.
 */
export async function readRun(ports: Ports, org: OrgKey, id: string): Promise<JsonItem<RunRow> | null> {
  const item = await readJson(ports.store, org, runKey(id), runRowSchema);
  if (item === null || ENDED.has(item.value.state)) return item;
  if ((await lockHolder(ports.store, org)) === id) return item;
  // It may have ended between the two readings.
  const again = await readJson(ports.store, org, runKey(id), runRowSchema);
  return again === null || ENDED.has(again.value.state) ? again : interrupt(ports, org, again);
}

/** For a process that has just started: whatever the store says is at work is not. */
export async function settleInterruptedRun(ports: Ports, org: OrgKey): Promise<void> {
  const id = await lockHolder(ports.store, org);
  if (id === null) return;
  const item = await readJson(ports.store, org, runKey(id), runRowSchema);
  if (item !== null && !ENDED.has(item.value.state)) await interrupt(ports, org, item);
  await releaseRunLock(ports.store, org, id);
}

async function interrupt({ store, clock }: Ports, org: OrgKey, item: JsonItem<RunRow>): Promise<JsonItem<RunRow>> {
  const endedAt = new Date(clock.now()).toISOString();
  const value: RunRow = { ...item.value, state: 'failed', reason: 'interrupted', endedAt };
  const result = await replaceJson(store, org, item, value);
  if (result.outcome === 'written') return { key: item.key, value, revision: result.revision };
  return (await readJson(store, org, item.key, runRowSchema)) ?? item;
}

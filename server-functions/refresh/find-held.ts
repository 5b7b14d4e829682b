import type { OrgKey } from '#core/crm/org-key.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import type { GenerationRecord } from '../score/generation-record.ts';
import { readLastRun } from '../score/latest-run.ts';
import { ENDED } from '../score/run-row.ts';
import type { WorkPorts } from '../shared/ports.ts';

/**
 * What keeps sweeps back until the night's run or a person's: publishing changes no labels by itself, and whoever cancelled a run
 * wanted none. null = nothing. Throws `StoreError`.
 */
export async function findHeld(
  ports: Pick<WorkPorts, 'store'>,
  org: OrgKey,
  { configurationVersion }: Pick<GenerationRecord, 'configurationVersion'>,
): Promise<'runCancelled' | 'settingsChanged' | null> {
  const last = await readLastRun(ports, org);
  if (last?.state === 'cancelled') return 'runCancelled';
  // One that is at work may be the one that brings them.
  if (last !== null && !ENDED.has(last.state)) return null;
  const configuration = await readConfiguration(ports.store, org);
  return configuration === null || configuration.version === configurationVersion ? null : 'settingsChanged';
}

import type { OrgKey } from '#core/crm/org-key.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { readJson, type JsonItem } from '../shared/stores/json-items.ts';
import { runKey, runRowSchema, type RunRow } from './run-row.ts';

/** A run's row; null = unknown. */
export function readRun(
  { store }: Pick<WorkPorts, 'store'>,
  org: OrgKey,
  id: string,
): Promise<JsonItem<RunRow> | null> {
  return readJson(store, org, runKey(id), runRowSchema);
}

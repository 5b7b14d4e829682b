import type { Latest } from './LatestModel.ts';
import type { Preview } from './setup-api.ts';
import type { SnapshotState } from './SnapshotModel.ts';

/**
 * The first numbers of these techniques are under way, and with them the warnings that one would otherwise go past. Neither
 * a count that failed or was cancelled nor an edit's newer numbers keep anybody.
 */
export function isCounting(snapshot: SnapshotState, preview: Latest<Preview>): boolean {
  if (snapshot.kind === 'building') return true;
  return snapshot.kind === 'ready' && preview.answer === null && preview.failure === null;
}

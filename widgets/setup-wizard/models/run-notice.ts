import type { RunStage } from './RunModel.ts';

export type RunNotice = 'disconnected' | 'steerFailed';

/** What stands under the counts of a run. Nothing where the session has ended: the page says that above, once. */
export function runNotice({
  connected,
  failure,
}: Pick<Extract<RunStage, { kind: 'running' }>, 'connected' | 'failure'>): RunNotice | null {
  if (failure === null || failure.reason === 'signedOut') return null;
  return connected ? 'steerFailed' : 'disconnected';
}

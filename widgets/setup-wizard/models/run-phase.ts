import type { RunView } from '#widgets/shared/schemas/run-view.ts';

/** What a run does one after the other, as people are shown it. */
export const RUN_PHASES = ['reading', 'publishing', 'projecting'] as const;
export type RunPhase = (typeof RUN_PHASES)[number];

/** Where a run is, or where it stopped: it pauses while it reads or while it writes, and counts what it writes from then on. null = it waits. */
export function runPhase({ state, projection }: Pick<RunView, 'state' | 'projection'>): RunPhase | null {
  if (state === 'paused') return projection === null ? 'reading' : 'projecting';
  return RUN_PHASES.find((phase) => phase === state) ?? null;
}

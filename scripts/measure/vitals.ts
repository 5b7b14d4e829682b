import type { Frame } from 'playwright-core';
import * as z from 'zod';

/** What one frame has seen since it was loaded. Milliseconds; CLS without a unit. */
export interface Vitals {
  /** null = nothing was painted yet. */
  readonly lcpMs: number | null;
  readonly inpMs: number;
  readonly interactions: number;
  readonly cls: number;
}

/**
 * Installed in every frame before its own scripts. Interactions are the browser's own (Event Timing, with an id); events shorter
 * than 16 ms are not reported one by one, which is why they are counted apart.
 */
export const OBSERVE = `(() => {
  const seen = { lcp: null, shifts: [], durations: new Map() };
  globalThis.lodestarVitals = seen;
  const observe = (options, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ buffered: true, ...options });
  observe({ type: 'largest-contentful-paint' }, (entry) => { seen.lcp = entry.startTime; });
  observe({ type: 'layout-shift' }, (entry) => { if (!entry.hadRecentInput) seen.shifts.push([entry.startTime, entry.value]); });
  observe({ type: 'event', durationThreshold: 16 }, (entry) => {
    if (entry.interactionId) seen.durations.set(entry.interactionId, Math.max(entry.duration, seen.durations.get(entry.interactionId) ?? 0));
  });
})()`;

const seenSchema = z.object({
  lcp: z.number().nullable(),
  shifts: z.array(z.tuple([z.number(), z.number()])),
  durations: z.array(z.number()),
  counted: z.number(),
});

export async function readVitals(frame: Frame): Promise<Vitals> {
  const { lcp, shifts, durations, counted } = seenSchema.parse(
    await frame.evaluate(`(() => {
      const { lcp, shifts, durations } = globalThis.lodestarVitals;
      return { lcp, shifts, durations: [...durations.values()], counted: performance.interactionCount ?? durations.size };
    })()`),
  );
  const interactions = Math.max(counted, durations.length);
  return { lcpMs: lcp, inpMs: deriveInp(durations, interactions), interactions, cls: deriveCls(shifts) };
}

/** The worst interaction, leaving out one for every 50 (web.dev, INP). */
export function deriveInp(durations: readonly number[], interactions: number): number {
  const worstFirst = durations.toSorted((a, b) => b - a);
  return worstFirst[Math.min(Math.floor(interactions / 50), worstFirst.length - 1)] ?? 0;
}

/** The worst window of shifts that follow one another within a second, five seconds long at most (web.dev, CLS). */
export function deriveCls(shifts: readonly (readonly [number, number])[]): number {
  let worst = 0;
  let sum = 0;
  let first = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (const [at, value] of shifts) {
    if (at - last > 1_000 || at - first > 5_000) {
      sum = 0;
      first = at;
    }
    sum += value;
    last = at;
    worst = Math.max(worst, sum);
  }
  return worst;
}

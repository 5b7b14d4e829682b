import type { Frame } from 'playwright-core';
import * as z from 'zod';

/** What one frame has seen since it was loaded. Milliseconds; CLS without a unit. */
export interface Vitals {
  /** null = nothing was painted yet. */
  readonly lcpMs: number | null;
  readonly inpMs: number;
  readonly interactions: number;
  readonly cls: number;
  /** What took longest and on what, the worst first. */
  readonly slowest: readonly string[];
}

/** As many interactions are named as might need a look. */
const NAMED = 5;

/**
 * Installed in every frame before its own scripts. An interaction lasts from the event's own time to the end of the next frame:
 * what the browser's Event Timing measures, taken by hand because a headless browser reports none of it once another window
 * has been open. Down and up of one press or click are one interaction, as long as the longer of them.
 */
export const OBSERVE = `(() => {
  const seen = { lcp: null, shifts: [], durations: [], names: [] };
  globalThis.lodestarVitals = seen;
  const observe = (options, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ buffered: true, ...options });
  observe({ type: 'largest-contentful-paint' }, (entry) => { seen.lcp = entry.startTime; });
  observe({ type: 'layout-shift' }, (entry) => { if (!entry.hadRecentInput) seen.shifts.push([entry.startTime, entry.value]); });
  let current = -1;
  const begins = new Set(['pointerdown', 'keydown']);
  for (const type of ['pointerdown', 'pointerup', 'click', 'keydown', 'keyup']) {
    addEventListener(type, (event) => {
      if (begins.has(type)) {
        current = seen.durations.push(0) - 1;
        const target = event.composedPath()[0];
        seen.names.push([event.key ?? 'press', 'on', target?.localName, target?.type ?? '', target?.className ?? ''].join(' ').trim());
      }
      const interaction = current;
      if (interaction < 0) return;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => {
          seen.durations[interaction] = Math.max(seen.durations[interaction], performance.now() - event.timeStamp);
        };
        port2.postMessage(null);
      });
    }, { capture: true, passive: true });
  }
})()`;

const seenSchema = z.object({
  lcp: z.number().nullable(),
  shifts: z.array(z.tuple([z.number(), z.number()])),
  durations: z.array(z.number()),
  names: z.array(z.string()),
});

export async function readVitals(frame: Frame): Promise<Vitals> {
  const { lcp, shifts, durations, names } = seenSchema.parse(await frame.evaluate('globalThis.lodestarVitals'));
  const inpMs = Math.round(deriveInp(durations, durations.length));
  const slowest = durations
    .map((ms, index) => ({ ms, name: names[index] ?? '' }))
    .toSorted((a, b) => b.ms - a.ms)
    .slice(0, NAMED)
    .map(({ ms, name }) => `${Math.round(ms)} ms ${name}`);
  return { lcpMs: lcp, inpMs, interactions: durations.length, cls: deriveCls(shifts), slowest };
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

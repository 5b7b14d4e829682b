import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import type { FunctionsApi } from '#sandbox/once/functions-api.ts';

/** Between two looks at a run. Milliseconds. */
const LOOK_EVERY_MS = 250;

const startedAnswer = z.object({ run: z.object({ id: z.string() }) });
const runAnswer = z.object({
  run: z.object({
    id: z.string(),
    state: z.string(),
    reason: z.string().nullable(),
    fullBecause: z.string().nullable(),
    difference: z
      .object({ accounts: z.number(), changed: z.number(), breaksMoved: z.number(), missed: z.number() })
      .nullable(),
    problems: z.array(z.object({ code: z.string(), where: z.string() })),
    progress: z.object({ accounts: z.number(), deals: z.number() }),
    projection: z.object({ of: z.number(), written: z.number(), failed: z.number() }).nullable(),
  }),
});
const entry = z.object({ step: z.string(), from: z.string(), to: z.string() });
const logAnswer = z.object({
  log: z.object({ first: z.array(entry), dropped: z.number(), last: z.array(entry) }),
});

export interface ScoredOrg {
  readonly seconds: number;
  readonly accounts: number;
  readonly deals: number;
  /** Accounts whose label fields were written. */
  readonly written: number;
  /** Why a run of what changed has read everything; null = it has not. */
  readonly fullBecause: string | null;
  /** What a full run found otherwise than what stood. */
  readonly difference: z.infer<typeof runAnswer>['run']['difference'];
  /** The longest unit of each step, in seconds: what a delivery may overrun by. */
  readonly longest: ReadonlyMap<string, number>;
}

/** One run to its end. Throws where it ends otherwise than done. */
export async function scoreOrg(api: FunctionsApi, body: Readonly<Record<string, unknown>>): Promise<ScoredOrg> {
  const began = performance.now();
  const { id } = (await api.call('POST', '/v1/runs', startedAnswer, body)).run;
  for (;;) {
    const { run } = await api.call('GET', `/v1/runs/${id}`, runAnswer);
    if (run.state === 'done') {
      const seconds = (performance.now() - began) / 1_000;
      const { log } = await api.call('GET', `/v1/runs/${id}/log`, logAnswer);
      const { accounts, deals } = run.progress;
      return {
        seconds,
        accounts,
        deals,
        written: run.projection?.written ?? 0,
        fullBecause: run.fullBecause,
        difference: run.difference,
        longest: longestUnits([...log.first, ...log.last]),
      };
    }
    if (['publishedPartly', 'refused', 'failed', 'cancelled'].includes(run.state)) {
      const problems = run.problems.map(({ where, code }) => ` ${where} ${code}`).join(';');
      throw new Error(`the run ended as ${run.state} (${run.reason ?? 'no reason'})${problems}`);
    }
    await wait(LOOK_EVERY_MS);
  }
}

function longestUnits(entries: readonly z.infer<typeof entry>[]): ReadonlyMap<string, number> {
  const longest = new Map<string, number>();
  for (const { step, from, to } of entries) {
    const seconds = (Date.parse(to) - Date.parse(from)) / 1_000;
    longest.set(step, Math.max(longest.get(step) ?? 0, seconds));
  }
  return longest;
}

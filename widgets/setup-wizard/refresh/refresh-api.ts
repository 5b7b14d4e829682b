import * as z from 'zod/mini';
import { ok } from '#core/result.ts';
import { ask, type Answer } from '#widgets/shared/backend/ask.ts';
import type { Backend } from '#widgets/shared/backend/backend.ts';

const instant = z.nullable(z.string());
const policySchema = z.object({
  everyMinutes: z.literal([15, 1, null]),
  nightlyAt: z.string().check(z.regex(/^\d\d:\d\d$/)),
  workflows: z.literal(['off', 'onLabelChanges']),
  changedBy: z.nullable(z.string()),
  changedAt: instant,
  revision: z.nullable(z.string()),
});
export type DecidedPolicy = z.infer<typeof policySchema>;
export type Policy = Pick<DecidedPolicy, 'everyMinutes' | 'nightlyAt' | 'workflows'>;

const optionSchema = z.object({
  everyMinutes: z.nullable(z.int()),
  sweepsPerDay: z.int(),
  /** Credits of all sweeps of a day, and of everything that is known. */
  sweeps: z.int(),
  total: z.int(),
});
export type PriceOption = z.infer<typeof optionSchema>;

const entrySchema = z.object({
  at: z.string(),
  until: z.string(),
  times: z.int(),
  kind: z.string(),
  runId: z.nullable(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/))),
  skipped: z.nullable(z.string()),
  /** null = left out, or not ended yet. */
  result: z.nullable(
    z.object({
      state: z.string(),
      reason: z.nullable(z.string()),
      /** Why a look for changes read everything; null = it did not. */
      fullBecause: z.nullable(z.string()),
      /** Accounts that a night's run found otherwise than before; null = it followed no look for changes. */
      differs: z.nullable(z.int()),
      written: z.int(),
      readCredits: z.int(),
      writeCredits: z.int(),
    }),
  ),
});
export type RefreshEntry = z.infer<typeof entrySchema>;

const refreshSchema = z.object({
  policy: policySchema,
  timeZone: z.string(),
  /** null = nothing comes by itself before the first run. */
  next: z.nullable(z.object({ nightly: instant, sweep: instant })),
  fullAt: instant,
  publishedAt: instant,
  price: z.object({
    perSweep: z.int(),
    /** Sweeps that it is the mean of; 0 = by the price list. */
    measured: z.int(),
    projection: z.nullable(z.int()),
    nightly: z.nullable(z.int()),
    /** If the labels of all accounts moved at once, with workflows off and on. */
    allLabels: z.nullable(z.object({ accounts: z.int(), quiet: z.int(), announced: z.int() })),
    options: z.array(optionSchema),
  }),
  dailyCredits: z.nullable(z.int()),
  budget: z.object({ mostPerRun: z.nullable(z.int()), mostPerDay: z.nullable(z.int()) }),
  spentToday: z.int(),
  entries: z.array(entrySchema),
});
export type Refresh = z.infer<typeof refreshSchema>;

/** The server functions behind Setup > Refresh. An answer that does not fit its schema is a failure. */
export interface RefreshApi {
  read(): Answer<Refresh>;
  /** `conflict`: another revision stands. */
  write(policy: Policy, revision: string | null): Answer<DecidedPolicy>;
}

export function createRefreshApi(backend: Backend): RefreshApi {
  return {
    read: () => ask(backend, { method: 'GET', path: '/v1/refresh' }, refreshSchema),
    async write({ everyMinutes, nightlyAt, workflows }, revision) {
      const body = { everyMinutes, nightlyAt, workflows, revision };
      const answer = await ask(
        backend,
        { method: 'PUT', path: '/v1/refresh', body },
        z.object({ policy: policySchema }),
      );
      return answer.ok ? ok(answer.value.policy) : answer;
    },
  };
}

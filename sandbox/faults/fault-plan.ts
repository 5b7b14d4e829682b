import * as z from 'zod';
import { fail, ok, type Result } from '#core/result.ts';
import { FAULTS, type FaultDefinition } from './fault-catalogue.ts';

const MAX_RULES = 50;
const MAX_TIMES = 1_000_000;

/**
 * One line of a plan. `on` "GET /crm/v8/settings/fields?module=Accounts": method (or `*`) and path, `*` within a part of the
 * path, `**` across parts; without "?" the query does not matter. `at` n: from the n-th such call on; `{seed, rate}`: each such
 * call by a draw that the seed fixes.
 */
const ruleSchema = z.strictObject({
  fault: z.string(),
  on: z
    .string()
    .max(300)
    .regex(/^(?:\*|[A-Z]{3,6}) \/\S*$/)
    .optional(),
  /** "com/700010001"; default every org. */
  org: z
    .string()
    .regex(/^[a-z.]+\/\d+$/)
    .optional(),
  at: z
    .union([z.int().min(1).max(MAX_TIMES), z.strictObject({ seed: z.int().min(0), rate: z.number().min(0).max(1) })])
    .optional(),
  times: z.union([z.int().min(1).max(MAX_TIMES), z.literal('always')]).optional(),
});
const planSchema = z.strictObject({ faults: z.array(ruleSchema).max(MAX_RULES) });

export type FaultRule = z.infer<typeof ruleSchema>;

/** A rule with its defaults filled in. */
export interface PlannedFault {
  readonly definition: FaultDefinition;
  readonly on: string;
  readonly org: string | null;
  readonly at: number | { readonly seed: number; readonly rate: number };
  readonly times: number;
}

/** A plan from outside. The error is a sentence that names the place. */
export function parseFaultPlan(value: unknown): Result<readonly PlannedFault[], string> {
  const parsed = planSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return fail(`${(issue?.path ?? []).join('.') || 'plan'}: ${issue?.message ?? 'unreadable'}`);
  }
  const planned: PlannedFault[] = [];
  for (const rule of parsed.data.faults) {
    const definition = FAULTS.find(({ name }) => name === rule.fault);
    if (definition === undefined) return fail(`There is no fault "${rule.fault}".`);
    planned.push(toPlanned(rule, definition));
  }
  return ok(planned);
}

function toPlanned(rule: FaultRule, definition: FaultDefinition): PlannedFault {
  const at = rule.at ?? 1;
  // A rate is meant for as long as it rains.
  const times = rule.times ?? (typeof at === 'number' ? definition.times : 'always');
  return {
    definition,
    on: rule.on ?? definition.on,
    org: rule.org ?? null,
    at,
    times: times === 'always' ? Number.POSITIVE_INFINITY : times,
  };
}

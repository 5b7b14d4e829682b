import * as z from 'zod/mini';
import { fail, ok, type Result } from '#core/result.ts';
import type { Backend, BackendFailure, BackendRequest } from '#widgets/shared/backend/backend.ts';

const policySchema = z.object({
  state: z.enum(['off', 'on']),
  mostPerDay: z.int(),
  changedBy: z.nullable(z.string()),
  changedAt: z.nullable(z.string()),
  revision: z.nullable(z.string()),
});
export type IntakePolicy = z.infer<typeof policySchema>;
export type IntakeChoice = Pick<IntakePolicy, 'state' | 'mostPerDay'>;

const intakeSchema = z.object({
  policy: policySchema,
  /** In the CRM; null = it does not say. */
  contacts: z.nullable(z.int()),
  /** Under it no reading is switched on: listing the contacts would take most of it. Credits a day. */
  least: z.int(),
  ready: z.boolean(),
  coverage: z.object({ withAddress: z.int(), read: z.int(), oldestReadAt: z.nullable(z.string()) }),
  /** null = nothing was read yet, or there is nobody to read. */
  percent: z.nullable(z.int()),
  ceilingToday: z.int(),
  spentToday: z.int(),
  intake: z.nullable(z.object({ state: z.string(), reason: z.nullable(z.string()) })),
});
export type Intake = z.infer<typeof intakeSchema>;

type Answer<T> = Promise<Result<T, BackendFailure>>;

/** The server function behind "Emails and notes" of Setup > Credits. An answer that does not fit its schema is a failure. */
export interface IntakeApi {
  read(): Answer<Intake>;
  /** `conflict`: another revision stands. */
  write(choice: IntakeChoice, revision: string | null): Answer<IntakePolicy>;
}

export function createIntakeApi(backend: Backend): IntakeApi {
  async function ask<T>(request: BackendRequest, schema: z.ZodMiniType<T>): Answer<T> {
    const answer = await backend.call(request);
    if (!answer.ok) return answer;
    const parsed = schema.safeParse(answer.value);
    return parsed.success ? ok(parsed.data) : fail({ reason: 'failed', code: 'unreadableAnswer' });
  }
  return {
    read: () => ask({ method: 'GET', path: '/v1/intake' }, intakeSchema),
    async write({ state, mostPerDay }, revision) {
      const body = { state, mostPerDay, revision };
      const answer = await ask({ method: 'PUT', path: '/v1/intake', body }, z.object({ policy: policySchema }));
      return answer.ok ? ok(answer.value.policy) : answer;
    },
  };
}

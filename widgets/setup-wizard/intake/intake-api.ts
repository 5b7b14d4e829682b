import * as z from 'zod/mini';
import { ok } from '#core/result.ts';
import { ask, type Answer } from '#widgets/shared/backend/ask.ts';
import type { Backend } from '#widgets/shared/backend/backend.ts';

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
  /** ISO instant of that number: it is kept for a day. */
  countedAt: z.catch(z.nullable(z.string()), null),
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

/** The server function behind "Emails and notes" of Setup > Credits. An answer that does not fit its schema is a failure. */
export interface IntakeApi {
  /** `count`: `now` asks the CRM how many contacts there are, for a credit; `kept` only where the last count is of another day. */
  read(count: 'kept' | 'now'): Answer<Intake>;
  /** `conflict`: another revision stands. */
  write(choice: IntakeChoice, revision: string | null): Answer<IntakePolicy>;
}

export function createIntakeApi(backend: Backend): IntakeApi {
  return {
    read: (count) =>
      ask(backend, { method: 'GET', path: `/v1/intake${count === 'now' ? '?count=now' : ''}` }, intakeSchema),
    async write({ state, mostPerDay }, revision) {
      const body = { state, mostPerDay, revision };
      const answer = await ask(
        backend,
        { method: 'PUT', path: '/v1/intake', body },
        z.object({ policy: policySchema }),
      );
      return answer.ok ? ok(answer.value.policy) : answer;
    },
  };
}

import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type * as z from 'zod';
import { RefusedError, type FunctionContext } from '../http/function-app.ts';
import type { FunctionPorts } from '../ports.ts';
import type { WorkQuestion } from './work-question.ts';

const STATUS: ReadonlyMap<string, ContentfulStatusCode> = new Map([
  ['unknown', 404],
  ['noGeneration', 409],
  ['notConfigured', 409],
  ['superseded', 409],
  ['gone', 410],
  ['doesNotFit', 422],
]);

/** The work thread's answer as the response, or its refusal with a status. */
export async function answerFrom(
  c: FunctionContext,
  ports: Pick<FunctionPorts, 'ask'>,
  question: WorkQuestion,
): Promise<Response> {
  const answer = await askWork(ports, question);
  return c.body(answer, 200, { 'content-type': 'application/json; charset=utf-8' });
}

/** The work thread's answer for a handler that goes on with it; its refusal is the handler's. */
export async function valueFrom<T>(
  ports: Pick<FunctionPorts, 'ask'>,
  question: WorkQuestion,
  schema: z.ZodType<T>,
): Promise<T> {
  return schema.parse(JSON.parse(await askWork(ports, question)));
}

async function askWork({ ask }: Pick<FunctionPorts, 'ask'>, question: WorkQuestion): Promise<string> {
  const answer = await ask(question);
  if (answer.ok) return answer.value;
  const { reason, problems } = answer.error;
  const status = STATUS.get(reason) ?? (reason.startsWith('crm.') ? 502 : 503);
  const code = reason.includes('.') ? reason : `${question.kind}.${reason}`;
  throw new RefusedError(status, { code, ...(problems.length === 0 ? {} : { problems }) });
}

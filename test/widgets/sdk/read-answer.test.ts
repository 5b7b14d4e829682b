import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { CrmError } from '#core/crm/crm-error.ts';
import { createManualTimer } from '#test/support/manual-timer.ts';
import { CALL_MS, readAnswer } from '#widgets/shared/sdk/read-answer.ts';

const schema = z.object({ data: z.array(z.object({ id: z.string() })) });
const GOOD = { data: [{ id: '1' }] };
const read = (call: () => Promise<unknown>) => readAnswer(call, schema, createManualTimer());
const reasonOf = async (call: () => Promise<unknown>): Promise<string> => {
  const error: unknown = await read(call).catch((caught: unknown) => caught);
  return error instanceof CrmError ? error.reason : `not a CrmError: ${String(error)}`;
};

test('an answer comes as an object or as JSON text', async () => {
  expect(await read(() => Promise.resolve(GOOD))).toEqual(GOOD);
  expect(await read(() => Promise.resolve(JSON.stringify(GOOD)))).toEqual(GOOD);
});

test.for([[''], [null], [undefined]])('an empty answer (%j) is nothing found, not a failure', async ([answer]) => {
  expect(await read(() => Promise.resolve(answer))).toBeNull();
});

const CODES = [
  ['NO_PERMISSION', 'noPermission'],
  ['no_permission', 'noPermission'],
  ['OAUTH_SCOPE_MISMATCH', 'scopeMissing'],
  ['INVALID_TOKEN', 'notAuthenticated'],
  ['INVALID_MODULE', 'invalidModule'],
  ['INVALID_QUERY', 'invalidQuery'],
  ['SYNTAX_ERROR', 'invalidQuery'],
  ['INVALID_DATA', 'invalidData'],
  ['INTERNAL_ERROR', 'unavailable'],
  ['A_CODE_OF_NEXT_YEAR', 'unavailable'],
] as const;

test.for(CODES)('%s means %s, as payload, as rejection and as JSON text of either', async ([code, reason]) => {
  const failure = { code, message: 'no', details: { permissions: ['x'] }, status: 'error' };
  const answers = [
    () => Promise.resolve(failure),
    () => Promise.resolve(JSON.stringify(failure)),
    // The SDK rejects with a plain object, not an Error.
    () => Promise.reject(failure),
    () => Promise.reject(JSON.stringify(failure)),
  ];
  expect(await Promise.all(answers.map(reasonOf))).toEqual(answers.map(() => reason));
});

test('the vendor’s own code and keys travel with the error', async () => {
  const call = () => Promise.reject({ code: 'NO_PERMISSION', details: { permissions: ['Crm_Implied_View_Deals'] } });
  await expect(read(call)).rejects.toMatchObject({
    details: { code: 'NO_PERMISSION', permissions: ['Crm_Implied_View_Deals'] },
  });
});

test.for([['<html>502</html>'], [42], [true], [{ data: 'none' }], [{ data: [{ id: 7 }] }], [[]], ['{"data":']])(
  'a shape that is not known (%j) is unreadable, never an empty list',
  async ([answer]) => {
    expect(await reasonOf(() => Promise.resolve(answer))).toBe('unreadableAnswer');
  },
);

test('an error without a code, or a call before the handshake, is unavailable', async () => {
  expect(await reasonOf(() => Promise.reject(new Error('boom')))).toBe('unavailable');
  expect(
    await reasonOf(() => {
      throw new Error('Parentwindow reference not found.');
    }),
  ).toBe('unavailable');
});

test('a call that is never answered times out, and an answered one leaves no timer', async () => {
  const timer = createManualTimer();
  const waiting = readAnswer(() => new Promise(() => undefined), schema, timer).catch((error: unknown) => error);
  await timer.run(CALL_MS - 1);
  expect(timer.waiting()).toBe(1);
  await timer.run(1);
  expect(await waiting).toMatchObject({ reason: 'timeout' });
  await readAnswer(() => Promise.resolve(GOOD), schema, timer);
  expect(timer.waiting()).toBe(0);
});

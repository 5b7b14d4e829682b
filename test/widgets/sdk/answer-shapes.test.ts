import { expect, test } from 'vitest';
import type * as z from 'zod/mini';
import { CrmError } from '#core/crm/crm-error.ts';
import { createManualTimer } from '#test/support/manual-timer.ts';
import {
  connectionSchema,
  functionSchema,
  toFunctionOutput,
  toVariables,
  toWrites,
  variablesSchema,
  writesSchema,
} from '#test/support/answer-shapes.ts';
import { readAnswer } from '#widgets/shared/sdk/read-answer.ts';
import { toPage } from '#widgets/shared/sdk/sdk-record-reader.ts';
import { fieldsSchema, recordsSchema, toFields, toUser, usersSchema } from '#widgets/shared/sdk/zoho-shapes.ts';

/** An answer as the SDK gives it: object, JSON text; read by the one normaliser. */
async function read<T extends z.ZodMiniType, R>(
  answer: unknown,
  schema: T,
  to: (value: z.infer<T>) => R,
): Promise<readonly (R | null)[]> {
  const spellings = [answer, JSON.stringify(answer)];
  return await Promise.all(
    spellings.map(async (spelling) => {
      const value = await readAnswer(() => Promise.resolve(spelling), schema, createManualTimer());
      return value === null ? null : to(value);
    }),
  );
}
const twice = (value: unknown) => [value, value];

const user = { id: '7', profile: { id: '9' }, language: 'es_ES' };
const written = { code: 'SUCCESS', details: { id: '5' }, message: 'record updated', status: 'success' };
const refused = { code: 'INVALID_DATA', details: { api_name: 'Phone' }, message: 'invalid data', status: 'error' };
const rows = [
  { ok: true, code: null, id: '5' },
  { ok: false, code: 'INVALID_DATA', id: null },
];
const page = { records: [{ id: '1' }], moreRecords: true };

/** Every row of what the SDK is known to return. Source: Zoho Embedded App SDK, published source. */
const ROWS: readonly (readonly [name: string, got: () => Promise<unknown>, expected: unknown])[] = [
  [
    'a list says whether there is more',
    () =>
      read(
        { data: [{ id: '1' }], info: { per_page: 1, count: 1, page: 1, more_records: true } },
        recordsSchema,
        toPage,
      ),
    page,
  ],
  [
    'coql says so without pages',
    () => read({ data: [{ id: '1' }], info: { count: 1, more_records: true } }, recordsSchema, toPage),
    page,
  ],
  [
    'a list without info is all there is',
    () => read({ data: [{ id: '1' }] }, recordsSchema, toPage),
    { ...page, moreRecords: false },
  ],
  ['a write says so per row', () => read({ data: [written, refused] }, writesSchema, toWrites), rows],
  ['an upsert may do it in a bare array', () => read([written, refused], writesSchema, toWrites), rows],
  ['metadata has its own key', () => read({ fields: [] }, fieldsSchema, toFields), []],
  ['the user comes flat', () => read(user, usersSchema, (it) => toUser(it)?.id), '7'],
  ['the user comes wrapped', () => read({ users: [user] }, usersSchema, (it) => toUser(it)?.id), '7'],
  [
    'a function returns a text',
    () =>
      read(
        { code: 'success', details: { output: '{"n":1}', type: 'string', id: '3' }, message: 'function executed' },
        functionSchema,
        toFunctionOutput,
      ),
    '{"n":1}',
  ],
  [
    'or nothing',
    () =>
      read({ code: 'success', details: { output: null, type: 'void' }, message: '' }, functionSchema, toFunctionOutput),
    null,
  ],
  [
    'a connection spells its code in capitals',
    () => read({ code: 'SUCCESS', details: { statusMessage: 'OK' } }, connectionSchema, (it) => it.details),
    { statusMessage: 'OK' },
  ],
  [
    'one variable',
    () => read({ Success: { Content: 'x' } }, variablesSchema, (it) => Object.fromEntries(toVariables(it, 'a'))),
    { a: 'x' },
  ],
  [
    'several variables',
    () =>
      read({ Success: { content: { a: { value: 'x' }, b: { value: 2 } } } }, variablesSchema, (it) =>
        Object.fromEntries(toVariables(it, '')),
      ),
    { a: 'x', b: 2 },
  ],
];

test.each(ROWS)('%s, as object and as JSON text', async (_name, got, expected) => {
  expect(await got()).toEqual(twice(expected));
});

const SCHEMAS = {
  recordsSchema,
  writesSchema,
  fieldsSchema,
  usersSchema,
  functionSchema,
  connectionSchema,
  variablesSchema,
};

test.each(Object.entries(SCHEMAS))(
  '%s: nothing is nothing, a failure a failure, the rest unreadable',
  async (_name, schema) => {
    const reason = async (call: () => Promise<unknown>): Promise<unknown> => {
      try {
        return await readAnswer(call, schema, createManualTimer());
      } catch (error) {
        return error instanceof CrmError ? error.reason : error;
      }
    };
    for (const empty of ['', null, undefined]) expect(await reason(() => Promise.resolve(empty))).toBeNull();
    const failures: readonly (readonly [unknown, string])[] = [
      [{ code: 'NO_PERMISSION', details: {}, message: 'permission denied', status: 'error' }, 'noPermission'],
      [{ code: 'INTERNAL_ERROR', message: 'x' }, 'unavailable'],
      [{ errorType: 'PermissionException', errorMessage: 'x' }, 'noPermission'],
      [{ error: { errorType: 'ConnectionError', errorMessage: 'x' } }, 'unavailable'],
      [{ error: { errorType: 'ZrcValidationError', errorMessage: 'x' } }, 'invalidData'],
    ];
    for (const [failure, expected] of failures) {
      const ways = [
        () => Promise.resolve(failure),
        () => Promise.resolve(JSON.stringify(failure)),
        () => Promise.reject(failure),
        () => Promise.reject(JSON.stringify(failure)),
      ];
      expect([failure, await Promise.all(ways.map(reason))]).toEqual([failure, ways.map(() => expected)]);
    }
    for (const odd of [7, true, '<html>', '{"data":', { anything: 1 }, [7]]) {
      expect([odd, await reason(() => Promise.resolve(odd))]).toEqual([odd, 'unreadableAnswer']);
    }
  },
);

test('a success of another shape is not taken for a failure of the CRM', async () => {
  const answer = { code: 'success', details: {}, message: 'function executed' };
  await expect(readAnswer(() => Promise.resolve(answer), recordsSchema, createManualTimer())).rejects.toMatchObject({
    reason: 'unreadableAnswer',
  });
});

import { expect, test } from 'vitest';
import * as z from 'zod';
import { CrmError } from '#core/crm/crm-error.ts';
import { createPresentedToken } from '#server-functions/shared/rest/access-tokens.ts';
import { queryRows, QUERY_UP_TO_ROWS } from '#server-functions/shared/rest/query-rows.ts';
import { createRestSender } from '#server-functions/shared/rest/send-rest.ts';

type Row = Readonly<Record<string, unknown>> & { readonly id: string };

const queryOf = z.object({ select_query: z.string() });

/** A CRM that counts and lists these rows by COQL, two a page. */
function crmOf(rows: readonly Row[], counted = rows.length) {
  const queries: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const query = queryOf.parse(await new Request(input, init).json()).select_query;
    queries.push(query);
    if (query.includes('COUNT')) return Response.json({ data: [{ 'COUNT(id)': counted }] });
    const after = /id > '(\d+)'/.exec(query)?.[1] ?? '0';
    const left = rows.filter(({ id }) => BigInt(id) > BigInt(after));
    if (left.length === 0) return new Response(null, { status: 204 });
    return Response.json({ data: left.slice(0, 2), info: { more_records: left.length > 2 } });
  };
  const rest = createRestSender({ fetch, apiUrl: 'https://crm.example', tokens: createPresentedToken('t') });
  return { queries, rest };
}

const read = (rest: ReturnType<typeof crmOf>['rest'], fields: readonly string[]) =>
  queryRows(rest, { module: 'Accounts', fields }, { upToRows: QUERY_UP_TO_ROWS });
const textOf = (chunks: readonly Uint8Array[] | null) => chunks?.map((chunk) => Buffer.from(chunk).toString()).join('');

test('pages follow each other by id, and values stand as bulk read writes them', async () => {
  const { queries, rest } = crmOf([
    { id: '1', Name: 'A "quoted", long\nname', Amount: 10.5, Owner: { id: '9', name: 'Ann' }, Flag: true },
    { id: '2', Name: null, Amount: null, Owner: null, Tags: ['x', 'y'] },
    { id: '9007199254740993', Name: ' ', Amount: -3, Flag: false },
  ]);
  expect(textOf(await read(rest, ['id', 'Name', 'Amount', 'Owner', 'Flag', 'Tags']))).toBe(
    [
      'id,Name,Amount,Owner,Flag,Tags',
      '1,"A ""quoted"", long\nname",10.5,9,true,',
      '2,,,,,x;y',
      '9007199254740993, ,-3,,false,',
      '',
    ].join('\r\n'),
  );
  expect(queries.slice(1).map((query) => query.replace(/^.*where /, ''))).toEqual([
    'id is not null order by id asc limit 2000',
    "id > '2' order by id asc limit 2000",
  ]);
});

test.each([
  // What a failing gateway says as well.
  ['no rows at all', crmOf([])],
  ['more rows than queries are cheaper for', crmOf([{ id: '1' }], QUERY_UP_TO_ROWS + 1)],
  ['a number that JSON rounds', crmOf([{ id: '1', Name: 1_234_567_890_123_456 }])],
  ['a value of another shape', crmOf([{ id: '1', Name: { nested: true } }])],
])('%s: bulk read takes it', async (_, { rest }) => {
  expect(await read(rest, ['id', 'Name'])).toBeNull();
});

test('what a query refuses is left to bulk read, what breaks is said', async () => {
  const answering = (answer: () => Response) =>
    createRestSender({
      fetch: () => Promise.resolve(answer()),
      apiUrl: 'https://crm.example',
      tokens: createPresentedToken('t'),
      retryDelay: { initialMs: 1, maxMs: 1 },
    });
  const refused = answering(() => Response.json({ code: 'INVALID_QUERY', status: 'error' }, { status: 400 }));
  expect(await read(refused, ['id'])).toBeNull();
  expect(await read(refused, ['id', 'no name'])).toBeNull();
  const broken = answering(() => new Response('', { status: 503 }));
  await expect(read(broken, ['id'])).rejects.toThrow(CrmError);
});

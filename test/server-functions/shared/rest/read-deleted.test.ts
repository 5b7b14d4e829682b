import { expect, test } from 'vitest';
import { createPresentedToken } from '#server-functions/shared/rest/access-tokens.ts';
import { readDeletedIds } from '#server-functions/shared/rest/read-deleted.ts';
import { createRestSender } from '#server-functions/shared/rest/send-rest.ts';

const SINCE = Date.UTC(2026, 0, 15, 9, 0, 0, 900);

/** A CRM that answers as `answer` says, call by call. */
function answering(answer: (call: number, url: URL, since: string | null) => Response) {
  const calls: string[] = [];
  const fetch: typeof globalThis.fetch = async (input, init) => {
    const { url, headers } = new Request(input, init);
    const { pathname, search } = new URL(url);
    const call = calls.push(pathname + search);
    return answer(call, new URL(url), headers.get('If-Modified-Since'));
  };
  const options = { fetch, apiUrl: 'https://crm.example', tokens: createPresentedToken('t') };
  return { calls, rest: createRestSender({ ...options, retryDelay: { initialMs: 1, maxMs: 1 } }) };
}

const page = (ids: readonly number[], more: boolean): Response =>
  Response.json({ data: ids.map((id) => ({ id: String(id) })), info: { more_records: more } });
const read = ({ rest }: ReturnType<typeof answering>) => readDeletedIds(rest, { module: 'Deals', since: SINCE });
const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

test('one page is asked for once, from the whole second on', async () => {
  const crm = answering((_call, _url, since) => {
    expect(since).toBe('2026-01-15T09:00:00+00:00');
    return page([30, 4, 30], false);
  });
  expect([...(await read(crm))]).toEqual([4n, 30n]);
  expect(crm.calls).toEqual(['/crm/v8/Deals/deleted?type=all&page=1&per_page=200']);
});

test('a record that moves to an earlier page while the pages are read is found all the same', async () => {
  // Newest first; after the first page one of it is restored, and all others move up by one.
  let listed = numbers(1, 451);
  const crm = answering((call, url) => {
    const first = (Number(url.searchParams.get('page')) - 1) * 200;
    const shown = page(listed.slice(first, first + 200), listed.length > first + 200);
    if (call === 1) listed = listed.filter((id) => id !== 17);
    return shown;
  });
  expect([...(await read(crm))].map(Number)).toEqual(numbers(1, 451));
});

test('nothing deleted is 304, or no content twice from a CRM that does answer', async () => {
  const unchanged = answering(() => new Response(null, { status: 304 }));
  expect([...(await read(unchanged))]).toEqual([]);
  expect(unchanged.calls).toHaveLength(1);
  const silent = answering((_call, url) =>
    url.pathname.endsWith('/org') ? Response.json({ org: [] }) : new Response(null, { status: 204 }),
  );
  expect([...(await read(silent))]).toEqual([]);
  const once = answering((call) => (call === 1 ? new Response(null, { status: 204 }) : page([9], false)));
  expect([...(await read(once))]).toEqual([9n]);
  const broken = answering(() => new Response(null, { status: 204 }));
  await expect(read(broken)).rejects.toMatchObject({ reason: 'unreadableAnswer' });
});

test('more than a full run costs is refused by name', async () => {
  const endless = answering((call) => page(numbers(call * 200, call * 200 + 200), true));
  await expect(read(endless)).rejects.toMatchObject({
    reason: 'limitExceeded',
    details: { code: 'tooManyChanges' },
  });
  expect(endless.calls.length).toBeLessThan(60);
});

test('a module without such a list is refused by name', async () => {
  const crm = answering(() => Response.json({ code: 'INVALID_URL_PATTERN', details: {} }, { status: 404 }));
  await expect(read(crm)).rejects.toMatchObject({ name: 'CrmError', reason: 'invalidModule' });
});

import { expect, test } from 'vitest';
import type { OrgKey } from '#core/crm/org-key.ts';
import { fail } from '#core/result.ts';
import { StoreError } from '#core/store/store-error.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import { createCredentials } from '#server-functions/shared/identity/credentials.ts';
import { createIdentifyAny } from '#server-functions/shared/identity/identify-session.ts';
import { createSessions, SESSION_MS } from '#server-functions/shared/identity/sessions.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';

const ORG: OrgKey = { dc: 'com', orgId: '700010001' };

function world() {
  let now = 0;
  let tokens = 0;
  const store = createMemoryStore({ now: () => now });
  const sessions = createSessions({ store, now: () => now, randomToken: () => String(++tokens).padStart(43, 'x') });
  const credentials = createCredentials(store, new Uint8Array(32));
  const made: string[] = [];
  const identify = createIdentifyAny({
    sessions,
    credentials,
    clock: { now: () => now },
    gridOf: () => Promise.resolve(null),
    byToken: () => Promise.resolve(fail('notAuthenticated')),
    tokensFrom: (_, refreshToken) => {
      made.push(refreshToken);
      return { token: () => Promise.resolve(''), renewable: false, invalidate: () => undefined };
    },
    senderWith: () => {
      const away = () => Promise.reject(new CrmError('unavailable', 'away'));
      return { send: away, read: away, download: away };
    },
  });
  const signIn = async (userId: string): Promise<() => Promise<unknown>> => {
    await credentials.keep(ORG, userId, `token of ${userId}`);
    const { bearer } = await sessions.issue(ORG, userId, now);
    return () => identify(`Bearer ${bearer}`, undefined);
  };
  return { made, credentials, signIn, pass: (ms: number) => (now += ms) };
}

test('a session that the store did not keep is given to nobody', async () => {
  const store = createMemoryStore({ now: () => 0 });
  const sessions = createSessions({ store, now: () => 0, randomToken: () => 'x'.repeat(43) });
  store.answerUnknown('lost');
  await expect(sessions.issue(ORG, '1', 0)).rejects.toThrow(StoreError);
  store.answerUnknown('done');
  const { bearer } = await sessions.issue(ORG, '1', 0);
  expect(await sessions.find(bearer)).toMatchObject({ org: ORG, userId: '1' });
});

test('tokens of somebody who has not asked for as long as a session lives are not held any more', async () => {
  const { made, signIn, pass } = world();
  const ada = await signIn('1');
  await ada();
  await ada();
  expect(made).toEqual(['token of 1']);
  pass(SESSION_MS);
  await (
    await signIn('2')
  )();
  await (
    await signIn('1')
  )();
  expect(made).toEqual(['token of 1', 'token of 2', 'token of 1']);
});

test('who asks now and then is held on to', async () => {
  const { made, signIn, pass } = world();
  for (let times = 0; times < 4; times++) {
    await (
      await signIn('1')
    )();
    pass(SESSION_MS - 1);
  }
  expect(made).toEqual(['token of 1']);
});

test('keeping a token answers the one that is of no use any more', async () => {
  const { credentials } = world();
  expect(await credentials.keep(ORG, '1', 'first')).toBeNull();
  expect(await credentials.keep(ORG, '1', 'first')).toBeNull();
  expect(await credentials.keep(ORG, '1', 'second')).toBe('first');
  expect(await credentials.keep({ ...ORG, dc: 'eu' }, '1', 'elsewhere')).toBeNull();
  // Two at once: each stands or is told to be of no use, and one stands.
  const late = ['third', 'fourth'];
  const useless = await Promise.all(late.map((token) => credentials.keep(ORG, '1', token)));
  const standing = await credentials.read(ORG, '1');
  expect(useless.map((token) => token ?? '').toSorted()).toEqual(
    ['second', ...late.filter((token) => token !== standing)].toSorted(),
  );
});

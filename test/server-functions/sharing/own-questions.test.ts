import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { configureAndScore, createLocalFunctions, type LocalFunctions } from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';
import { makeAccountsPrivate, visibleTo } from '#test/support/sharing-world.ts';

/**
 * Nobody counts outside their view by words of their own (docs/decisions/record-sharing.md). The marketer sees no account and may
 * edit segments, since each number told of their question would be a value of a hidden account.
 */
const ACCOUNTS = 40;
let sandbox: Sandbox;
let functions: LocalFunctions;
/** An account of the org by its name, told to nobody but the administrator. */
let hidden: string;

const NOBODY = { field: 'name', operator: 'is', value: 'nobody at all' };
const EVERYBODY = { field: 'name', operator: 'isNot', value: 'nobody at all' };
const isHidden = () => ({ field: 'name', operator: 'is', value: hidden });
const definition = (name: string, parent: string | null, conditions: readonly unknown[]) => ({
  name,
  module: 'accounts',
  nature: { kind: 'dynamic', interval: 'weekly' },
  parent,
  criteria: { conditions, pattern: '' },
});
const as = (user: string) => functions.as(user, ZYLKER);

async function make(user: string, ...given: Parameters<typeof definition>): Promise<string> {
  const made = await as(user).call('POST', '/v1/segments', definition(...given));
  expect(made.status).toBe(201);
  return String(made.at('segment', 'id'));
}

async function edit(user: string, id: string, ...given: Parameters<typeof definition>): Promise<void> {
  const version = (await as(user).call('GET', `/v1/segments/${id}`)).at('segment', 'version');
  const changed = await as(user).call('PUT', `/v1/segments/${id}`, { ...definition(...given), version });
  expect(changed.status).toBe(200);
}

/** How many accounts outside the view the user is told of, in every place that tells it. */
async function toldTo(user: string, id: string): Promise<readonly unknown[]> {
  const { call } = as(user);
  const list = z
    .array(z.object({ id: z.string(), outside: z.int().nullable() }))
    .parse((await call('GET', '/v1/segments')).at('segments'));
  return [
    list.find((card) => card.id === id)?.outside,
    (await call('GET', `/v1/segments/${id}`)).at('segment', 'outside'),
    (await call('GET', `/v1/segments/${id}/accounts`)).at('outside'),
    (await call('GET', `/v1/segments/${id}/performance`)).at('outside'),
    (await call('GET', `/v1/segments/${id}/distribution?by=industry`)).at('outside'),
  ];
}
const everywhere = (outside: number | null): readonly unknown[] => Array.from({ length: 5 }, () => outside);

beforeAll(async () => {
  sandbox = await startSampleSandbox(ACCOUNTS);
  functions = createLocalFunctions(sandbox, SAMPLE_NOON);
  await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
  await makeAccountsPrivate(sandbox);
  expect(visibleTo(sandbox, 'marketer').size).toBe(0);
  hidden = String((await as('administrator').call('GET', '/v1/segments/all/accounts')).at('accounts', 0, 'name'));
  await as('administrator').call('PUT', '/v1/policies', { respectRecordSharing: true, revision: null });
});
afterAll(() => sandbox.close());

test('a count is told of what others defined, parent and child', async () => {
  const parent = await make('administrator', 'Parent', null, [isHidden()]);
  const child = await make('administrator', 'Child', parent, [isHidden()]);
  expect(await toldTo('marketer', parent)).toEqual(everywhere(1));
  expect(await toldTo('marketer', child)).toEqual(everywhere(1));
});

test('none of a segment whose parent the viewer rewrote, also after they or somebody else wrote it back', async () => {
  const parent = await make('administrator', 'Asked', null, [EVERYBODY]);
  const child = await make('administrator', 'Its child', parent, [EVERYBODY]);
  for (const question of [isHidden(), NOBODY]) {
    await edit('marketer', parent, 'Asked', null, [question]);
    expect((await as('marketer').call('POST', `/v1/segments/${child}/refresh`)).status).toBe(200);
    expect(await toldTo('marketer', child)).toEqual(everywhere(null));
  }
  await edit('marketer', parent, 'Asked', null, [isHidden()]);
  await as('marketer').call('POST', `/v1/segments/${child}/refresh`);
  // The administrator's words stand in the parent again; the child's members were still found by the marketer's.
  await edit('administrator', parent, 'Asked', null, [EVERYBODY]);
  expect(await toldTo('marketer', child)).toEqual(everywhere(null));
  await as('administrator').call('POST', `/v1/segments/${child}/refresh`);
  expect(await toldTo('marketer', child)).toEqual(everywhere(ACCOUNTS));
});

test('none of a segment that the viewer put under another parent', async () => {
  const parent = await make('administrator', 'One account', null, [isHidden()]);
  const id = await make('administrator', 'Moved', null, [EVERYBODY]);
  await edit('marketer', id, 'Moved', parent, [EVERYBODY]);
  expect(await toldTo('marketer', id)).toEqual(everywhere(null));
});

test('none of the viewer’s own criteria that a colleague renamed, paced or moved', async () => {
  const id = await make('marketer', 'Mine', null, [isHidden()]);
  await edit('administrator', id, 'Renamed', null, [isHidden()]);
  expect(await toldTo('marketer', id)).toEqual(everywhere(null));
  const parent = await make('administrator', 'Everybody', null, [EVERYBODY]);
  await edit('administrator', id, 'Renamed', parent, [isHidden()]);
  expect(await toldTo('marketer', id)).toEqual(everywhere(null));
  // Words of the colleague's own are theirs.
  await edit('administrator', id, 'Renamed', parent, [EVERYBODY]);
  expect(await toldTo('marketer', id)).toEqual(everywhere(ACCOUNTS));
});

test('a new name makes nobody the author of a question', async () => {
  const id = await make('administrator', 'Of the administrator', null, [isHidden()]);
  await edit('marketer', id, 'Renamed by the marketer', null, [isHidden()]);
  expect(await toldTo('marketer', id)).toEqual(everywhere(1));
});

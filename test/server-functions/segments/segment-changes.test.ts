import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { sweepSegments, UNDO_DAYS } from '#server-functions/segments/sweep-segments.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import {
  configureAndScore,
  createLocalFunctions,
  scoreOnce,
  type LocalFunctions,
  type Reply,
} from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

let sandbox: Sandbox;
let functions: LocalFunctions;
let crmMs = SAMPLE_NOON;
beforeAll(async () => {
  sandbox = await startSampleSandbox(60, { clock: { now: () => crmMs } });
  functions = createLocalFunctions(sandbox, SAMPLE_NOON);
  await configureAndScore(functions, ZYLKER, SAMPLE_DAY);
});
afterAll(() => sandbox.close());
// The CRM rations what a minute may fetch.
beforeEach(() => {
  crmMs += 61_000;
});

const DAY_MS = 86_400_000;
const GERMAN = { conditions: [{ field: 'billingCountry', operator: 'is', value: 'Germany' }], pattern: '' };
const EVERYTHING = { conditions: [], pattern: '' };

const as = (user: string) => functions.as(user, ZYLKER);
const call = (method: string, path: string, body?: unknown): Promise<Reply> => as('marketer').call(method, path, body);
const segmentOf = (name: string, criteria: unknown = EVERYTHING, more: Record<string, unknown> = {}) => ({
  name,
  module: 'accounts',
  nature: { kind: 'dynamic', interval: 'weekly' },
  parent: null,
  criteria,
  ...more,
});
async function make(name: string, criteria: unknown = EVERYTHING, more: Record<string, unknown> = {}): Promise<string> {
  const made = await call('POST', '/v1/segments', segmentOf(name, criteria, more));
  expect(made.status).toBe(201);
  return String(made.at('segment', 'id'));
}

test('a segment that the store did not keep is not made: its maker hears so, and its members are not left behind', async () => {
  const { store, blob } = functions.ports;
  const { create } = store;
  const members = async () => (await blob.list(ZYLKER, 'segments/')).length;
  const before = await members();
  store.create = (org, key, ...rest) =>
    key.startsWith('segments/') ? Promise.resolve({ outcome: 'unknown' }) : create(org, key, ...rest);
  const lost = await call('POST', '/v1/segments', segmentOf('lost'));
  store.create = create;
  expect([lost.status, lost.at('code')]).toEqual([503, 'store.unavailable']);
  expect(await members()).toBe(before);
});

test('of two who changed the same definition, the second hears of the first', async () => {
  const id = await make('first');
  const seen = (await call('GET', `/v1/segments/${id}`)).at('segment', 'version');
  const one = await call('PUT', `/v1/segments/${id}`, segmentOf('from A', GERMAN, { version: seen }));
  expect([one.status, one.at('segment', 'version')]).toEqual([200, 2]);
  const two = await as('administrator').call(
    'PUT',
    `/v1/segments/${id}`,
    segmentOf('from B', EVERYTHING, { version: seen }),
  );
  expect([two.status, two.at('code')]).toEqual([409, 'segment.changedMeanwhile']);
  const stands = await call('GET', `/v1/segments/${id}`);
  expect([stands.at('segment', 'name'), stands.at('segment', 'criteria')]).toEqual(['from A', GERMAN]);
  expect((await call('PUT', `/v1/segments/${id}`, segmentOf('blind'))).status).toBe(400);
});

test('a refresh between reading and saving is nobody else’s change', async () => {
  const id = await make('refreshed');
  expect((await call('POST', `/v1/segments/${id}/refresh`)).at('segment', 'version')).toBe(1);
  expect((await call('PUT', `/v1/segments/${id}`, segmentOf('saved', GERMAN, { version: 1 }))).status).toBe(200);
});

const membersOf = async (id: string): Promise<string[]> =>
  (await functions.blob.list(ZYLKER, `segments/${id}/`)).map(({ key }) => key);

test('however often it is evaluated, a segment keeps its present members and the last ones', async () => {
  const id = await make('daily');
  expect(await membersOf(id)).toHaveLength(1);
  for (let refresh = 0; refresh < 4; refresh++) await call('POST', `/v1/segments/${id}/refresh`);
  await call('PUT', `/v1/segments/${id}`, segmentOf('daily', GERMAN, { version: 1 }));
  expect(await membersOf(id)).toHaveLength(2);
  expect((await call('GET', `/v1/segments/${id}/accounts`)).status).toBe(200);
});

test('an evaluation that lost to another leaves nothing', async () => {
  const id = await make('contended');
  const both = await Promise.all([1, 2].map(() => call('POST', `/v1/segments/${id}/refresh`)));
  expect(new Set(both.map(({ status }) => status))).toEqual(new Set([200, 409]));
  expect(await membersOf(id)).toHaveLength(2);
  expect((await call('GET', `/v1/segments/${id}/accounts`)).status).toBe(200);
});

test('a deletion can be undone for as long as its exports are kept, then the segment is gone with its members', async () => {
  const id = await make('deleted');
  await call('DELETE', `/v1/segments/${id}`);
  functions.clock.ms += UNDO_DAYS * DAY_MS - 1;
  await sweepSegments(functions.ports, ZYLKER);
  expect((await call('POST', `/v1/segments/${id}/restore`)).status).toBe(200);
  expect((await call('GET', `/v1/segments/${id}/accounts`)).status).toBe(200);
  await call('DELETE', `/v1/segments/${id}`);
  functions.clock.ms += UNDO_DAYS * DAY_MS;
  await scoreOnce(functions, ZYLKER, SAMPLE_DAY);
  expect(await membersOf(id)).toEqual([]);
  expect((await call('POST', `/v1/segments/${id}/restore`)).status).toBe(404);
});

test('criteria on a hidden field are withheld from whoever may not see it, not who belongs', async () => {
  const criteria = { conditions: [{ field: 'abm:rfm.monetary', operator: 'atLeast', number: 12_345 }], pattern: '' };
  const id = await make('rich', criteria);
  const masked = as('noAmounts');
  const detail = await masked.call('GET', `/v1/segments/${id}`);
  expect([detail.status, detail.at('segment', 'name'), detail.at('segment', 'criteria')]).toEqual([200, 'rich', null]);
  const list = await masked.call('GET', '/v1/segments');
  expect(list.status).toBe(200);
  expect(new TextDecoder().decode(list.bytes)).not.toContain('12345');
  expect((await masked.call('GET', `/v1/segments/${id}/accounts?sort=name`)).status).toBe(200);
  expect((await call('GET', `/v1/segments/${id}`)).at('segment', 'criteria')).toEqual(criteria);
});

test('a preview without a parent is one without a parent, though the segment has one', async () => {
  const parent = await make('german', GERMAN);
  const segment = await make('child of german', EVERYTHING, { parent });
  const preview = async (more: Record<string, unknown>) =>
    (await call('POST', '/v1/segments/preview', { criteria: EVERYTHING, ...more })).at('accounts');
  const german = await preview({ segment });
  expect(german).toBe(await preview({ parent }));
  expect(german).toBeLessThan(60);
  expect(await preview({ segment, parent: null })).toBe(60);
});

test('a child whose parent is deleted too comes back only after its parent', async () => {
  const parent = await make('parent');
  const child = await make('its child', EVERYTHING, { parent });
  for (const id of [child, parent]) expect((await call('DELETE', `/v1/segments/${id}`)).status).toBe(200);
  const early = await call('POST', `/v1/segments/${child}/restore`);
  expect([early.status, early.at('code')]).toEqual([409, 'segment.parentGone']);
  for (const id of [parent, child]) expect((await call('POST', `/v1/segments/${id}/restore`)).status).toBe(200);
  expect((await call('POST', `/v1/segments/${child}/refresh`)).status).toBe(200);
});

test('who has children gets no parent', async () => {
  const [grandparent, parent] = [await make('grandparent'), await make('parent')];
  const child = await make('child', EVERYTHING, { parent });
  const change = segmentOf('parent', EVERYTHING, { parent: grandparent, version: 1 });
  const refused = await call('PUT', `/v1/segments/${parent}`, change);
  expect([refused.status, refused.at('code')]).toEqual([422, 'segment.hasChildren']);
  await call('DELETE', `/v1/segments/${child}`);
  expect((await call('PUT', `/v1/segments/${parent}`, change)).status).toBe(200);
  expect((await call('POST', `/v1/segments/${child}/restore`)).status).toBe(409);
});

test('criteria that the store cannot hold are refused with words', async () => {
  const conditions = Array.from({ length: 25 }, (_, condition) => ({
    field: 'billingCountry',
    operator: 'isAnyOf',
    values: Array.from({ length: 100 }, (_each, value) => `${'x'.repeat(60)}${condition}-${value}`),
  }));
  const large = { conditions, pattern: '' };
  const id = await make('small');
  for (const refused of [
    await call('POST', '/v1/segments', segmentOf('large', large)),
    await call('PUT', `/v1/segments/${id}`, segmentOf('large', large, { version: 1 })),
  ]) {
    expect([refused.status, refused.at('problems', 0, 'code')]).toEqual([422, 'segment.tooLarge']);
  }
  // The largest that is taken can be kept.
  const half = { conditions: conditions.slice(0, 14), pattern: '' };
  expect((await call('POST', '/v1/segments', segmentOf('half', half))).status).toBe(201);
});

test('the overview says what screens show, and nothing of how a generation is kept', async () => {
  const { at } = await call('GET', '/v1/overview');
  const shown = Object.keys(z.record(z.string(), z.unknown()).parse(at('overview')));
  const named =
    'id configurationVersion asOf publishedAt homeCurrency minorDigits accounts included wonMinor pipelineMinor ' +
    'topAccounts newAccounts closingThisMonth rfm firmographics deals';
  expect(new Set(shown)).toEqual(new Set(named.split(' ')));
});

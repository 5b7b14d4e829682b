import { beforeEach, describe, expect, test } from 'vitest';
import type { OrgKey } from '#core/crm/org-key.ts';
import { ok } from '#core/result.ts';
import { createPermissionsFunction } from '#server-functions/permissions/index.ts';
import { GRID_KEY, readGrid } from '#server-functions/permissions/grid-store.ts';
import type { FunctionPorts } from '#server-functions/shared/ports.ts';
import { createLogger } from '#server-functions/shared/log/logger.ts';
import type { OrgProfile } from '#server-functions/shared/rest/read-profiles.ts';
import { createMemoryBlob } from '#test/support/memory-blob.ts';
import { createMemoryStore, type MemoryStore } from '#test/support/memory-store.ts';

const ORG: OrgKey = { dc: 'eu', orgId: '700010001' };
const OTHER: OrgKey = { dc: 'com', orgId: '700010001' };
const GRID = { format: 'lodestar.permissions/1', profiles: { '2117203000000026011': ['access', 'createSegments'] } };

const NONE = { format: 'lodestar.permissions/1', profiles: {} };
const SAVED = { author: 'Anke Brandt', at: '1970-01-01T00:00:00.000Z' };
const PROFILES: readonly OrgProfile[] = [
  {
    id: '2117203000000026011',
    name: 'Marketing',
    custom: true,
    administrator: false,
    rights: [],
    manageAutomation: true,
  },
];

let store: MemoryStore;
let log: string[];
let native: boolean;
beforeEach(() => {
  store = createMemoryStore({ now: () => 0 });
  log = [];
  native = false;
});

const revisionNow = async (): Promise<string | null> => (await readGrid(store, ORG))?.revision ?? null;
const save = async (grid: unknown, revision: string | null): Promise<Response> => ask(true, 'PUT', { grid, revision });

const unused = (): never => {
  throw new Error('not part of this');
};

/** The permissions function alone, asked by somebody of the org. */
function ask(administrator: boolean, method: string, body?: unknown, org = ORG): Promise<Response> {
  const ports: FunctionPorts = {
    store,
    blob: createMemoryBlob(),
    clock: { now: () => 0 },
    ids: { next: unused },
    logger: createLogger(
      (line) => log.push(line),
      () => 0,
    ),
    crmFor: unused,
    userNamesFor: unused,
    counterFor: unused,
    identify: () =>
      Promise.resolve(
        ok({
          org,
          crmOrg: {
            orgId: org.orgId,
            name: '',
            homeCurrency: 'EUR',
            multiCurrency: false,
            currencies: [],
            timeZone: 'UTC',
          },
          userId: '1',
          userName: 'Anke Brandt',
          profileId: '2',
          administrator,
          granted: new Set<string>(),
          nativeRights: native,
          profiles: () => Promise.resolve(PROFILES),
          readable: () => Promise.resolve(new Map()),
          ownIds: () => Promise.resolve({ ids: new BigInt64Array(0), digest: '' }),
        }),
      ),
    signIn: null,
    links: { signer: { sign: (text) => text, open: () => null } },
    widgetOrigins: new Set(),
    queue: { enqueue: unused },
    audit: { record: () => undefined, settled: unused },
    segments: { evaluate: unused },
    ask: unused,
  };
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  return Promise.resolve(createPermissionsFunction(ports).request('/v1/permissions', init));
}

describe('the grid of rights by profile (PER-5)', () => {
  test('nobody has set one: there is none, and the profiles are there to give rights to', async () => {
    expect(await (await ask(true, 'GET')).json()).toEqual({
      native: false,
      profiles: PROFILES,
      grid: null,
      revision: null,
      saved: null,
    });
    expect(await readGrid(store, ORG)).toBeNull();
  });

  test('what an administrator saves is what is read, with who and when, for this org alone', async () => {
    const put = await save(GRID, null);
    const revision = await revisionNow();
    expect([put.status, await put.json()]).toEqual([200, { grid: GRID, revision, saved: SAVED }]);
    expect(await (await ask(true, 'GET')).json()).toMatchObject({ grid: GRID, revision, saved: SAVED });
    expect(await readGrid(store, ORG)).toEqual({ grid: GRID, revision, saved: SAVED });
    expect(await readGrid(store, OTHER)).toBeNull();
  });

  test('a grid of the first version, which says neither who nor when, is read', async () => {
    await store.create(ORG, GRID_KEY, JSON.stringify(GRID));
    expect(await readGrid(store, ORG)).toMatchObject({ grid: GRID, saved: null });
  });

  test('a later one takes its place, and who changed which org is logged', async () => {
    await save(GRID, null);
    expect((await save(NONE, await revisionNow())).status).toBe(200);
    expect(await (await ask(true, 'GET')).json()).toMatchObject({ grid: NONE });
    const changes = log.filter((line) => line.includes('permissions.changed'));
    expect(changes).toHaveLength(2);
    expect(changes[0]).toContain('"orgId":"700010001"');
    expect(changes[0]).toContain('"dc":"eu"');
  });

  test.each(['GET', 'PUT'])('%s is for administrators alone', async (method) => {
    await save(GRID, null);
    const body = { grid: NONE, revision: await revisionNow() };
    const refused = await ask(false, method, method === 'PUT' ? body : undefined);
    expect([refused.status, await refused.json()]).toEqual([
      403,
      { code: 'permission.missing', missing: 'administrator' },
    ]);
    expect((await readGrid(store, ORG))?.grid).toEqual(GRID);
  });

  const tooMany = Object.fromEntries(Array.from({ length: 401 }, (_, id) => [String(id), ['access']]));
  test.each([
    ['a profile that is no id', { ...GRID, profiles: { everybody: ['access'] } }],
    ['a right nobody knows', { ...GRID, profiles: { '1': ['everything'] } }],
    ['more profiles than an item holds', { ...GRID, profiles: tooMany }],
    ['another format', { ...GRID, format: 'lodestar.permissions/2' }],
  ])('a grid with %s is refused, and the present one stays', async (_, grid) => {
    await save(GRID, null);
    expect((await save(grid, await revisionNow())).status).toBe(400);
    expect((await readGrid(store, ORG))?.grid).toEqual(GRID);
  });

  test.each([
    ['before there was one', null],
    ['by a revision that stands no more', '0'],
  ])('somebody saved meanwhile: a change made %s is refused and overwrites nothing', async (_, revision) => {
    await save(GRID, null);
    const late = await save(NONE, revision);
    expect([late.status, await late.json()]).toEqual([409, { code: 'permissions.changedMeanwhile' }]);
    expect((await readGrid(store, ORG))?.grid).toEqual(GRID);
  });

  test('an answer lost on the way is settled: what was saved is said to be', async () => {
    store.answerUnknown('done', 'lost');
    expect((await save(GRID, null)).status).toBe(200);
    expect((await save(NONE, await revisionNow())).status).toBe(409);
    expect((await readGrid(store, ORG))?.grid).toEqual(GRID);
  });

  test('where the CRM keeps the rights itself a grid would mean nothing, and none is kept', async () => {
    native = true;
    expect(await (await ask(true, 'GET')).json()).toMatchObject({ native: true, profiles: PROFILES, grid: null });
    const refused = await save(GRID, null);
    expect([refused.status, await refused.json()]).toEqual([409, { code: 'permissions.keptByCrm' }]);
    expect(await readGrid(store, ORG)).toBeNull();
  });

  test('a damaged grid is an error with a name, and not a grid without rights', async () => {
    await store.create(ORG, GRID_KEY, JSON.stringify({ format: 'lodestar.permissions/1', profiles: [] }));
    await expect(readGrid(store, ORG)).rejects.toThrow(/grid has another shape/);
    await expect(readGrid(store, ORG)).rejects.toMatchObject({ code: 'unavailable' });
    expect((await ask(true, 'GET')).status).toBe(503);
  });
});

import { beforeEach, describe, expect, test } from 'vitest';
import type { OrgKey } from '#core/crm/org-key.ts';
import { ok } from '#core/result.ts';
import { createPermissionsFunction } from '#server-functions/permissions/index.ts';
import { GRID_KEY, readGrid } from '#server-functions/permissions/grid-store.ts';
import type { FunctionPorts } from '#server-functions/shared/ports.ts';
import { createLogger } from '#server-functions/shared/log/logger.ts';
import { createMemoryBlob } from '#test/support/memory-blob.ts';
import { createMemoryStore, type MemoryStore } from '#test/support/memory-store.ts';

const ORG: OrgKey = { dc: 'eu', orgId: '700010001' };
const OTHER: OrgKey = { dc: 'com', orgId: '700010001' };
const GRID = { format: 'lodestar.permissions/1', profiles: { '2117203000000026011': ['access', 'createSegments'] } };

let store: MemoryStore;
let log: string[];
beforeEach(() => {
  store = createMemoryStore({ now: () => 0 });
  log = [];
});

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
          readable: () => Promise.resolve(new Map()),
        }),
      ),
    signIn: null,
    widgetOrigins: new Set(),
    queue: { enqueue: unused },
    segments: { evaluate: unused },
    ask: unused,
  };
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  return Promise.resolve(createPermissionsFunction(ports).request('/v1/permissions', init));
}

describe('the grid of rights by profile (PER-5)', () => {
  test('nobody has set one: there is none', async () => {
    expect(await (await ask(true, 'GET')).json()).toEqual({ grid: null });
    expect(await readGrid(store, ORG)).toBeNull();
  });

  test('what an administrator sets is what is read, for this org alone', async () => {
    const put = await ask(true, 'PUT', GRID);
    expect([put.status, await put.json()]).toEqual([200, { grid: GRID }]);
    expect(await (await ask(true, 'GET')).json()).toEqual({ grid: GRID });
    expect((await readGrid(store, ORG))?.grid).toEqual(GRID);
    expect(await readGrid(store, OTHER)).toBeNull();
  });

  test('a later one takes its place, and who changed which org is logged', async () => {
    await ask(true, 'PUT', GRID);
    const none = { format: 'lodestar.permissions/1', profiles: {} };
    expect((await ask(true, 'PUT', none)).status).toBe(200);
    expect(await (await ask(true, 'GET')).json()).toEqual({ grid: none });
    const changes = log.filter((line) => line.includes('permissions.changed'));
    expect(changes).toHaveLength(2);
    expect(changes[0]).toContain('"orgId":"700010001"');
    expect(changes[0]).toContain('"dc":"eu"');
  });

  test.each(['GET', 'PUT'])('%s is for administrators alone', async (method) => {
    await ask(true, 'PUT', GRID);
    const refused = await ask(false, method, method === 'PUT' ? { ...GRID, profiles: {} } : undefined);
    expect([refused.status, await refused.json()]).toEqual([
      403,
      { code: 'permission.missing', missing: 'administrator' },
    ]);
    expect((await readGrid(store, ORG))?.grid).toEqual(GRID);
  });

  test('a grid of another form is refused, and the present one stays', async () => {
    await ask(true, 'PUT', GRID);
    const refused = await ask(true, 'PUT', { ...GRID, profiles: { everybody: ['access'] } });
    expect(refused.status).toBe(400);
    expect((await readGrid(store, ORG))?.grid).toEqual(GRID);
  });

  test('two administrators at once: one hears that the other was first', async () => {
    await ask(true, 'PUT', GRID);
    // The other one's grid arrives between reading and writing.
    const { read } = store;
    store.read = async (org, key) => {
      const item = await read(org, key);
      if (item !== null) await store.replace(org, key, item.revision, JSON.stringify({ ...GRID, profiles: {} }));
      return item;
    };
    const late = await ask(true, 'PUT', GRID);
    expect([late.status, await late.json()]).toEqual([409, { code: 'permissions.changedMeanwhile' }]);
  });

  test('a damaged grid is an error with a name, and not a grid without rights', async () => {
    await store.create(ORG, GRID_KEY, JSON.stringify({ format: 'lodestar.permissions/1', profiles: [] }));
    await expect(readGrid(store, ORG)).rejects.toThrow(/grid has another shape/);
    await expect(readGrid(store, ORG)).rejects.toMatchObject({ code: 'unavailable' });
    expect((await ask(true, 'GET')).status).toBe(503);
  });
});

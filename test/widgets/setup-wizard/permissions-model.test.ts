import { expect, test } from 'vitest';
import { profileGridSchema } from '#core/permissions/profile-grid.ts';
import { ABM_RIGHT_NAMES } from '#core/permissions/rights.ts';
import { createPermissionsApi } from '#widgets/setup-wizard/permissions/permissions-api.ts';
import { createPermissionsModel } from '#widgets/setup-wizard/permissions/PermissionsModel.ts';
import {
  documentOf,
  gridOf,
  idleRights,
  isSameGrid,
  rightsOf,
  setProfile,
  setRight,
  setRightForAll,
  type Grid,
} from '#widgets/setup-wizard/permissions/edit-grid.ts';
import { createFakeServer } from './fake-server.ts';

const EMPTY: Grid = new Map();
const profilesOf = (grid: Grid) => documentOf(grid).profiles;

async function open() {
  const server = createFakeServer();
  const model = createPermissionsModel(createPermissionsApi(server.backend));
  await model.load();
  const { permissions } = server.world;
  const kept = () => profileGridSchema.parse(permissions.grid).profiles;
  /** Somebody else saves from another page. */
  const another = (profiles: Record<string, readonly string[]>): void => {
    permissions.grid = { format: 'lodestar.permissions/1', profiles };
    permissions.revision += 1;
    permissions.author = 'Bo';
  };
  return { server, model, permissions, kept, another };
}

test('a right that needs ABM access brings it along; taking access leaves the others, which then open nothing', () => {
  const given = setRight(EMPTY, '1', 'deleteNotes', true);
  expect(profilesOf(given)).toEqual({ '1': ['access', 'deleteNotes'] });
  const taken = setRight(given, '1', 'access', false);
  expect(profilesOf(taken)).toEqual({ '1': ['deleteNotes'] });
  expect(idleRights(rightsOf(taken, '1'))).toEqual(['deleteNotes']);
  expect(idleRights(rightsOf(given, '1'))).toEqual([]);
  // Setting up needs no access, and is not idle without it.
  expect(profilesOf(setRight(EMPTY, '1', 'setup', true))).toEqual({ '1': ['setup'] });
  expect(idleRights(new Set(['setup']))).toEqual([]);
});

test('all rights of a profile, one right of all profiles, and none again', () => {
  const all = setProfile(EMPTY, '1', true);
  expect(profilesOf(all)).toEqual({ '1': ABM_RIGHT_NAMES });
  const two = setRightForAll(all, ['1', '2'], 'access', true);
  expect(profilesOf(two)).toEqual({ '1': ABM_RIGHT_NAMES, '2': ['access'] });
  const none = setProfile(setRightForAll(two, ['1', '2'], 'access', false), '1', false);
  // A profile without a right is the same as one that is not listed.
  expect(profilesOf(none)).toEqual({});
  expect(isSameGrid(none, EMPTY)).toBe(true);
  expect(isSameGrid(two, all)).toBe(false);
  expect(isSameGrid(gridOf(documentOf(two)), two)).toBe(true);
});

test('nothing is sent before Save; what was ticked and unticked again is nothing to save', async () => {
  const { server, model } = await open();
  model.edit((grid) => setRight(grid, '12', 'access', true));
  expect(model.unsaved.value).toBe(true);
  model.edit((grid) => setRight(grid, '12', 'access', false));
  expect(model.unsaved.value).toBe(false);
  expect(server.calls.map(({ method }) => method)).toEqual(['GET']);
});

test('Save keeps it, and Undo puts back what stood before', async () => {
  const { model, kept } = await open();
  model.edit((grid) => setRight(grid, '12', 'access', true));
  expect(await model.save()).not.toBeNull();
  model.edit((grid) => setProfile(grid, '13', true));
  const done = await model.save();
  expect(Object.keys(kept())).toEqual(['12', '13']);
  expect(model.unsaved.value).toBe(false);
  expect(await done?.undo()).toBe(true);
  expect(kept()).toEqual({ '12': ['access'] });
  expect(profilesOf(model.grid.value)).toEqual({ '12': ['access'] });
  expect(model.unsaved.value).toBe(false);
});

test('somebody else saved meanwhile: theirs stand, and mine wait until I decide', async () => {
  const { model, another, kept } = await open();
  model.edit((grid) => setRight(grid, '12', 'access', true));
  another({ '14': ['access'] });
  expect(await model.save()).toBeNull();
  // Who saved, and what keeping mine would change of it.
  expect(model.saving.value).toMatchObject({
    kind: 'conflict',
    theirs: { saved: { author: 'Bo' } },
    differences: [
      { profileId: '12', given: ['access'], taken: [] },
      { profileId: '14', given: [], taken: ['access'] },
    ],
  });
  expect(kept()).toEqual({ '14': ['access'] });
  // Pressing "Save" once more decides nothing.
  expect(await model.save()).toBeNull();
  expect(kept()).toEqual({ '14': ['access'] });
  await model.keepMine();
  expect(profilesOf(model.grid.value)).toEqual({ '12': ['access'] });
  expect(model.unsaved.value).toBe(true);
  expect(await model.save()).not.toBeNull();
  expect(kept()).toEqual({ '12': ['access'] });
});

test('or theirs are taken, and mine are gone', async () => {
  const { model, another } = await open();
  model.edit((grid) => setRight(grid, '12', 'access', true));
  another({ '14': ['access'] });
  await model.save();
  await model.takeTheirs();
  expect(profilesOf(model.grid.value)).toEqual({ '14': ['access'] });
  expect([model.unsaved.value, model.saving.value.kind]).toEqual([false, 'idle']);
});

test('an undo that comes after somebody else has saved overwrites nothing of theirs', async () => {
  const { model, another, kept } = await open();
  model.edit((grid) => setRight(grid, '12', 'access', true));
  const done = await model.save();
  another({ '14': ['access'] });
  expect(await done?.undo()).toBe(false);
  expect(model.saving.value).toMatchObject({ kind: 'conflict' });
  expect(kept()).toEqual({ '14': ['access'] });
});

test('without a connection the ticks stay and can be saved later', async () => {
  const { server, model, kept } = await open();
  model.edit((grid) => setRight(grid, '12', 'access', true));
  server.world.offline = true;
  expect(await model.save()).toBeNull();
  expect(model.saving.value).toEqual({ kind: 'failed', failure: { reason: 'offline' } });
  expect(model.unsaved.value).toBe(true);
  server.world.offline = false;
  expect(await model.save()).not.toBeNull();
  expect(kept()).toEqual({ '12': ['access'] });
});

test('where the CRM keeps the rights its own answers are what is shown', async () => {
  const server = createFakeServer();
  server.world.permissions.native = true;
  const model = createPermissionsModel(createPermissionsApi(server.backend));
  await model.load();
  expect([...rightsOf(model.grid.value, '12')]).toEqual(['access', 'createSegments', 'manageJourneys']);
  expect(model.unsaved.value).toBe(false);
});

test('who may not see it is told which right it takes', async () => {
  const server = createFakeServer();
  server.world.trouble.set('GET /v1/permissions', {
    status: 403,
    body: { code: 'permission.missing', missing: 'administrator' },
  });
  const model = createPermissionsModel(createPermissionsApi(server.backend));
  await model.load();
  expect(model.state.value).toEqual({ kind: 'failed', failure: { reason: 'refused', missing: 'administrator' } });
});

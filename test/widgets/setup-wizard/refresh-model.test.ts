import { expect, test } from 'vitest';
import { findExcess } from '#widgets/setup-wizard/refresh/find-excess.ts';
import { findUnknown } from '#widgets/setup-wizard/refresh/find-unknown.ts';
import { createRefreshApi } from '#widgets/setup-wizard/refresh/refresh-api.ts';
import { createRefreshModel } from '#widgets/setup-wizard/refresh/RefreshModel.ts';
import { createFakeServer } from './fake-server.ts';

async function open() {
  const server = createFakeServer();
  const model = createRefreshModel(createRefreshApi(server.backend));
  await model.load();
  const { refresh } = server.world;
  /** Somebody else decides from another page. */
  const another = (nightlyAt: string): void => {
    refresh.policy = { ...refresh.policy, nightlyAt };
    refresh.revision += 1;
  };
  return { server, model, refresh, another };
}

test('a policy is sent when it is saved and not before, and undo puts back what stood', async () => {
  const { server, model, refresh } = await open();
  model.choose({ everyMinutes: 1 });
  expect([model.unsaved.value, refresh.revision]).toEqual([true, 0]);
  const saved = await model.save();
  expect(refresh.policy).toEqual({ everyMinutes: 1, nightlyAt: '01:00', workflows: 'off' });
  expect(model.unsaved.value).toBe(false);
  expect(await saved?.undo()).toBe(true);
  expect([refresh.policy.everyMinutes, model.chosen.value?.everyMinutes]).toEqual([15, 15]);
  model.choose({ workflows: 'onLabelChanges' });
  model.discard();
  expect(model.unsaved.value).toBe(false);
  expect(server.calls.filter(({ method }) => method === 'PUT')).toHaveLength(2);
});

test('somebody else’s policy is not overwritten: theirs is taken, or one’s own saved upon it', async () => {
  const { model, refresh, another } = await open();
  another('00:30');
  model.choose({ everyMinutes: 1 });
  expect(await model.save()).toBeNull();
  expect([model.saving.value.kind, refresh.policy.everyMinutes]).toEqual(['conflict', 15]);
  await model.takeTheirs();
  expect(model.chosen.value).toEqual({ everyMinutes: 15, nightlyAt: '00:30', workflows: 'off' });
  another('05:45');
  model.choose({ everyMinutes: 1 });
  await model.save();
  await model.keepMine();
  expect((await model.save()) !== null).toBe(true);
  expect(refresh.policy).toEqual({ everyMinutes: 1, nightlyAt: '00:30', workflows: 'off' });
});

test('the page follows what refreshing does, and touches neither what is chosen nor what stands', async () => {
  const { server, model, refresh, another } = await open();
  model.choose({ everyMinutes: null });
  another('00:30');
  refresh.spentToday = 1_500;
  await model.follow();
  expect(model.state.value).toMatchObject({ refresh: { spentToday: 1_500, policy: { nightlyAt: '01:00' } } });
  expect([model.chosen.value?.everyMinutes, model.unsaved.value]).toEqual([null, true]);
  // Somebody else's is met all the same.
  expect([await model.save(), model.saving.value.kind]).toEqual([null, 'conflict']);
  const asked = server.calls.length;
  await model.follow();
  expect(server.calls).toHaveLength(asked);
});

test('undo is refused where somebody else has decided since', async () => {
  const { model, refresh, another } = await open();
  model.choose({ everyMinutes: 1 });
  const saved = await model.save();
  another('02:00');
  expect(await saved?.undo()).toBe(false);
  expect([refresh.policy.everyMinutes, refresh.policy.nightlyAt]).toEqual([1, '02:00']);
});

test('what is exceeded first is the limit of the runs, then what the CRM gives', () => {
  const budget = (mostPerDay: number | null) => ({ mostPerRun: null, mostPerDay });
  expect(findExcess(500, { budget: budget(499), dailyCredits: 100 })).toEqual({ kind: 'limit', most: 499 });
  expect(findExcess(500, { budget: budget(500), dailyCredits: 499 })).toEqual({ kind: 'org', most: 499 });
  expect(findExcess(500, { budget: budget(null), dailyCredits: null })).toBeNull();
});

test('a day’s sum says what it is without', () => {
  const sums = [null, 5].flatMap((projection) => [null, 7].map((nightly) => findUnknown({ projection, nightly })));
  expect(sums).toEqual(['both', 'writing', 'nightly', 'none']);
});

import { expect, test } from 'vitest';
import { createCreditsApi } from '#widgets/setup-wizard/credits/credits-api.ts';
import { createCreditsModel } from '#widgets/setup-wizard/credits/CreditsModel.ts';
import { MOST_CREDITS, readLimit } from '#widgets/setup-wizard/credits/read-limit.ts';
import { createFakeServer } from './fake-server.ts';

async function open() {
  const server = createFakeServer();
  const model = createCreditsModel(createCreditsApi(server.backend));
  await model.load();
  const { credits } = server.world;
  /** Somebody else decides from another page. */
  const another = (mostPerRun: number): void => {
    credits.limits = { mostPerRun, mostPerDay: null };
    credits.revision += 1;
  };
  return { server, model, credits, another };
}

test('a limit is a whole number in digits alone, or nothing', () => {
  expect(readLimit(' 2500 ')).toEqual({ ok: true, value: 2_500 });
  expect(readLimit('')).toEqual({ ok: true, value: null });
  expect(readLimit(String(MOST_CREDITS))).toEqual({ ok: true, value: MOST_CREDITS });
  for (const text of ['0', '5000001', '1.000', '1,000', '-3', '1e3', 'many', '12 000'])
    expect([text, readLimit(text).ok]).toEqual([text, false]);
});

test('limits are saved over what was read, and undo puts back what stood', async () => {
  const { model, credits } = await open();
  expect(model.unsaved.value).toBe(false);
  model.type('mostPerRun', '2500');
  expect(model.unsaved.value).toBe(true);
  const saved = await model.save();
  expect(credits.limits).toEqual({ mostPerRun: 2_500, mostPerDay: null });
  expect([model.unsaved.value, model.typed.value.mostPerRun]).toEqual([false, '2500']);
  expect(await saved?.undo()).toBe(true);
  expect(credits.limits).toEqual({ mostPerRun: null, mostPerDay: null });
  expect(model.typed.value.mostPerRun).toBe('');
});

test('what is no limit is not sent', async () => {
  const { model, server } = await open();
  model.type('mostPerDay', '10k');
  expect(model.wrong.value).toEqual({ mostPerRun: false, mostPerDay: true });
  expect(await model.save()).toBeNull();
  expect(server.calls.filter(({ method }) => method === 'PUT')).toEqual([]);
  model.discard();
  expect([model.unsaved.value, model.wrong.value.mostPerDay]).toEqual([false, false]);
});

test('somebody else’s limits are not overwritten: theirs are taken, or one’s own saved upon them', async () => {
  const { model, credits, another } = await open();
  another(900);
  model.type('mostPerRun', '2500');
  expect(await model.save()).toBeNull();
  expect([model.saving.value.kind, credits.limits.mostPerRun]).toEqual(['conflict', 900]);
  await model.keepMine();
  expect(model.typed.value.mostPerRun).toBe('2500');
  await model.save();
  expect(credits.limits.mostPerRun).toBe(2_500);
  another(700);
  model.type('mostPerRun', '1');
  await model.save();
  await model.takeTheirs();
  expect([model.typed.value.mostPerRun, model.unsaved.value]).toEqual(['700', false]);
});

test('undo stops where somebody else has decided since', async () => {
  const { model, credits, another } = await open();
  model.type('mostPerRun', '2500');
  const saved = await model.save();
  another(900);
  expect(await saved?.undo()).toBe(false);
  expect([credits.limits.mostPerRun, model.saving.value.kind]).toEqual([900, 'conflict']);
});

test('without an answer the page says so, and trying again helps', async () => {
  const { model, server } = await open();
  server.world.trouble.set('GET /v1/credits', { status: 200, body: { budget: 'none' } });
  await model.load();
  expect(model.state.value).toEqual({ kind: 'failed', failure: { reason: 'failed', code: 'unreadableAnswer' } });
  await model.load();
  expect(model.state.value.kind).toBe('ready');
});

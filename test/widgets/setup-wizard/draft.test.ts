import { expect, test } from 'vitest';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { SAVE_AFTER_MS, SAVE_AGAIN_MS } from '#widgets/setup-wizard/models/DraftModel.ts';
import { parseDraft, startDraft } from '#widgets/setup-wizard/models/setup-draft.ts';
import { createFakeServer } from './fake-server.ts';
import { openMapped, openSetup } from './open-setup.ts';

const COUNTRY = { conditions: [{ field: 'billingCountry', operator: 'isNotEmpty' as const }], pattern: '' };

test('edits are saved once they rest, the last state only', async () => {
  const { setup, timer, sent } = await openSetup();
  setup.draft.edit((draft) => ({ ...draft, everyAccount: true }));
  await timer.run(SAVE_AFTER_MS - 1);
  setup.draft.edit((draft) => ({ ...draft, criteria: COUNTRY }));
  await timer.run(SAVE_AFTER_MS - 1);
  expect(sent('PUT /v1/setup/draft')).toHaveLength(0);
  expect(setup.draft.unsaved.value).toBe(true);
  await timer.run(1);
  expect(sent('PUT /v1/setup/draft')).toMatchObject([
    { draft: { everyAccount: true, criteria: COUNTRY }, revision: null },
  ]);
  expect(setup.draft.saving.value).toEqual({ kind: 'saved' });
});

test('a draft is taken up where it was left', async () => {
  const { setup, server, timer } = await openMapped();
  setup.draft.edit((draft) => ({ ...draft, criteria: COUNTRY }));
  setup.go('techniques');
  await timer.run(SAVE_AFTER_MS);
  const again = await openSetup(server);
  expect(again.setup.step.value).toBe('techniques');
  expect(again.setup.resumed).toBe('techniques');
  expect(again.setup.draft.draft.value.criteria).toEqual(COUNTRY);
  expect(again.setup.mapping.unsaved.value).toEqual([]);
});

test('somebody else’s draft is never overwritten without a decision', async () => {
  const { setup, server, timer, sent } = await openMapped();
  await timer.run(SAVE_AFTER_MS);
  server.world.revision = 40;
  server.world.author = 'Bruno';
  server.world.draft = { ...startDraft(), everyAccount: true };
  setup.draft.edit((draft) => ({ ...draft, criteria: COUNTRY }));
  await timer.run(SAVE_AFTER_MS);
  expect(setup.draft.saving.value).toMatchObject({ kind: 'conflict', author: 'Bruno' });
  const before = sent('PUT /v1/setup/draft').length;
  setup.draft.edit((draft) => ({ ...draft, everyAccount: false }));
  await timer.run(SAVE_AFTER_MS * 3);
  expect(await setup.draft.flush()).toBe(false);
  expect(sent('PUT /v1/setup/draft')).toHaveLength(before);
  expect(setup.draft.unsaved.value).toBe(true);
});

test('keeping mine writes over theirs, knowingly', async () => {
  const { setup, server, timer } = await openMapped();
  await timer.run(SAVE_AFTER_MS);
  server.world.revision = 40;
  setup.draft.edit((draft) => ({ ...draft, criteria: COUNTRY }));
  await timer.run(SAVE_AFTER_MS);
  await setup.draft.keepMine();
  expect(setup.draft.saving.value).toEqual({ kind: 'saved' });
  expect(server.world).toMatchObject({ revision: 41, draft: { criteria: COUNTRY } });
});

test('taking theirs shows theirs, mapping included', async () => {
  const { setup, server, timer } = await openMapped();
  await timer.run(SAVE_AFTER_MS);
  server.world.revision = 40;
  server.world.draft = startDraft();
  setup.draft.edit((draft) => ({ ...draft, criteria: COUNTRY }));
  await timer.run(SAVE_AFTER_MS);
  await setup.takeTheirs();
  expect(setup.draft.draft.value).toEqual(startDraft());
  expect(setup.mapping.unsaved.value).toHaveLength(4);
  expect(setup.step.value).toBe('mapping');
});

test('without a connection the changes wait and are saved when it is back', async () => {
  const { setup, server, timer } = await openSetup();
  server.world.offline = true;
  setup.draft.edit((draft) => ({ ...draft, criteria: COUNTRY }));
  await timer.run(SAVE_AFTER_MS);
  expect(setup.draft.saving.value).toEqual({ kind: 'failed', failure: { reason: 'offline' } });
  server.world.offline = false;
  await timer.run(SAVE_AGAIN_MS);
  expect(setup.draft.saving.value).toEqual({ kind: 'saved' });
  expect(server.world.draft).toMatchObject({ criteria: COUNTRY });
});

test('what is half typed when it is saved can be opened again', () => {
  const draft = {
    ...startDraft(),
    criteria: {
      conditions: [
        { field: 'industry', operator: 'is', value: '' },
        { field: 'employees', operator: 'atLeast', number: 10 },
        { field: 'billingCountry', operator: 'isNotEmpty' },
      ],
      pattern: '(1 AND 2) OR 3',
    },
    rfm: {
      ...presetRfmSettings(),
      labels: presetRfmSettings().labels.map((label) => ({ ...label, names: { en: '', es: 'Sí' } })),
    },
  };
  const read = parseDraft(draft);
  expect(read?.criteria).toEqual({
    conditions: [
      { field: 'employees', operator: 'atLeast', number: 10 },
      { field: 'billingCountry', operator: 'isNotEmpty' },
    ],
    pattern: '1 OR 2',
  });
  expect(read?.rfm.labels[0]?.names).toEqual({ en: 'champions', es: 'Sí' });
});

test('a stored draft that is none is said to be lost, and setup starts afresh', async () => {
  const server = createFakeServer();
  server.world.draft = { format: 'something else' };
  server.world.revision = 3;
  const { setup } = await openSetup(server);
  expect(setup.draftLost).toBe(true);
  expect(setup.step.value).toBe('welcome');
  expect(parseDraft({ ...startDraft(), surprise: 1 })).toBeNull();
});

import { expect, test } from 'vitest';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { SAVE_AFTER_MS, SAVE_AGAIN_MS } from '#widgets/setup-wizard/models/DraftModel.ts';
import { parseDraft, startDraft } from '#widgets/setup-wizard/models/setup-draft.ts';
import { createFakeServer } from './fake-server.ts';
import { openMapped, openSetup } from './open-setup.ts';

const COUNTRY = { conditions: [{ field: 'billingCountry', operator: 'isNotEmpty' as const }], pattern: '' };

test('edits are saved once they rest, the last state only', async () => {
  const { setup, timer, sent } = await openSetup();
  // Nothing was typed: there is no draft that could be called saved.
  expect(setup.draft.stored.value).toBe(false);
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
  expect([setup.draft.saving.value, setup.draft.stored.value]).toEqual([{ kind: 'saved' }, true]);
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

test('taking theirs when there is none any more starts from what is published, and says nothing is saved that is not', async () => {
  const { setup, server, timer } = await openMapped();
  await timer.run(SAVE_AFTER_MS);
  server.world.draft = null;
  server.world.revision = null;
  setup.draft.edit((draft) => ({ ...draft, criteria: COUNTRY }));
  await timer.run(SAVE_AFTER_MS);
  expect(setup.draft.saving.value.kind).toBe('conflict');
  await setup.takeTheirs();
  expect(setup.draft.draft.value).toEqual(startDraft());
  expect(setup.step.value).toBe('welcome');
  await timer.run(SAVE_AFTER_MS);
  expect(setup.draft.saving.value).toEqual({ kind: 'saved' });
  expect(server.world.draft).toEqual(startDraft());
});

test('a draft of theirs that cannot be shown is left as it is, and mine counts as unsaved', async () => {
  const { setup, server, timer } = await openMapped();
  await timer.run(SAVE_AFTER_MS);
  server.world.draft = { format: 'lodestar.setup-draft/9' };
  server.world.revision = 40;
  setup.draft.edit((draft) => ({ ...draft, criteria: COUNTRY }));
  await timer.run(SAVE_AFTER_MS);
  await setup.takeTheirs();
  expect(setup.draft.draft.value.criteria).toEqual(COUNTRY);
  expect(setup.draft.saving.value.kind).toBe('failed');
  expect(setup.draft.unsaved.value).toBe(true);
  expect(server.world.revision).toBe(40);
});

test('starting over leaves the draft that somebody else wrote meanwhile', async () => {
  const { setup, server, timer } = await openMapped();
  await timer.run(SAVE_AFTER_MS);
  const theirs = { ...startDraft(), everyAccount: true };
  Object.assign(server.world, { draft: theirs, revision: 40, author: 'Bruno' });
  expect(await setup.startOver()).toEqual({ reason: 'conflict', code: 'setup.draftChangedMeanwhile' });
  expect(server.world.draft).toEqual(theirs);
  expect(setup.draft.saving.value).toMatchObject({ kind: 'conflict', author: 'Bruno' });
  expect(setup.step.value).toBe('criteria');
});

/** Holds the answers to saves back: the server has taken them, the page does not know yet. */
async function openSlow() {
  const server = createFakeServer();
  const answers: (() => void)[] = [];
  let slow = true;
  const backend: typeof server.backend = {
    ...server.backend,
    async call(request) {
      const answer = await server.backend.call(request);
      if (slow && request.method === 'PUT') await new Promise<void>((resolve) => answers.push(resolve));
      return answer;
    },
  };
  const release = (): void => {
    slow = false;
    for (const answer of answers) answer();
  };
  return { ...(await openSetup({ ...server, backend })), release };
}

test('starting over waits for a save under way, and is in conflict with nobody', async () => {
  const { setup, server, timer, release } = await openSlow();
  setup.draft.edit((draft) => ({ ...draft, everyAccount: true }));
  await timer.run(SAVE_AFTER_MS);
  const over = setup.startOver();
  await timer.run(0);
  release();
  expect(await over).toBeNull();
  await timer.run(SAVE_AFTER_MS * 3);
  expect(setup.draft.saving.value).toEqual({ kind: 'saved' });
  expect(server.world.draft).toEqual(startDraft());
});

test('an edit that is taken back before it was sent is saved, not pending for ever', async () => {
  const { setup, timer } = await openMapped();
  await timer.run(SAVE_AFTER_MS);
  const before = setup.draft.draft.value;
  setup.draft.edit((draft) => ({ ...draft, everyAccount: true }));
  setup.draft.restore(before);
  await timer.run(SAVE_AFTER_MS);
  expect(setup.draft.saving.value).toEqual({ kind: 'saved' });
  expect(await setup.draft.flush()).toBe(true);
});

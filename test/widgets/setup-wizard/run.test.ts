import { expect, test } from 'vitest';
import * as z from 'zod';
import { SAVE_AFTER_MS } from '#widgets/setup-wizard/models/DraftModel.ts';
import { runNotice } from '#widgets/setup-wizard/models/run-notice.ts';
import { RUN_POLL_MS, TURN_POLL_MS, type RunStage } from '#widgets/setup-wizard/models/RunModel.ts';
import { loadSetup } from '#widgets/setup-wizard/models/SetupModel.ts';
import { createSetupApi } from '#widgets/setup-wizard/models/setup-api.ts';
import { runViewSchema } from '#widgets/shared/schemas/run-view.ts';
import { createManualTimer } from '#test/support/manual-timer.ts';
import { configurationSchema } from '#core/configuration/configuration.ts';
import { createFakeServer } from './fake-server.ts';
import { openMapped, openSetup } from './open-setup.ts';

const parsedConfiguration = (value: unknown) => configurationSchema.parse(value);

const publishBody = z.object({ configuration: z.looseObject({}) });

const noticeOf = (stage: RunStage) => (stage.kind === 'running' ? runNotice(stage) : stage.kind);

async function openReady() {
  const open = await openMapped();
  open.setup.draft.edit((draft) => ({ ...draft, everyAccount: true }));
  open.setup.go('review');
  await open.timer.run(SAVE_AFTER_MS);
  return open;
}

test('configuring publishes the draft, runs, counts and ends', async () => {
  const { setup, server, timer, sent } = await openReady();
  await setup.configure('first');
  expect(sent('PUT /v1/configuration')).toMatchObject([
    {
      replaces: null,
      reason: 'first',
      configuration: { format: 'lodestar.config/1', techniques: { rfm: { labels: { length: 8 } } } },
    },
  ]);
  expect(setup.step.value).toBe('configure');
  expect(setup.run.stage.value).toMatchObject({
    kind: 'running',
    run: { state: 'reading', progress: { accounts: 2_900 }, total: { accounts: 4_812 } },
  });
  server.world.runState = 'projecting';
  await timer.run(RUN_POLL_MS);
  expect(setup.run.stage.value).toMatchObject({ kind: 'running', run: { projection: { of: 4_790, written: 1_800 } } });
  server.world.runState = 'done';
  await timer.run(RUN_POLL_MS);
  expect(setup.run.stage.value).toMatchObject({ kind: 'ended', run: { state: 'done' } });
  expect(timer.waiting()).toBe(0);
});

test('what was published is what the next draft changes', async () => {
  const { setup, server } = await openReady();
  await setup.configure('');
  expect(server.world.draft).toBeNull();
  expect(setup.draft.draft.value.replaces).toBe(1);
  expect(setup.draft.unsaved.value).toBe(false);
  const again = await openSetup(server);
  expect(again.setup.draft.draft.value).toMatchObject({ replaces: 1, everyAccount: true, step: 'welcome' });
  expect(again.setup.mapping.unsaved.value).toEqual([]);
});

test('a run is paused, taken up again and cancelled', async () => {
  const { setup, timer } = await openReady();
  await setup.configure('');
  await setup.run.steer('pause');
  expect(setup.run.stage.value).toMatchObject({ kind: 'running', run: { state: 'paused' } });
  await timer.run(RUN_POLL_MS * 3);
  expect(setup.run.stage.value).toMatchObject({ run: { state: 'paused' } });
  await setup.run.steer('resume');
  expect(setup.run.stage.value).toMatchObject({ run: { state: 'reading' } });
  await setup.run.steer('cancel');
  expect(setup.run.stage.value).toMatchObject({ kind: 'ended', run: { state: 'cancelled' } });
});

test('until the answer to cancelling comes the run is said to be cancelled, whatever polls say, and nothing else is asked of it', async () => {
  const { setup, timer, sent } = await openReady();
  await setup.configure('');
  const cancelled = setup.run.steer('cancel');
  expect(setup.run.steering.value).toBe('cancel');
  await setup.run.steer('pause');
  expect(sent('POST /v1/runs/run-1/pause')).toEqual([]);
  await cancelled;
  expect(setup.run.steering.value).toBeNull();
  expect(setup.run.stage.value).toMatchObject({ kind: 'ended', run: { state: 'cancelled' } });
  expect(timer.waiting()).toBe(0);
});

test('a lost connection keeps the last counts and goes on asking', async () => {
  const { setup, server, timer } = await openReady();
  await setup.configure('');
  server.world.offline = true;
  await timer.run(RUN_POLL_MS);
  expect(setup.run.stage.value).toMatchObject({
    kind: 'running',
    connected: false,
    run: { progress: { accounts: 2_900 } },
  });
  expect(noticeOf(setup.run.stage.value)).toBe('disconnected');
  // Back after a restart that ended the session: one message, the session's.
  server.world.offline = false;
  server.world.trouble.set('GET /v1/runs/run-1', { status: 401, body: { code: 'session.ended' } });
  await timer.run(RUN_POLL_MS * 3);
  expect(setup.run.stage.value).toMatchObject({ connected: false, failure: { reason: 'signedOut' } });
  expect(noticeOf(setup.run.stage.value)).toBeNull();
  server.world.runState = 'done';
  await timer.run(RUN_POLL_MS * 3);
  expect(setup.run.stage.value).toMatchObject({ kind: 'ended', run: { state: 'done' } });
});

test('a setup that somebody else published meanwhile is not published over', async () => {
  const { setup, server, sent } = await openReady();
  server.world.trouble.set('PUT /v1/configuration', {
    status: 409,
    body: { code: 'configuration.publishedMeanwhile' },
  });
  await setup.configure('');
  expect(setup.run.stage.value).toEqual({
    kind: 'notPublished',
    failure: { reason: 'conflict', code: 'configuration.publishedMeanwhile' },
  });
  expect(sent('POST /v1/runs')).toHaveLength(0);
  expect(setup.draft.draft.value.replaces).toBeNull();
});

test('a publish whose answer was lost is one’s own when it is tried again, and nobody else’s', async () => {
  const { setup, server, sent } = await openReady();
  server.world.trouble.set('PUT /v1/configuration', { status: 502, body: { code: 'gateway.timeout' } });
  await setup.configure('mine');
  expect(setup.run.stage.value).toMatchObject({ kind: 'notPublished', failure: { reason: 'failed' } });
  const [body] = sent('PUT /v1/configuration');
  const mine = parsedConfiguration({ ...publishBody.parse(body).configuration, version: 1 });
  const conflict = { status: 409, body: { code: 'configuration.publishedMeanwhile' } };
  server.world.trouble.set('PUT /v1/configuration', conflict);
  server.world.published = { ...mine, criteria: { conditions: [], pattern: ' ' } };
  await setup.configure('mine');
  expect(setup.run.stage.value).toMatchObject({ kind: 'notPublished', failure: { reason: 'conflict' } });
  server.world.trouble.set('PUT /v1/configuration', conflict);
  server.world.published = mine;
  await setup.configure('mine');
  expect(setup.run.stage.value).toMatchObject({ kind: 'running' });
  expect(setup.draft.draft.value.replaces).toBe(1);
});

test('after somebody else’s publish one’s own draft can be looked at again, over the newer version', async () => {
  const { setup, server, sent } = await openReady();
  await setup.configure('theirs');
  server.world.published = { ...parsedConfiguration(server.world.published), version: 7 };
  server.world.runState = 'done';
  setup.draft.edit((draft) => ({ ...draft, everyAccount: true }));
  expect(await setup.rebase()).toBeNull();
  expect(setup.step.value).toBe('review');
  expect(setup.draft.draft.value.replaces).toBe(7);
  expect(sent('PUT /v1/configuration')).toHaveLength(1);
});

test('a refused publish names the missing right', async () => {
  const { setup, server } = await openReady();
  const missing = 'Crm_Implied_Manage_ABM_Configurations';
  server.world.trouble.set('PUT /v1/configuration', { status: 403, body: { code: 'permission.missing', missing } });
  await setup.configure('');
  expect(setup.run.stage.value).toEqual({ kind: 'notPublished', failure: { reason: 'refused', missing } });
});

test('a run that cannot start leaves the setup published, and can be tried again', async () => {
  const { setup, server } = await openReady();
  server.world.trouble.set('POST /v1/runs', { status: 502, body: { code: 'gateway.timeout' } });
  await setup.configure('');
  expect(setup.run.stage.value).toMatchObject({ kind: 'notStarted', failure: { reason: 'failed' } });
  await setup.run.start();
  expect(setup.run.stage.value.kind).toBe('running');
});

const BUSY = { status: 409, body: { code: 'run.alreadyRunning' } };

test('a run that is asked for while another one works starts by itself when that has ended', async () => {
  const { setup, server, timer, sent } = await openReady();
  server.world.trouble.set('POST /v1/runs', BUSY);
  await setup.configure('');
  expect(setup.run.stage.value).toEqual({ kind: 'waiting' });
  server.world.trouble.set('POST /v1/runs', BUSY);
  await timer.run(TURN_POLL_MS);
  expect(setup.run.stage.value).toEqual({ kind: 'waiting' });
  await timer.run(TURN_POLL_MS);
  expect(setup.run.stage.value.kind).toBe('running');
  expect(sent('POST /v1/runs')).toHaveLength(3);
  expect(sent('PUT /v1/configuration')).toHaveLength(1);
});

test('somebody who stops waiting is told that nothing was started, and nothing is asked for any more', async () => {
  const { setup, server, timer, sent } = await openReady();
  server.world.trouble.set('POST /v1/runs', BUSY);
  await setup.configure('');
  setup.run.stopWaiting();
  expect(setup.run.stage.value).toMatchObject({ kind: 'notStarted', failure: { reason: 'conflict' } });
  await timer.run(TURN_POLL_MS * 3);
  expect([sent('POST /v1/runs').length, timer.waiting()]).toEqual([1, 0]);
});

test('a run that is under way when the wizard opens is shown at once', async () => {
  const timer = createManualTimer();
  const server = createFakeServer();
  const run = runViewSchema.parse({ id: 'run-1', state: 'publishing' });
  const loaded = await loadSetup({ api: createSetupApi(server.backend), timer, now: timer.now, run });
  if (!loaded.ok) throw new Error('setup opens');
  expect(loaded.value.step.value).toBe('configure');
  expect(loaded.value.run.stage.value).toMatchObject({ kind: 'running', run: { state: 'publishing' } });
});

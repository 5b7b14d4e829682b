import { expect, test } from 'vitest';
import { ok } from '#core/result.ts';
import { createLatestModel } from '#widgets/setup-wizard/models/LatestModel.ts';
import { mappingOf } from '#widgets/setup-wizard/models/setup-draft.ts';
import { COUNT_REST_MS, PREVIEW_REST_MS } from '#widgets/setup-wizard/models/SetupModel.ts';
import { createSnapshotModel, SNAPSHOT_POLL_MS, SNAPSHOT_REST_MS } from '#widgets/setup-wizard/models/SnapshotModel.ts';
import { fieldsToWrite } from '#widgets/setup-wizard/review/fields-to-write.ts';
import { createManualTimer } from '#test/support/manual-timer.ts';
import { openMapped } from './open-setup.ts';

const COUNTRY = { conditions: [{ field: 'billingCountry', operator: 'isNotEmpty' as const }], pattern: '' };

test('the count follows the criteria, per condition and in all', async () => {
  const { setup, timer } = await openMapped();
  const mapping = mappingOf(setup.draft.draft.value);
  if (mapping === null) throw new Error('it is mapped');
  setup.count.ask({ mapping, criteria: COUNTRY });
  await timer.run(COUNT_REST_MS);
  expect(setup.count.state.value.answer).toEqual({ matching: 4_120, total: 4_812, perCondition: [4_120] });
});

test('criteria without conditions wait for the confirmation', async () => {
  const { setup } = await openMapped();
  expect(setup.go('techniques')).toBe('criteria');
  setup.draft.edit((draft) => ({ ...draft, everyAccount: true }));
  expect(setup.go('techniques')).toBeNull();
});

test('a condition that waits for its value holds the wizard back', async () => {
  const { setup } = await openMapped();
  setup.draft.edit((draft) => ({
    ...draft,
    criteria: { conditions: [{ field: 'industry', operator: 'is', value: '' }], pattern: '' },
  }));
  expect(setup.check.value.criteria).toMatchObject([{ code: 'setup.emptyValue', params: { number: 1 } }]);
  expect(setup.go('techniques')).toBe('criteria');
});

test('a superseded question is cancelled, and its late answer never shows', async () => {
  const timer = createManualTimer();
  const answers: ((value: string) => void)[] = [];
  const signals: AbortSignal[] = [];
  const model = createLatestModel<string, string>(
    (_, signal) =>
      new Promise((resolve) => {
        signals.push(signal);
        answers.push((value) => resolve(ok(value)));
      }),
    timer,
    100,
  );
  model.ask('first');
  await timer.run(100);
  model.ask('second');
  expect(signals[0]?.aborted).toBe(true);
  await timer.run(100);
  answers[1]?.('answer to the second');
  answers[0]?.('answer to the first');
  await timer.run(0);
  expect(model.state.value).toEqual({ answer: 'answer to the second', busy: false, failure: null });
});

test('questions asked while typing are asked once', async () => {
  const timer = createManualTimer();
  const asked: string[] = [];
  const model = createLatestModel<string, string>(
    async (question) => {
      asked.push(question);
      return ok(question);
    },
    timer,
    100,
  );
  for (const question of ['S', 'Sp', 'Spa', 'Spain']) {
    model.ask(question);
    await timer.run(60);
  }
  await timer.run(100);
  model.ask('Spain');
  await timer.run(100);
  expect(asked).toEqual(['Spain']);
});

test('the preview is counted on a snapshot, and again when what is added up changes', async () => {
  const { setup, timer, sent } = await openMapped();
  const { rfm } = setup.draft.draft.value;
  const mapping = mappingOf(setup.draft.draft.value);
  if (mapping === null) throw new Error('it is mapped');
  const request = {
    mapping,
    criteria: COUNTRY,
    rfm: {
      recencyField: 'closingDate',
      frequencyOf: 'deals' as const,
      monetaryField: 'amount',
      contributing: rfm.contributing,
    },
  };
  setup.snapshot.want(request);
  await timer.run(0);
  expect(setup.snapshot.state.value).toEqual({ kind: 'building', accounts: 2_000, deals: 11_480 });
  await timer.run(SNAPSHOT_POLL_MS);
  expect(setup.snapshot.state.value).toEqual({ kind: 'ready', id: 'snapshot-1' });

  setup.preview.ask({ id: 'snapshot-1', rfm, firmographics: null });
  await timer.run(PREVIEW_REST_MS);
  const preview = setup.preview.state.value.answer?.rfm;
  if (preview === undefined || preview === null || 'refusal' in preview) throw new Error('it scores');
  expect(preview.levels.r.reduce((sum, n) => sum + n, 0)).toBe(preview.population);
  expect(preview.grid).toHaveLength(25);

  setup.snapshot.want(request);
  await timer.run(SNAPSHOT_REST_MS);
  expect(sent('POST /v1/setup/snapshots')).toHaveLength(1);
  setup.snapshot.want({ ...request, rfm: { ...request.rfm, frequencyOf: 'products' } });
  await timer.run(SNAPSHOT_REST_MS);
  expect(sent('POST /v1/setup/snapshots')).toHaveLength(2);
  expect(sent('DELETE /v1/setup/snapshots/snapshot-1')).toHaveLength(1);
});

test('numbers that are shown again are counted again once there are newer labels, and not before', async () => {
  const { setup } = await openMapped();
  const mapping = mappingOf(setup.draft.draft.value);
  if (mapping === null) throw new Error('it is mapped');
  const timer = createManualTimer();
  let named = 'snapshot-1';
  const asked: string[] = [];
  const model = createSnapshotModel(
    {
      async startSnapshot() {
        asked.push(named);
        return ok(named);
      },
      snapshot: async (id) => ok({ id, state: 'ready', progress: { accounts: 1, deals: 1 }, problems: [] }),
      dropSnapshot: async () => ok(null),
    },
    timer,
  );
  await model.renew();
  expect(asked, 'nothing was wanted yet').toEqual([]);
  model.want({ mapping, criteria: COUNTRY, rfm: null });
  await timer.run(0);
  await model.renew();
  expect(model.state.value).toEqual({ kind: 'ready', id: 'snapshot-1' });
  named = 'snapshot-2';
  await model.renew();
  expect(model.state.value).toEqual({ kind: 'ready', id: 'snapshot-2' });
  expect(asked).toEqual(['snapshot-1', 'snapshot-1', 'snapshot-2']);
});

test('a cancelled count stays cancelled until it is asked for again', async () => {
  const { setup, timer, sent } = await openMapped();
  const mapping = mappingOf(setup.draft.draft.value);
  if (mapping === null) throw new Error('it is mapped');
  setup.snapshot.want({ mapping, criteria: COUNTRY, rfm: null });
  await timer.run(0);
  setup.snapshot.cancel();
  await timer.run(SNAPSHOT_POLL_MS * 5);
  expect(setup.snapshot.state.value).toEqual({ kind: 'cancelled' });
  expect(sent('DELETE /v1/setup/snapshots/snapshot-1')).toHaveLength(1);
  setup.snapshot.again();
  await timer.run(SNAPSHOT_POLL_MS * 2);
  expect(setup.snapshot.state.value.kind).toBe('ready');
});

test('the review names the fields that configuring fills, also where the server does not say', async () => {
  const { setup, server, timer } = await openMapped();
  const ask = async (): Promise<void> => {
    setup.review.ask(setup.draft.draft.value);
    await timer.run(0);
  };
  server.world.trouble.set('POST /v1/setup/review', { status: 404, body: { code: 'request.noSuchRoute' } });
  await ask();
  expect(setup.review.state.value).toMatchObject({ answer: null, failure: { reason: 'notFound' } });
  const planned = fieldsToWrite(setup);
  expect(planned.map(({ apiName }) => apiName)).toContain('ABM_RFM_Label');
  expect(planned.every(({ exists }) => !exists)).toBe(true);

  setup.review.again();
  await timer.run(0);
  expect(setup.review.state.value.answer).toMatchObject({ credits: 1_240 });
  expect(fieldsToWrite(setup)).toEqual(planned);
  setup.draft.edit((draft) => ({ ...draft, chosen: { ...draft.chosen, firmographics: false } }));
  await ask();
  expect(fieldsToWrite(setup).some(({ apiName }) => apiName.includes('Firmographics'))).toBe(false);
});

import { expect, test } from 'vitest';
import type { Criteria } from '#core/criteria/criteria.ts';
import { createManualTimer } from '#test/support/manual-timer.ts';
import { backendOver, OFFLINE } from '#test/support/tab-backend.ts';
import { createTabServer } from '#test/support/tab-server.ts';
import { createPreviewModel, PREVIEW_PAUSE_MS } from '#widgets/segment-list/models/PreviewModel.ts';
import type { Backend, BackendRequest } from '#widgets/shared/backend/backend.ts';

const withLabels = (...values: string[]): Criteria => ({
  conditions: [{ field: 'abm:rfm.label', operator: 'isAnyOf', values }],
  pattern: '',
});

function arrange(segmentId: string | null = null) {
  const timer = createManualTimer();
  const server = createTabServer();
  const inner = backendOver(server);
  const requests: BackendRequest[] = [];
  const backend: Backend = {
    ...inner,
    call(request) {
      requests.push(request);
      return inner.call(request);
    },
  };
  return { timer, server, requests, preview: createPreviewModel(backend, timer, segmentId) };
}

test('one question per pause in typing', async () => {
  const { timer, requests, preview } = arrange();
  for (const id of ['champions', 'loyal', 'new']) {
    preview.show(withLabels(id));
    await timer.run(PREVIEW_PAUSE_MS - 1);
  }
  expect(requests).toHaveLength(0);
  expect(preview.state.value.counting).toBe(true);
  await timer.run(1);
  expect(requests).toHaveLength(1);
  expect(requests[0]?.body).toEqual({ criteria: withLabels('new') });
  expect(preview.state.value).toMatchObject({ counting: false, failure: null, preview: { accounts: 10 } });
});

test('the members are the first twenty', async () => {
  const { timer, preview } = arrange();
  preview.show({ conditions: [], pattern: '' });
  await timer.run(PREVIEW_PAUSE_MS);
  expect(preview.state.value.preview?.accounts).toBe(132);
  expect(preview.state.value.preview?.members).toHaveLength(20);
});

test('a question that was superseded while under way is cancelled, and its answer never shown', async () => {
  const timer = createManualTimer();
  const inner = backendOver(createTabServer());
  const held: { go: () => void; signal: AbortSignal | undefined }[] = [];
  const backend: Backend = {
    ...inner,
    async call(request) {
      await new Promise<void>((go) => held.push({ go, signal: request.signal }));
      const { signal: _signal, ...unaborted } = request;
      return inner.call(unaborted);
    },
  };
  const preview = createPreviewModel(backend, timer, null);
  preview.show(withLabels('champions'));
  await timer.run(PREVIEW_PAUSE_MS);
  preview.show(withLabels('new'));
  expect(held[0]?.signal?.aborted).toBe(true);
  await timer.run(PREVIEW_PAUSE_MS);
  held[1]?.go();
  await timer.run(0);
  held[0]?.go();
  await timer.run(0);
  expect(preview.state.value.preview?.accounts).toBe(10);
});

test('unfinished criteria are not asked about, and an answer to finished ones before them does not arrive late', async () => {
  const { timer, requests, preview } = arrange();
  preview.show(withLabels('new'));
  preview.show(null);
  await timer.run(PREVIEW_PAUSE_MS * 2);
  expect(requests).toHaveLength(0);
  expect(preview.state.value.counting).toBe(false);
});

test('against a segment it says who would come and go', async () => {
  const { timer, preview } = arrange('seg-new');
  preview.show(withLabels('champions'));
  await timer.run(PREVIEW_PAUSE_MS);
  expect(preview.state.value.preview?.difference).toMatchObject({ entered: 14, exited: 10 });
});

test('a failure is said and can be tried again at once', async () => {
  const { timer, server, preview } = arrange();
  server.break('POST /v1/segments/preview', OFFLINE);
  preview.show(withLabels('new'));
  await timer.run(PREVIEW_PAUSE_MS);
  expect(preview.state.value.failure).toEqual({ reason: 'offline' });
  server.break('POST /v1/segments/preview', null);
  preview.retry();
  await timer.run(0);
  expect(preview.state.value.preview?.accounts).toBe(10);
});

import { afterEach, expect, test, vi } from 'vitest';
import { createManualTimer } from '#test/support/manual-timer.ts';
import { backendOver } from '#test/support/tab-backend.ts';
import { createTabServer } from '#test/support/tab-server.ts';
import { createExportsModel } from '#widgets/segment-list/models/ExportsModel.ts';
import { createDirectBackend } from '#widgets/shared/backend/direct-backend.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

test('a download that breaks half-way is a connection lost, not an error of the page', async () => {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new Uint8Array(3));
      controller.error(new TypeError('network error'));
    },
  });
  vi.stubGlobal('fetch', async () => new Response(body, { headers: { 'content-type': 'application/zip' } }));
  const backend = createDirectBackend('https://functions.test', { current: () => 'bearer', lost: () => undefined });
  expect(await backend.download('/v1/exports/exp-a/file')).toEqual({ ok: false, error: { reason: 'offline' } });
});

test('however a download ends, its button can be used again', async () => {
  const broken = new Error('a bug');
  const model = createExportsModel({
    backend: { ...backendOver(createTabServer()), call: () => Promise.reject(broken) },
    timer: createManualTimer(),
    followLink: () => undefined,
  });
  await expect(model.download('exp-a')).rejects.toBe(broken);
  expect(model.fetching.value).toBeNull();
});

test.each([
  [
    'attachment; filename="lideres-2026-06-30.zip"; filename*=UTF-8\'\'l%C3%ADderes-2026-06-30.zip',
    'líderes-2026-06-30.zip',
  ],
  ['attachment; filename="champions-2026-06-30.zip"', 'champions-2026-06-30.zip'],
  ['attachment; filename="plain.zip"; filename*=UTF-8\'\'..%2F..%2Fevil.zip', 'plain.zip'],
  ['attachment; filename="plain.zip"; filename*=UTF-8\'\'%E0%A4%A', 'plain.zip'],
  ['attachment; filename="../up.zip"', 'export.zip'],
])('a file is saved under the name that the server gives it, and never under a path: %s', async (header, name) => {
  vi.stubGlobal('fetch', async () => new Response('zip', { headers: { 'content-disposition': header } }));
  const backend = createDirectBackend('https://functions.test', { current: () => 'bearer', lost: () => undefined });
  expect(await backend.download('/v1/exports/exp-a/file')).toMatchObject({ ok: true, value: { name } });
});

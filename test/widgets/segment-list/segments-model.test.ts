import { expect, test } from 'vitest';
import { backendOver, OFFLINE } from '#test/support/tab-backend.ts';
import { createTabServer } from '#test/support/tab-server.ts';
import { createSegmentsModel, segmentValue, type SegmentsModel } from '#widgets/segment-list/models/SegmentsModel.ts';
import { sortRows } from '#widgets/segment-list/models/sort-rows.ts';

async function arrange() {
  const server = createTabServer();
  const segments = createSegmentsModel(backendOver(server));
  await segments.load();
  return { server, segments };
}

const ids = ({ state }: SegmentsModel): string[] =>
  state.value.kind === 'ready' ? state.value.value.map(({ id }) => id) : [];

test('a deleted segment is gone from the list at once, and undo brings it back', async () => {
  const { server, segments } = await arrange();
  const removing = segments.remove('seg-new');
  expect(ids(segments)).not.toContain('seg-new');
  const removed = await removing;
  if (!removed.ok || removed.value === null) throw new Error('it was there');
  expect(await segments.restore(removed.value)).toEqual({ ok: true, value: null });
  expect(ids(segments)).toContain('seg-new');
  expect(server.asked.slice(-2)).toEqual(['DELETE /v1/segments/seg-new', 'POST /v1/segments/seg-new/restore']);
});

test('a segment that the server would not delete is back in the list, with the reason', async () => {
  const { server, segments } = await arrange();
  server.break('DELETE', { status: 403, body: { missing: 'Crm_Implied_Delete_ABM_Segments' } });
  expect(await segments.remove('seg-new')).toEqual({
    ok: false,
    error: { reason: 'refused', missing: 'Crm_Implied_Delete_ABM_Segments' },
  });
  expect(ids(segments)).toContain('seg-new');
});

test('a segment that somebody else deleted meanwhile is deleted', async () => {
  const { server, segments } = await arrange();
  server.break('DELETE', { status: 404, body: null });
  expect(await segments.remove('seg-new')).toEqual({ ok: true, value: null });
  expect(ids(segments)).not.toContain('seg-new');
});

test('an undo that fails says so and leaves the list as it is', async () => {
  const { server, segments } = await arrange();
  const removed = await segments.remove('seg-new');
  if (!removed.ok || removed.value === null) throw new Error('it was there');
  server.break('POST', OFFLINE);
  expect(await segments.restore(removed.value)).toEqual({ ok: false, error: { reason: 'offline' } });
  expect(ids(segments)).not.toContain('seg-new');
});

test('a refresh shows who came and went', async () => {
  const { segments } = await arrange();
  await segments.refresh('seg-best');
  const state = segments.state.value;
  const card = state.kind === 'ready' ? state.value.find(({ id }) => id === 'seg-best') : undefined;
  expect(card).toMatchObject({ entered: 1, exited: 3 });
});

test('the same column again sorts the other way round; texts start at A, numbers with the largest', async () => {
  const { segments } = await arrange();
  segments.sortBy('name');
  expect(segments.sort.value).toEqual({ key: 'name', descending: false });
  segments.sortBy('name');
  expect(segments.sort.value).toEqual({ key: 'name', descending: true });
  segments.sortBy('accounts');
  expect(segments.sort.value).toEqual({ key: 'accounts', descending: true });
});

test('every column sorts by what it shows', async () => {
  const { segments } = await arrange();
  const all = segments.state.value.kind === 'ready' ? segments.state.value.value : [];
  const sorted = (column: Parameters<typeof segmentValue>[1]) =>
    sortRows(all, (segment) => segmentValue(segment, column, null), false, 'en').map(({ id }) => id);
  expect(sorted('name')).toEqual(['seg-risk', 'seg-best', 'seg-large', 'seg-new']);
  expect(sorted('accounts')).toEqual(['seg-large', 'seg-new', 'seg-best', 'seg-risk']);
  expect(sorted('updated')[0]).toBe('seg-risk');
  expect(sorted('nature').at(-1)).toBe('seg-risk');
});

test('an answer in an unknown shape is a failure and not an empty list', async () => {
  const { server, segments } = await arrange();
  segments.reset();
  server.break('GET /v1/segments', { status: 200, body: { segments: [{ id: 1 }] } });
  await segments.load();
  expect(segments.state.value).toEqual({ kind: 'failed', failure: { reason: 'failed', code: 'unreadableAnswer' } });
});

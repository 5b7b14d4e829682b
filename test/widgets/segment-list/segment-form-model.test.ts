import { expect, test } from 'vitest';
import * as z from 'zod';
import type { Criteria } from '#core/criteria/criteria.ts';
import { createManualTimer } from '#test/support/manual-timer.ts';
import { backendOver } from '#test/support/tab-backend.ts';
import { createTabServer } from '#test/support/tab-server.ts';
import { PREVIEW_PAUSE_MS } from '#widgets/segment-list/models/PreviewModel.ts';
import { createSegmentFormModel } from '#widgets/segment-list/models/SegmentFormModel.ts';

const NEW_ONES: Criteria = { conditions: [{ field: 'abm:rfm.label', operator: 'is', value: 'new' }], pattern: '' };

async function arrange(segmentId: string | null = null, start: { name: string; criteria: Criteria } | null = null) {
  const timer = createManualTimer();
  const server = createTabServer();
  const form = createSegmentFormModel({ backend: backendOver(server), timer }, { segmentId, start });
  await form.basis.load();
  return { timer, server, form };
}

test('a new segment needs a name and finished conditions', async () => {
  const { form, server } = await arrange();
  expect(form.blocked.value).toBe('noName');
  expect(form.said.value).toBeNull();
  form.draft.value = { ...form.draft.value, name: ' ' };
  expect(form.said.value).toBe('noName');
  form.draft.value = { ...form.draft.value, name: ' Spring ' };
  form.draft.value = {
    ...form.draft.value,
    criteria: { conditions: [{ field: 'nowhere', operator: 'isEmpty' }], pattern: '' },
  };
  expect(form.blocked.value).toBe('criteriaUnfinished');
  expect(await form.save()).toEqual({ ok: false, error: 'criteriaUnfinished' });
  form.draft.value = { ...form.draft.value, criteria: NEW_ONES };
  const saved = await form.save();
  expect(saved).toMatchObject({
    ok: true,
    value: { name: 'Spring', nature: { kind: 'dynamic', interval: 'weekly' }, accounts: 10 },
  });
  expect(server.asked).toContain('POST /v1/segments');
});

test.each<[string, Criteria['conditions'][number]]>([
  ['an empty text', { field: 'name', operator: 'contains', value: '' }],
  ['no choice made', { field: 'abm:rfm.label', operator: 'isAnyOf', values: [] }],
])('a condition just added, with %s, is unfinished and asks nothing', async (_, condition) => {
  const { form, timer, server } = await arrange();
  form.draft.value = { ...form.draft.value, name: 'Spring', criteria: { conditions: [condition], pattern: '' } };
  await timer.run(PREVIEW_PAUSE_MS);
  expect(form.blocked.value).toBe('criteriaUnfinished');
  expect(form.preview.state.value).toMatchObject({ counting: false, failure: null });
  expect(server.asked).not.toContain('POST /v1/segments/preview');
});

test('a suggestion is a start: it counts at once and is unsaved work', async () => {
  const { form, timer } = await arrange(null, { name: 'New', criteria: NEW_ONES });
  await timer.run(PREVIEW_PAUSE_MS);
  expect(form.preview.state.value.preview?.accounts).toBe(10);
  expect(form.dirty.value).toBe(true);
});

test('an empty form is no unsaved work', async () => {
  const { form } = await arrange();
  expect(form.dirty.value).toBe(false);
});

test('managing criteria starts from what stands, with where the segment is used', async () => {
  const { form } = await arrange('seg-risk');
  expect(form.draft.value).toMatchObject({ dynamic: false, name: 'At risk, to be called before the summer campaign' });
  expect(form.dirty.value).toBe(false);
  expect(form.blocked.value).toBe('nothingChanged');
  const state = form.basis.state.value;
  expect(state.kind === 'ready' ? state.value.usedIn : null).toEqual({ exports: 2, children: [] });
});

test('changed criteria of a static segment are compared with its members and then put', async () => {
  const { form, timer, server } = await arrange('seg-risk');
  form.draft.value = { ...form.draft.value, criteria: NEW_ONES };
  await timer.run(PREVIEW_PAUSE_MS);
  expect(form.preview.state.value.preview?.difference).toMatchObject({ entered: 10, exited: 38 });
  await form.save();
  expect(server.asked.at(-1)).toBe('PUT /v1/segments/seg-risk');
  expect(form.dirty.value).toBe(false);
});

test('a change over a definition that somebody replaced meanwhile is refused and stays on screen', async () => {
  const { form, server } = await arrange('seg-risk');
  const theirs = createSegmentFormModel(
    { backend: backendOver(server), timer: createManualTimer() },
    { segmentId: 'seg-risk', start: null },
  );
  await theirs.basis.load();
  theirs.draft.value = { ...theirs.draft.value, name: 'Theirs' };
  expect((await theirs.save()).ok).toBe(true);
  form.draft.value = { ...form.draft.value, name: 'Mine' };
  expect((await form.save()).ok).toBe(false);
  expect([form.failure.value?.reason, form.draft.value.name]).toEqual(['conflict', 'Mine']);
});

test('criteria that are withheld cannot be changed, and the form says why', async () => {
  const timer = createManualTimer();
  const server = createTabServer();
  const answer: unknown = server.handle('GET', '/v1/segments/seg-risk', undefined).body;
  const { segment } = z.object({ segment: z.record(z.string(), z.unknown()) }).parse(answer);
  server.break('GET /v1/segments/seg-risk', { status: 200, body: { segment: { ...segment, criteria: null } } });
  const form = createSegmentFormModel({ backend: backendOver(server), timer }, { segmentId: 'seg-risk', start: null });
  await form.basis.load();
  const failure = { reason: 'refused', missing: 'permission.fieldHidden' };
  expect(form.basis.state.value).toMatchObject({ kind: 'failed', failure });
  expect(form.draft.value.criteria.conditions).toEqual([]);
});

test('a refused save keeps what was entered and says why', async () => {
  const { form, server } = await arrange();
  form.draft.value = { ...form.draft.value, name: 'Mine', criteria: NEW_ONES };
  server.break('POST /v1/segments', { status: 409, body: null });
  expect((await form.save()).ok).toBe(false);
  expect(form.failure.value).toMatchObject({ reason: 'conflict' });
  expect(form.draft.value.name).toBe('Mine');
  expect(form.dirty.value).toBe(true);
  expect(form.blocked.value).toBeNull();
});

test('two presses make one segment', async () => {
  const { form, server } = await arrange(null, { name: 'New', criteria: NEW_ONES });
  const both = await Promise.all([form.save(), form.save()]);
  expect(both.map(({ ok }) => ok)).toEqual([true, false]);
  expect(server.asked.filter((line) => line === 'POST /v1/segments')).toHaveLength(1);
});

test('a closed form asks nothing more', async () => {
  const { form, timer, server } = await arrange(null, { name: 'New', criteria: NEW_ONES });
  form.close();
  await timer.run(PREVIEW_PAUSE_MS);
  expect(server.asked).not.toContain('POST /v1/segments/preview');
});

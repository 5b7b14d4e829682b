import { expect, test } from 'vitest';
import { createManualTimer } from '#test/support/manual-timer.ts';
import { backendOver } from '#test/support/tab-backend.ts';
import { createTabServer } from '#test/support/tab-server.ts';
import { TAB_NOW } from '#test/support/tab-scenario.ts';
import { createExportFormModel, MAX_CHOSEN_FIELDS } from '#widgets/segment-list/models/ExportFormModel.ts';
import { createExportsModel, EXPORTS_POLL_MS, exportStatus } from '#widgets/segment-list/models/ExportsModel.ts';
import type { Backend, BackendRequest } from '#widgets/shared/backend/backend.ts';

const NOW = Date.parse(TAB_NOW);

async function openForm(segmentId: string | null = 'seg-best', language: 'en' | 'es' = 'en') {
  const server = createTabServer();
  const inner = backendOver(server);
  const sent: BackendRequest[] = [];
  const backend: Backend = {
    ...inner,
    call(request) {
      sent.push(request);
      return inner.call(request);
    },
  };
  const form = createExportFormModel(backend, segmentId, language);
  await form.fields.load();
  return { form, server, sent };
}

test('all fields need no choice', async () => {
  const { form, sent } = await openForm();
  expect((await form.start()).ok).toBe(true);
  expect(sent.at(-1)?.body).toEqual({ segment: 'seg-best', fields: 'all', language: 'en', separator: ',', bom: true });
});

test('chosen fields go in the file’s order, whatever order they were ticked in', async () => {
  const { form, sent } = await openForm();
  form.setMode('chosen');
  expect(form.blocked.value).toBe('nothingChosen');
  form.toggle('Website');
  form.toggle('abm:rfm.label');
  form.toggle('Phone');
  form.toggle('Phone');
  await form.start();
  expect(sent.at(-1)?.body).toMatchObject({ fields: ['abm:rfm.label', 'Website'] });
});

test('search ignores case and accents, and select-all takes what it shows', async () => {
  const { form } = await openForm();
  form.setMode('chosen');
  form.setSearch('REGION');
  expect(form.shown.value.map(({ name }) => name)).toEqual(['Región']);
  form.setSearch('billing');
  form.toggleShown();
  expect([...form.chosen.value]).toEqual(['Billing_Street', 'Billing_City', 'Billing_Country']);
  form.toggleShown();
  expect(form.chosen.value.size).toBe(0);
});

test('fields that the profile hides cannot be chosen, and are named', async () => {
  const { form } = await openForm();
  expect(form.shown.value.some(({ name }) => name === 'Annual_Revenue')).toBe(false);
  expect(form.hidden.value.map(({ name }) => name)).toEqual(['Annual_Revenue', 'Credit_Limit']);
});

test('more than 200 fields is too many to choose', async () => {
  const { form, server } = await openForm();
  const many = Array.from({ length: MAX_CHOSEN_FIELDS + 1 }, (_, index) => ({
    name: `F${index}`,
    label: `F${index}`,
    source: 'crm',
    hidden: false,
  }));
  server.break('GET /v1/exports/fields', { status: 200, body: { fields: many } });
  await form.fields.load();
  form.setMode('chosen');
  form.toggleShown();
  expect(form.blocked.value).toBe('tooMany');
  form.toggle('F0');
  expect(form.blocked.value).toBeNull();
});

test('a Spanish file splits at semicolons, since the comma is taken', async () => {
  const { form } = await openForm(null, 'es');
  expect(form.separator.value).toBe(';');
});

function openHistory() {
  const timer = createManualTimer(NOW);
  const server = createTabServer();
  const saved: string[] = [];
  const exports = createExportsModel({ backend: backendOver(server), timer, followLink: (url) => saved.push(url) });
  return {
    timer,
    server,
    saved,
    exports,
    asked: () => server.asked.filter((line) => line === 'GET /v1/exports').length,
  };
}

test('each export says what became of it', async () => {
  const { exports } = openHistory();
  await exports.load();
  const state = exports.state.value;
  const rows = state.kind === 'ready' ? state.value : [];
  expect(rows.map((row) => [row.id, exportStatus(row, NOW)])).toEqual([
    ['exp-a', 'ready'],
    ['exp-b', 'running'],
    ['exp-c', 'expired'],
    ['exp-d', 'invalid'],
    ['exp-e', 'failed'],
  ]);
});

test('a file expires at the very instant its time is over', async () => {
  const { exports } = openHistory();
  await exports.load();
  const [row] = exports.state.value.kind === 'ready' ? exports.state.value.value : [];
  if (row === undefined) throw new Error('there is an export');
  const until = Date.parse(row.downloadUntil ?? '');
  expect(exportStatus(row, until - 1)).toBe('ready');
  expect(exportStatus(row, until)).toBe('expired');
});

test('the history is asked again while an export is at work, and no more once nobody looks', async () => {
  const { exports, timer, asked } = openHistory();
  await exports.load();
  await timer.run(EXPORTS_POLL_MS);
  expect(asked()).toBe(2);
  exports.close();
  await timer.run(EXPORTS_POLL_MS * 3);
  expect(asked()).toBe(2);
});

test('an export that is started from the history itself is followed, though nothing was at work before', async () => {
  const { exports, timer, asked } = openHistory();
  await exports.load();
  await exports.cancel('exp-b');
  await timer.run(EXPORTS_POLL_MS * 3);
  const before = asked();
  await timer.run(EXPORTS_POLL_MS * 3);
  expect(asked()).toBe(before);
  const rows = exports.state.value.kind === 'ready' ? exports.state.value.value : [];
  const [known] = rows;
  if (known === undefined) throw new Error('there is an export');
  exports.put({ ...known, id: 'exp-new', state: 'queued', file: null });
  await timer.run(EXPORTS_POLL_MS);
  expect(asked()).toBe(before + 1);
});

test('an answer that does not come through ends no following', async () => {
  const { exports, timer, server, asked } = openHistory();
  await exports.load();
  server.break('GET /v1/exports', { status: 503, body: { code: 'store.unavailable' } });
  await timer.run(EXPORTS_POLL_MS);
  expect(exports.state.value).toMatchObject({ kind: 'ready', failure: { reason: 'failed' } });
  server.break('GET /v1/exports', null);
  const before = asked();
  await timer.run(EXPORTS_POLL_MS);
  expect([asked(), exports.state.value]).toMatchObject([before + 1, { failure: null }]);
});

test('closing while the answer is under way starts no further asking', async () => {
  const { exports, timer, asked } = openHistory();
  const loading = exports.load();
  exports.close();
  await loading;
  await timer.run(EXPORTS_POLL_MS * 3);
  expect(asked()).toBe(1);
});

test('a file is taken by the browser itself, by the link that the server gives', async () => {
  const { exports, saved } = openHistory();
  expect(await exports.download('exp-a')).toEqual({ ok: true, value: null });
  expect(saved).toEqual(['https://functions.lodestar.invalid/v1/export-links/exp-a']);
  expect(exports.fetching.value).toBeNull();
});

test('a file that is gone is said, no link is followed, and the history is read again', async () => {
  const { exports, server, saved, asked } = openHistory();
  server.break('POST /v1/exports/exp-a/link', { status: 410, body: { code: 'export.segmentDeleted' } });
  expect(await exports.download('exp-a')).toEqual({ ok: false, error: { reason: 'gone' } });
  expect(saved).toEqual([]);
  expect(asked()).toBe(1);
});

test('a cancelled export says so at once', async () => {
  const { exports } = openHistory();
  await exports.load();
  expect(await exports.cancel('exp-b')).toEqual({ ok: true, value: null });
  const rows = exports.state.value.kind === 'ready' ? exports.state.value.value : [];
  expect(rows.filter((row) => exportStatus(row, NOW) === 'cancelled').map(({ id }) => id)).toEqual(['exp-b']);
});

test('an export that ended before it could be cancelled is read again, and is no failure', async () => {
  const { exports, asked } = openHistory();
  await exports.load();
  expect(await exports.cancel('exp-a')).toEqual({ ok: true, value: null });
  expect(asked()).toBe(2);
});

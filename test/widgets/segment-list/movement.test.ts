import { expect, test } from 'vitest';
import { backendOver } from '#test/support/tab-backend.ts';
import { TAB_LABELS } from '#test/support/tab-data.ts';
import { createTabServer } from '#test/support/tab-server.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import { createMovementModel } from '#widgets/segment-list/models/MovementModel.ts';
import { knownDays, labelsOver, sumMoves } from '#widgets/segment-list/models/sum-moves.ts';

function open(scenario = {}) {
  const server = createTabServer(scenario);
  const model = createMovementModel({
    backend: backendOver(server),
    technique: 'rfm',
    today: () => parseIsoDay('2026-03-12') ?? 0,
  });
  return { server, model };
}

test('thirty days are told by day, longer periods by week', async () => {
  const { server, model } = open();
  await model.load();
  model.lookBack(365);
  await expect.poll(() => model.state.value.kind).toBe('ready');
  model.lookBack(365);
  expect(server.asked).toEqual([
    'GET /v1/history/labels?technique=rfm&from=2026-02-10&to=2026-03-12&by=day',
    'GET /v1/history/labels?technique=rfm&from=2025-03-12&to=2026-03-12&by=week',
  ]);
});

test('another technique shows nothing of the one before', async () => {
  const { model } = open();
  await model.load();
  model.show('firmographics');
  expect(model.state.value.kind).toBe('loading');
  await expect.poll(() => model.state.value.kind).toBe('ready');
  const state = model.state.value;
  if (state.kind !== 'ready') throw new Error('it is');
  const ids = labelsOver(knownDays(state.value), TAB_LABELS, 'firmographics');
  expect(ids).toEqual(['large', 'medium', 'small', null]);
});

test('an answer of a shape that is not known is a failure, and trying again helps', async () => {
  const { server, model } = open();
  server.break('GET /v1/history', { status: 200, body: { begins: 'yesterday' } });
  await model.load();
  expect(model.state.value).toEqual({ kind: 'failed', failure: { reason: 'failed', code: 'unreadableAnswer' } });
  server.break('GET /v1/history', null);
  await model.load();
  expect(model.state.value.kind).toBe('ready');
});

test('moves are counted apart from those who stayed, most accounts first', () => {
  const summed = sumMoves({
    from: '2026-02-10',
    to: '2026-03-12',
    moves: [
      { from: 'new', to: 'loyal', accounts: 2 },
      { from: 'new', to: 'new', accounts: 40 },
      { from: 'loyal', to: null, accounts: 7 },
    ],
  });
  expect(summed.moved.map(({ from }) => from)).toEqual(['loyal', 'new']);
  expect([summed.accountsMoved, summed.accountsKept]).toEqual([9, 40]);
});

test('days before the first known one are left out, a gap between known ones is not', () => {
  const counts = [{ labelId: 'gone', accounts: 1 }];
  const history = {
    begins: '2026-03-02',
    flows: null,
    days: [
      { day: '2026-03-01', counts: null },
      { day: '2026-03-02', counts },
      { day: '2026-03-03', counts: null },
    ],
  };
  expect(knownDays(history).map(({ day }) => day)).toEqual(['2026-03-02', '2026-03-03']);
  expect(labelsOver(history.days, TAB_LABELS, 'rfm')).toEqual(['gone']);
  expect(knownDays({ ...history, days: [] })).toEqual([]);
});

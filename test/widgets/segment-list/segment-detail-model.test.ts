import { expect, test } from 'vitest';
import { backendOver, OFFLINE } from '#test/support/tab-backend.ts';
import { createTabServer } from '#test/support/tab-server.ts';
import { ALL_ACCOUNTS, type BarFilter } from '#widgets/segment-list/models/NavigationModel.ts';
import { createOverviewModel } from '#widgets/segment-list/models/OverviewModel.ts';
import { createSegmentDetailModel } from '#widgets/segment-list/models/SegmentDetailModel.ts';

const AT_RISK: BarFilter = { by: 'label', key: 'at-risk', technique: 'rfm', name: 'At risk' };

async function arrange(
  id: string,
  { filter = null, amountsHidden = false }: { filter?: BarFilter | null; amountsHidden?: boolean } = {},
) {
  const server = createTabServer({ amountsHidden });
  const detail = createSegmentDetailModel(backendOver(server), id, {
    filter,
    amountsHidden: async () => amountsHidden,
  });
  await detail.open();
  return { server, detail, settle: () => new Promise((resolve) => setImmediate(resolve)) };
}

test('accounts come by page, the richest first', async () => {
  const { detail, settle } = await arrange(ALL_ACCOUNTS);
  const first = detail.accounts.state.value;
  if (first.kind !== 'ready') throw new Error('accounts are there');
  expect(first.value).toMatchObject({ total: 132, page: 1 });
  expect(first.value.accounts).toHaveLength(50);
  expect(first.value.accounts[0]?.wonMinor).toBeGreaterThan(first.value.accounts[49]?.wonMinor ?? 0);
  detail.turnTo(3);
  await settle();
  const last = detail.accounts.state.value;
  expect(last.kind === 'ready' ? last.value.accounts.length : 0).toBe(32);
});

test('another order starts at the first page again', async () => {
  const { detail, server, settle } = await arrange(ALL_ACCOUNTS);
  detail.turnTo(2);
  await settle();
  detail.sortBy('name');
  await settle();
  expect(server.asked.at(-1)).toBe('GET /v1/segments/all/accounts?page=1&sort=name');
  detail.sortBy('name');
  await settle();
  expect(server.asked.at(-1)).toBe('GET /v1/segments/all/accounts?page=1&sort=-name');
});

test('labels of any technique start with the first, numbers with the highest', async () => {
  const { detail, server, settle } = await arrange(ALL_ACCOUNTS);
  for (const [column, sort] of [
    ['voice', 'voice'],
    ['engagement', 'engagement'],
    ['recommendations', 'recommendations'],
    ['points', '-points'],
  ] as const) {
    detail.sortBy(column);
    await settle();
    expect(server.asked.at(-1)).toBe(`GET /v1/segments/all/accounts?page=1&sort=${sort}`);
  }
});

test('who may not see amounts never asks for an order by them', async () => {
  const { server } = await arrange(ALL_ACCOUNTS, { amountsHidden: true });
  expect(server.asked).toContain('GET /v1/segments/all/accounts?page=1&sort=name');
});

test('a page that opens here waits for the overview to say whether amounts are hidden', async () => {
  const server = createTabServer({ amountsHidden: true });
  const backend = backendOver(server);
  const overview = createOverviewModel(backend);
  const detail = createSegmentDetailModel(backend, ALL_ACCOUNTS, {
    filter: null,
    amountsHidden: overview.amountsHidden,
  });
  const opening = detail.open();
  await new Promise((resolve) => setImmediate(resolve));
  expect(server.asked).toEqual([]);
  await overview.load();
  await opening;
  expect(server.asked.at(-1)).toBe('GET /v1/segments/all/accounts?page=1&sort=name');
});

test('where the overview does not come, accounts stand in the order that anybody may see', async () => {
  const server = createTabServer();
  server.break('GET /v1/overview', OFFLINE);
  const backend = backendOver(server);
  const overview = createOverviewModel(backend);
  const detail = createSegmentDetailModel(backend, ALL_ACCOUNTS, {
    filter: null,
    amountsHidden: overview.amountsHidden,
  });
  await Promise.all([overview.load(), detail.open()]);
  expect(server.asked.at(-1)).toBe('GET /v1/segments/all/accounts?page=1&sort=name');
});

test('a screen that was left before it knew asks nothing', async () => {
  const server = createTabServer();
  const backend = backendOver(server);
  const overview = createOverviewModel(backend);
  const detail = createSegmentDetailModel(backend, ALL_ACCOUNTS, {
    filter: null,
    amountsHidden: overview.amountsHidden,
  });
  const opening = detail.open();
  detail.close();
  await overview.load();
  await opening;
  expect(server.asked).toEqual(['GET /v1/overview']);
});

test('all accounts are nobody’s segment: there is nothing to ask about it', async () => {
  const { detail, server } = await arrange(ALL_ACCOUNTS);
  expect(detail.subject.state.value).toMatchObject({ kind: 'ready', value: null });
  expect(server.asked).not.toContain('GET /v1/segments/all');
});

test('a bar opens its accounts, and the accounts without one too', async () => {
  const { detail, server, settle } = await arrange(ALL_ACCOUNTS, { filter: AT_RISK });
  const found = detail.accounts.state.value;
  expect(found.kind === 'ready' ? found.value.total : 0).toBe(15);
  expect(server.asked.at(-1)).toContain('by=label&technique=rfm&value=at-risk');
  detail.show('distribution');
  detail.openBar({ by: 'industry', key: null, technique: null, name: 'not given' });
  await settle();
  expect(detail.section.value).toBe('accounts');
  expect(server.asked.at(-1)).toContain('by=industry&none=true');
  detail.openBar(null);
  await settle();
  expect(server.asked.at(-1)).not.toContain('by=');
});

test('a section is asked for when it is first looked at, and not again', async () => {
  const { detail, server, settle } = await arrange('seg-best');
  const asked = (part: string) => server.asked.filter((line) => line.includes(part)).length;
  expect(asked('/performance')).toBe(0);
  detail.show('performance');
  await settle();
  detail.show('accounts');
  detail.show('performance');
  await settle();
  expect(asked('/performance')).toBe(1);
});

test('another distribution forgets the one before: no bars under a wrong name', async () => {
  const { detail, settle } = await arrange('seg-best');
  detail.show('distribution');
  await settle();
  detail.distributeBy('owner');
  expect(detail.distribution.state.value.kind).toBe('loading');
  await settle();
  const found = detail.distribution.state.value;
  expect(found.kind === 'ready' ? found.value.bars?.map(({ key }) => key).sort() : []).toEqual([
    'Elena Ruiz',
    'Marc Weber',
    'Priya Nair',
    'Tom Okafor',
  ]);
});

test('an amount that the server masks by a message is hidden, not unreadable', async () => {
  const { detail, server, settle } = await arrange('seg-best');
  server.break('GET /v1/segments/seg-best/performance', {
    status: 200,
    body: {
      wonMinor: { code: 'permissions.hidden', params: {} },
      pipelineMinor: null,
      deals: { won: 1, lost: 0, open: 2 },
      trend: null,
    },
  });
  detail.show('performance');
  await settle();
  expect(detail.performance.state.value).toMatchObject({
    kind: 'ready',
    value: { wonMinor: null, pipelineMinor: null },
  });
});

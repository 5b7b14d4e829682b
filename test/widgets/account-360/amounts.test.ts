import { expect, test } from 'vitest';
import type { Message } from '#core/message.ts';
import { loadReady } from '#test/support/load-panel.ts';
import { createPanelWorld, DEALS, dealId, type PanelDeal, type PanelWorld } from '#test/support/panel-world.ts';
import type { AccountView } from '#widgets/account-360/models/account-view.ts';

const DAY = 20_454;
const monetary = (view: AccountView): unknown =>
  view.labels[0]?.reasons.find(({ code }) => code === 'rfm.reason.monetary')?.params['amountMinor'];
const allMinors = (view: AccountView): unknown[] =>
  view.labels
    .flatMap(({ rule, reasons, nearMisses, changes, ageing }) => [rule, ...reasons, ...nearMisses, ...changes, ageing])
    .flatMap((message) => Object.entries(message?.params ?? {}))
    .flatMap(([name, value]) => (name.endsWith('Minor') ? [value] : []));

test('tiles add up what the viewer reads', async () => {
  const { totals } = await loadReady(createPanelWorld());
  expect(totals).toEqual({
    wonMinor: 12_415_075,
    wonYearMinor: 4_820_000 + 3_150_050 + 1_240_000,
    wonYearBeforeMinor: 2_600_000 + 415_025 + 190_000,
    pipelineMinor: 6_190_000,
    won: 6,
    lost: 1,
    open: 2,
    overdue: 1,
    lastWonDay: DAY - 19,
    nextClosingDay: DAY + 40,
    sinceRun: 0,
  });
});

test('the year ends today and starts 365 days before, each day counted once', async () => {
  const won = (daysAgo: number, amount: number): PanelDeal => ({ name: 'x', daysAgo, amount });
  const deals = [won(0, 1), won(364, 10), won(365, 100), won(729, 1_000), won(730, 10_000)];
  const { totals } = await loadReady(createPanelWorld({ deals, todayDay: DAY }));
  expect([totals.wonYearMinor, totals.wonYearBeforeMinor]).toEqual([1_100, 110_000]);
});

test('without deals every total is nothing, and no day is invented', async () => {
  const { totals } = await loadReady(createPanelWorld({ deals: [] }));
  expect(totals).toMatchObject({ wonMinor: 0, pipelineMinor: 0, won: 0, lastWonDay: null, nextClosingDay: null });
});

test('a deal won after the run is in the tiles, not in the reasons', async () => {
  const deals = [...DEALS, { name: 'This morning', daysAgo: -1, amount: 7_000 }];
  const view = await loadReady(createPanelWorld({ deals, todayDay: DAY + 1 }));
  expect(view.totals).toMatchObject({ sinceRun: 1, wonMinor: 13_115_075, lastWonDay: DAY + 1 });
  expect(monetary(view)).toBe(12_415_075);
});

test('an open deal that closes today is not overdue yet', async () => {
  const deals = [{ name: 'Today', daysAgo: 0, amount: 1, stage: 'Negotiation' }];
  const { totals } = await loadReady(createPanelWorld({ deals, todayDay: DAY }));
  expect(totals).toMatchObject({ overdue: 0, nextClosingDay: DAY });
});

test('a won deal of a day to come counts nowhere yet', async () => {
  const view = await loadReady(
    createPanelWorld({ deals: [...DEALS, { name: 'Dated ahead', daysAgo: -30, amount: 9 }] }),
  );
  expect(view.totals).toMatchObject({ won: 6, wonMinor: 12_415_075, sinceRun: 0 });
});

for (const means of ['foreignPerHome', 'homePerForeign'] as const) {
  test(`deals in several currencies are converted at their own rate (${means})`, async () => {
    const deals = [
      { name: 'Home', daysAgo: 10, amount: 100 },
      { name: 'Euro', daysAgo: 20, amount: 92, currency: 'EUR', rate: 0.92 },
      { name: 'Yen', daysAgo: 30, amount: 15_000, currency: 'JPY', rate: 150.25 },
    ];
    const view = await loadReady(createPanelWorld({ deals, exchangeRateMeans: means }));
    const expected = means === 'foreignPerHome' ? [10_000, 10_000, 9_983] : [10_000, 8_464, 225_375_000];
    expect(view.deals.map(({ amountMinor }) => amountMinor)).toEqual(expected);
    // The run counted the same sum with its own code.
    expect(view.labels[0]?.amounts).toBe('shown');
    expect(monetary(view)).toBe(expected.reduce((a, b) => a + b));
  });
}

test('a home currency without decimals stays whole', async () => {
  const deals = [{ name: 'Euro', daysAgo: 20, amount: 10, currency: 'EUR', rate: 0.0065 }];
  const view = await loadReady(createPanelWorld({ deals, currency: 'JPY', minorDigits: 0 }));
  expect(view.deals[0]?.amountMinor).toBe(1_538);
});

test('a foreign amount without its rate is no amount, and no sum is claimed with it', async () => {
  const world = createPanelWorld({
    deals: [
      { name: 'Euro', daysAgo: 20, amount: 90_000, currency: 'EUR', rate: 0.9 },
      { name: 'Home', daysAgo: 30, amount: 5 },
    ],
  });
  for (const deal of world.records['Deals'] ?? []) deal['Exchange_Rate'] = null;
  const view = await loadReady(world);
  expect(view.deals.map(({ amountMinor }) => amountMinor)).toEqual([null, 500]);
  expect(view.labels[0]?.amounts).toBe('differ');
});

const TYPE_NEW = {
  conditions: [
    { field: 'stageType', operator: 'is' as const, value: 'won' },
    { field: 'crm:Type', operator: 'is' as const, value: 'New' },
  ],
  pattern: '1 AND 2',
};
const TYPED = DEALS.map((deal, index) => ({ ...deal, more: { Type: index % 2 === 0 ? 'New' : 'Renewal' } }));

test('where only some won deals contribute, the panel counts those', async () => {
  const view = await loadReady(createPanelWorld({ deals: TYPED, rfm: { contributing: TYPE_NEW } }));
  expect(view.totals).toMatchObject({ won: 3, wonMinor: 4_820_000 + 1_240_000 + 415_025 });
  expect(monetary(view)).toBe(6_475_025);
});

test('contributing deals need not be won at all', async () => {
  const open = { conditions: [{ field: 'stageType', operator: 'isNot' as const, value: 'lost' }], pattern: '' };
  const view = await loadReady(createPanelWorld({ rfm: { contributing: open } }));
  // The run's day is before the open deal's closing day of 40 days ahead.
  expect(view.totals.won).toBe(7);
  expect(monetary(view)).toBe(12_415_075 + 990_000);
});

test('a hidden field of those criteria leaves the won deals, and claims no amount', async () => {
  const world = createPanelWorld({ deals: TYPED, rfm: { contributing: TYPE_NEW }, hidden: ['Deals.Type'] });
  const view = await loadReady(world);
  expect(view.totals.won).toBe(6);
  expect(view.labels[0]?.amounts).toBe('differ');
});

test.for<[string, (world: PanelWorld) => void]>([
  ['a deal that is not shared', (world) => void world.records['Deals']?.splice(1, 1)],
  ['a deal that the evidence does not name', (world) => void world.records['Deals']?.splice(5, 1)],
  ['an amount changed since', (world) => Object.assign(world.records['Deals']?.[1] ?? {}, { Amount: 1 })],
  ['a stage changed since', (world) => Object.assign(world.records['Deals']?.[0] ?? {}, { Stage: 'Closed Lost' })],
  [
    'a deal dated later than the last one',
    (world) => Object.assign(world.records['Deals']?.[1] ?? {}, { Closing_Date: '2025-12-30' }),
  ],
  [
    'another deal in the place of a named one',
    (world) => {
      Object.assign(world.records['Deals']?.[6] ?? {}, { Stage: 'Closed Won', Amount: 31_500.5 });
      world.records['Deals']?.splice(1, 1);
    },
  ],
  ['a deal dated back since', (world) => Object.assign(world.records['Deals']?.[6] ?? {}, { Stage: 'Closed Won' })],
])('%s: no amount is claimed for the label', async ([, change]) => {
  // Cut-offs below 130,000 so that each of the changes moves the sum to another place.
  const bands = [
    { score: 2, anyOf: [{ from: 123_000, to: 125_000 }] },
    { score: 1, anyOf: [{ from: null, to: 123_000 }] },
  ];
  const world = createPanelWorld({ rfm: { monetary: { mode: 'manual', levels: 2, bands } } });
  expect((await loadReady(world)).labels[0]?.amounts).toBe('shown');
  change(world);
  const view = await loadReady(world);
  expect(view.labels[0]?.amounts).toBe('differ');
  expect(allMinors(view).filter((minor) => minor !== null)).toEqual([]);
});

test('without the amount field no number of the view comes from amounts', async () => {
  const view = await loadReady(createPanelWorld({ hidden: ['Deals.Amount'] }));
  expect(view).toMatchObject({ amountsVisible: false, dealsVisible: true });
  expect(view.totals).toMatchObject({
    wonMinor: null,
    wonYearMinor: null,
    wonYearBeforeMinor: null,
    pipelineMinor: null,
    won: 6,
  });
  expect(
    view.deals
      .flatMap(({ amountMinor, monetaryMinor }) => [amountMinor, monetaryMinor])
      .every((minor) => minor === null),
  ).toBe(true);
  expect(view.labels[0]?.amounts).toBe('hidden');
  expect(allMinors(view).filter((minor) => minor !== null)).toEqual([]);
  expect(view.labels[0]?.scores).toHaveLength(3);
});

test('an account without purchases names no cut-off to who may not see amounts', async () => {
  const world = createPanelWorld({ deals: [], hidden: ['Deals.Amount'] });
  const view = await loadReady(world);
  expect(view.labels[0]?.changes.map(({ code }) => code)).toContain('rfm.change.dealToday');
  expect(allMinors(view).filter((minor) => minor !== null)).toEqual([]);
  const seeing = await loadReady(createPanelWorld({ deals: [] }));
  expect(allMinors(seeing).some((minor) => typeof minor === 'number')).toBe(true);
});

test('an account without purchases is not told that rules miss its scores', async () => {
  const [rfm] = (await loadReady(createPanelWorld({ deals: [] }))).labels;
  expect(rfm).toMatchObject({ labelId: null, rule: { code: 'rfm.rule.noneWithoutPurchases', params: { labels: 8 } } });
});

test('cut-offs that are withheld from the viewer are never guessed from the amounts they see', async () => {
  const world = createPanelWorld();
  for (const record of world.records['ABM_Basis'] ?? []) delete record['Money_Basis'];
  const view = await loadReady(world);
  expect(view.totals.wonMinor).toBe(12_415_075);
  expect(view.labels[0]?.amounts).toBe('hidden');
  expect(allMinors(view).filter((minor) => minor !== null)).toEqual([]);
});

test('without the right to deals, labels and scores still stand', async () => {
  const view = await loadReady(createPanelWorld({ hidden: ['Deals'] }));
  expect(view).toMatchObject({ dealsVisible: false, amountsVisible: false, deals: [] });
  expect(view.labels.map(({ labelId }) => labelId)).toEqual(['loyal', 'medium']);
  expect(view.labels[0]).toMatchObject({ amounts: 'hidden', dealIds: [dealId(0), dealId(1), dealId(3), dealId(2)] });
});

test('RFM by another field than the amount adds that one up', async () => {
  const margins = DEALS.map((deal, index) => ({ ...deal, more: { Margin: 1_000 * (index + 1) } }));
  const world = createPanelWorld({ deals: margins, rfm: { monetaryField: 'crm:Margin' } });
  world.fields['Deals']?.push({ api_name: 'Margin', field_label: 'Margin', data_type: 'double', custom_field: true });
  const view = await loadReady(world);
  expect(monetary(view)).toBe(100_000 + 200_000 + 300_000 + 400_000 + 500_000 + 600_000);
  expect(view.totals.wonMinor).toBe(12_415_075);
});

test('more purchases stand among the changes once, unless they would take the label away', async () => {
  const label = (id: string, f: { min: number; max: number }) => ({
    id,
    names: { en: id, es: id },
    colour: '#1E874B',
    optionId: null,
    matches: { r: null, f, m: null },
  });
  const kinds = async (labels: ReturnType<typeof label>[]): Promise<unknown> => {
    const [rfm] = (await loadReady(createPanelWorld({ rfm: { labels } }))).labels;
    const more = (messages: readonly Message[] = []) =>
      messages.filter(({ params }) => 'unitsMore' in params).map(({ params }) => params['label']);
    return [more(rfm?.changes), more(rfm?.nearMisses)];
  };
  expect(await kinds([label('some', { min: 1, max: 3 }), label('many', { min: 4, max: 5 })])).toEqual([['many'], []]);
  expect(await kinds([label('some', { min: 1, max: 3 })])).toEqual([[], [null]]);
});

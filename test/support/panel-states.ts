import type { PanelOptions } from './panel-harness.ts';
import { answerSdk } from './answer-sdk.ts';
import { techniqueSituations } from './panel-technique-states.ts';
import { createPanelWorld, DEALS, dealId, hide, publish, type PanelWorld, type WorldOptions } from './panel-world.ts';

export interface PanelSituation {
  readonly name: string;
  readonly world: PanelWorld;
  readonly options?: PanelOptions;
  /** Text that stands on the screen once it is there, in English. */
  readonly shows: string;
}

const LONG =
  'Consolidated International Harbour and Inland Waterway Crane Engineering Partnership of the Northern Provinces (Holding)';

/** Every state the panel can be in, as the org or the page brings it about. */
export function panelSituations(language: WorldOptions['language'] = 'en_US'): readonly PanelSituation[] {
  const make = (options: WorldOptions = {}, change: (world: PanelWorld) => void = () => undefined): PanelWorld => {
    const world = createPanelWorld({ language: language ?? 'en_US', ...options });
    change(world);
    return world;
  };
  const firstAccount = (world: PanelWorld): Record<string, unknown> => world.records['Accounts']?.[0] ?? {};
  const ready = make();
  return [
    { name: 'ready', world: ready, shows: '6 purchases' },
    { name: 'ready-champion', world: make({ deals: champion() }), shows: 'Champions' },
    {
      name: 'ready-no-purchases',
      world: make({ deals: DEALS.filter(({ stage }) => stage !== undefined) }),
      shows: 'No purchase',
    },
    { name: 'ready-no-deals', world: make({ deals: [] }), shows: 'No purchase' },
    {
      name: 'ready-currencies',
      world: make({
        deals: DEALS.map((deal, index) => (index % 2 === 0 ? { ...deal, currency: 'EUR', rate: 0.92 } : deal)),
      }),
      shows: '6 purchases',
    },
    { name: 'ready-no-label', world: make({ account: { Employees: null } }), shows: 'No label' },
    { name: 'ready-stale', world: make({ todayDay: 20_454 + 9 }), shows: 'old' },
    {
      name: 'ready-since-run',
      world: make({ deals: [...DEALS, { name: 'Won this morning', daysAgo: -1, amount: 7_000 }] }),
      shows: 'after this count',
    },
    { name: 'ready-no-amounts', world: make({ hidden: ['Deals.Amount'] }), shows: 'hidden by your profile' },
    { name: 'ready-no-deals-right', world: make({ hidden: ['Deals'] }), shows: 'hidden by your profile' },
    {
      name: 'ready-unshared-deal',
      world: make({}, (world) => {
        world.records['Deals'] = (world.records['Deals'] ?? []).filter(({ id }) => id !== dealId(1));
      }),
      shows: '5 / 1 / 2',
    },
    {
      name: 'ready-long-names',
      world: make({
        account: { Account_Name: LONG, Owner: { id: '1', name: LONG } },
        deals: DEALS.map((deal) => ({ ...deal, name: `${LONG} ${deal.name}` })),
      }),
      shows: 'Consolidated',
    },
    {
      name: 'ready-unnamed-label',
      world: make({}, (world) => publish(world, (published) => ({ ...published, labels: [] }))),
      shows: 'loyal',
    },
    { name: 'ready-firmographics-only', world: make({ rfm: null }), shows: 'Medium' },
    ...techniqueSituations(language),
    { name: 'no-record', world: ready, options: { timing: 'never' }, shows: 'No account here' },
    {
      name: 'record-gone',
      world: make({}, (world) => void (world.records['Accounts'] = [])),
      shows: 'cannot be shown',
    },
    {
      name: 'refused',
      world: make({}, (world) => void (world.profile.permissions_details = [])),
      shows: 'Crm_Implied_Manage_ABM',
    },
    { name: 'not-configured', world: make({}, (world) => void (world.records['ABM_Basis'] = [])), shows: 'not set up' },
    {
      name: 'not-included',
      world: make(
        {
          criteria: {
            conditions: [
              { field: 'employees', operator: 'atLeast', number: 1_000 },
              { field: 'industry', operator: 'isAnyOf', values: ['Energy', 'Mining'] },
            ],
            pattern: '1 AND 2',
          },
        },
        (world) => void delete firstAccount(world)['ABM_Evidence'],
      ),
      shows: 'Condition 2',
    },
    {
      name: 'not-scored',
      world: make({}, (world) => void delete firstAccount(world)['ABM_Evidence']),
      shows: 'Not scored yet',
    },
    {
      name: 'not-judged',
      world: make(
        { criteria: { conditions: [{ field: 'industry', operator: 'is', value: 'Energy' }], pattern: '' } },
        (world) => {
          delete firstAccount(world)['ABM_Evidence'];
          hide(world, 'Accounts.Industry');
        },
      ),
      shows: 'No labels here',
    },
    { name: 'evidence-hidden', world: make({ hidden: ['Accounts.ABM_Evidence'] }), shows: 'ABM_Evidence' },
    {
      name: 'unreadable',
      world: make({}, (world) => void (firstAccount(world)['ABM_Evidence'] = 'changed by hand')),
      shows: 'cannot be read',
    },
    {
      name: 'failed',
      world: ready,
      options: { answer: () => ({ ok: false, data: { code: 'INTERNAL_ERROR', message: 'x' } }) },
      shows: 'did not answer',
    },
    {
      name: 'failed-no-permission',
      world: ready,
      options: {
        answer: (data) =>
          JSON.stringify(data).includes('READ')
            ? { ok: false, data: { code: 'NO_PERMISSION' } }
            : answerSdk(ready, data),
      },
      shows: 'refused to show',
    },
    { name: 'offline', world: ready, options: { sdk: false }, shows: 'No connection' },
    { name: 'loading', world: ready, options: { answer: () => null }, shows: '' },
  ];
}

function champion() {
  return Array.from({ length: 14 }, (_, index) => ({
    name: `Order ${index + 1}`,
    daysAgo: 4 + index * 50,
    amount: 90_000,
  }));
}

import { expect, test } from 'vitest';
import { CrmError, type CrmErrorReason } from '#core/crm/crm-error.ts';
import { ACCOUNT_PAGE, loadPanel, loadReady, portsOf } from '#test/support/load-panel.ts';
import {
  ACCOUNT_ID,
  createPanelWorld,
  DEALS,
  dealId,
  hide,
  publish,
  type PanelWorld,
} from '#test/support/panel-world.ts';
import { loadAccount } from '#widgets/account-360/models/load-account.ts';

const accountOf = (world: PanelWorld): Record<string, unknown> => world.records['Accounts']?.[0] ?? {};
const withoutLabels = (world: PanelWorld): PanelWorld => {
  delete accountOf(world)['ABM_Evidence'];
  return world;
};
const throwing = (reason: CrmErrorReason) => (): Promise<never> => Promise.reject(new CrmError(reason, 'no'));

test('a page without a record, or of another module, has no account', async () => {
  const world = createPanelWorld();
  expect(await loadPanel(world, {}, { entity: null, recordIds: [] })).toEqual({ kind: 'noRecord' });
  expect(await loadPanel(world, {}, { entity: 'Accounts', recordIds: [] })).toEqual({ kind: 'noRecord' });
  world.records['Leads'] = [{ id: '5' }];
  world.fields['Leads'] = [];
  expect(await loadPanel(world, {}, { entity: 'Leads', recordIds: ['5'] })).toEqual({ kind: 'noRecord' });
});

test('an account that is gone or not shared is said to be', async () => {
  const state = await loadPanel(createPanelWorld(), {}, { ...ACCOUNT_PAGE, recordIds: ['5843104000000999999'] });
  expect(state).toEqual({ kind: 'recordGone' });
});

test('without ABM access the missing right is named, whatever else is missing', async () => {
  const world = createPanelWorld();
  world.profile.permissions_details = [{ name: 'Crm_Implied_Manage_ABM', enabled: false }];
  world.records['ABM_Basis'] = [];
  expect(await loadPanel(world)).toEqual({ kind: 'refused', missing: 'Crm_Implied_Manage_ABM' });
});

test('a profile that cannot be read denies', async () => {
  for (const reason of ['noPermission', 'notFound'] as const) {
    const state = await loadPanel(createPanelWorld(), { profile: throwing(reason) });
    expect(state).toEqual({ kind: 'refused', missing: 'Crm_Implied_Manage_ABM' });
  }
});

test('before the first configuration there is no basis, or not even its module', async () => {
  const empty = createPanelWorld();
  empty.records['ABM_Basis'] = [];
  const none = createPanelWorld();
  delete none.records['ABM_Basis'];
  for (const world of [empty, none]) expect(await loadPanel(world)).toEqual({ kind: 'notConfigured' });
});

test('an account outside the criteria names the conditions that fail, in the org’s words', async () => {
  const criteria = {
    conditions: [
      { field: 'employees', operator: 'atLeast' as const, number: 1_000 },
      { field: 'crm:Billing_Country', operator: 'isNotEmpty' as const },
      { field: 'industry', operator: 'is' as const, value: 'Energy' },
    ],
    pattern: '(1 OR 3) AND 2',
  };
  expect(await loadPanel(withoutLabels(createPanelWorld({ criteria })))).toEqual({
    kind: 'notIncluded',
    failing: [
      { code: 'criteria.atLeast', params: { condition: 1, field: 'employees', number: 1_000 } },
      { code: 'criteria.is', params: { condition: 3, field: 'industry', value: 'Energy' } },
    ],
    fieldLabels: { employees: 'Employees', industry: 'Industry', 'crm:Billing_Country': 'Billing country' },
  });
});

test('an account inside the criteria that no run has seen waits for the next one', async () => {
  const world = withoutLabels(createPanelWorld());
  expect(await loadPanel(world)).toEqual({ kind: 'notScored', asOfDay: world.published.asOfDay });
});

test('criteria on a field that the viewer may not see are not judged for them', async () => {
  const criteria = { conditions: [{ field: 'industry', operator: 'is' as const, value: 'Energy' }], pattern: '' };
  const world = withoutLabels(createPanelWorld({ criteria }));
  hide(world, 'Accounts.Industry');
  expect(await loadPanel(world)).toEqual({ kind: 'notJudged' });
});

test('evidence that the viewer’s profile hides is not taken for a missing label', async () => {
  const world = createPanelWorld({ hidden: ['Accounts.ABM_Evidence'] });
  expect(await loadPanel(world)).toEqual({ kind: 'evidenceHidden', field: 'ABM_Evidence' });
});

test('evidence or a basis that we did not write is unreadable', async () => {
  const edited = createPanelWorld();
  accountOf(edited)['ABM_Evidence'] = `${String(accountOf(edited)['ABM_Evidence'])}x`;
  const newer = createPanelWorld();
  accountOf(newer)['ABM_Evidence'] = '2|new|format';
  const broken = createPanelWorld();
  broken.records['ABM_Basis'] = [{ id: '1', Name: 'current', Basis: '{"format":"lodestar.basis/9"}' }];
  for (const world of [edited, newer, broken]) expect(await loadPanel(world)).toEqual({ kind: 'unreadable' });
});

test('bits of other rules than the published ones are unreadable, not a wrong reason', async () => {
  const world = createPanelWorld();
  publish(world, (published) => {
    const { firmographics } = published;
    if (firmographics === null) throw new Error('no firmographics');
    return { ...published, firmographics: { ...firmographics, labels: firmographics.labels.slice(1) } };
  });
  expect(await loadPanel(world)).toEqual({ kind: 'unreadable' });
});

test('a CRM that fails says why, whichever call it was', async () => {
  for (const reason of ['timeout', 'unavailable', 'noPermission', 'unreadableAnswer'] as const) {
    const states = await Promise.all([
      loadPanel(createPanelWorld(), { record: throwing(reason) }),
      loadPanel(createPanelWorld(), { query: throwing(reason) }),
      loadPanel(createPanelWorld(), { currentUser: throwing(reason) }),
    ]);
    expect(states).toEqual(states.map(() => ({ kind: 'failed', reason })));
  }
  const bug = await loadPanel(createPanelWorld(), { fields: () => Promise.reject(new Error('not ours')) });
  expect(bug).toEqual({ kind: 'failed', reason: 'unavailable' });
});

test('a failure of one call leaves no rejection behind that nobody handles', async () => {
  const world = createPanelWorld();
  world.profile.permissions_details = [];
  // Vitest fails the run on an unhandled rejection: record and fields fail after the refusal is known.
  const state = await loadPanel(world, { record: throwing('timeout'), fields: throwing('timeout') });
  expect(state.kind).toBe('refused');
});

test('a labelled account shows its labels, deals and totals', async () => {
  const view = await loadReady(createPanelWorld());
  expect(view).toMatchObject({ name: 'Harbour & Sons Cranes', owner: 'Amelia Burrows', accountId: ACCOUNT_ID });
  expect(view.labels.map(({ technique, labelId, sinceDay }) => [technique, labelId, sinceDay])).toEqual([
    ['rfm', 'loyal', 20_421],
    ['firmographics', 'medium', null],
  ]);
  expect(view.deals).toHaveLength(DEALS.length);
});

test('label fields under a namespace are read under it', async () => {
  const world = createPanelWorld();
  const account = accountOf(world);
  account['lodestar__ABM_Evidence'] = account['ABM_Evidence'];
  account['lodestar__ABM_RFM_Since'] = '2025-06-01';
  delete account['ABM_Evidence'];
  for (const field of world.fields['Accounts'] ?? [])
    if (field.api_name.startsWith('ABM_')) field.api_name = `lodestar__${field.api_name}`;
  publish(world, (published) => ({ ...published, fieldPrefix: 'lodestar__' }));
  expect((await loadReady(world)).labels[0]?.sinceDay).toBe(20_240);
});

test('the viewer’s deals are asked for with nothing but what they may see', async () => {
  const queries: string[] = [];
  const world = createPanelWorld({ hidden: ['Deals.Amount', 'Deals.Exchange_Rate'] });
  const { crm, ...ports } = portsOf(world);
  const query = (text: string) => {
    queries.push(text);
    return crm.query(text);
  };
  await loadAccount(ACCOUNT_PAGE, { ...ports, crm: { ...crm, query } });
  expect(queries.at(-1)).toBe(
    `select id, Deal_Name, Stage, Closing_Date, Currency from Deals where Account_Name = '${ACCOUNT_ID}' order by Closing_Date desc, id desc limit 2000`,
  );
});

test('more than 2,000 deals: totals say so, and the deals of the evidence are fetched by id', async () => {
  const many = Array.from({ length: 2_000 }, (_, index) => ({ name: `Order ${index}`, daysAgo: 1, amount: 1 }));
  const old = { name: 'The great one', daysAgo: 900, amount: 5_000_000 };
  const view = await loadReady(createPanelWorld({ deals: [...many, old] }));
  expect(view.moreDeals).toBe(true);
  const great = dealId(2_000);
  expect(view.labels[0]?.dealIds).toContain(great);
  expect(view.deals.find(({ id }) => id === great)).toMatchObject({ name: 'The great one', amountMinor: 500_000_000 });
  expect(view.labels[0]?.amounts).toBe('shown');
});

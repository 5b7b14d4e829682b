import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { Condition, Criteria } from '#core/criteria/criteria.ts';
import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import { referencedFields } from '#core/criteria/referenced-fields.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import { resolveField } from '#core/mapping/resolve-field.ts';
import { formatPublishedBasis } from '#core/labels/published-basis.ts';
import { countByQuery, type AccountCount } from '#server-functions/setup/count-accounts.ts';
import { createRecordCounter } from '#server-functions/shared/rest/count-records.ts';
import { QUERY_UP_TO_ROWS, queryRows } from '#server-functions/shared/rest/query-rows.ts';
import { createRestCrmBatch } from '#server-functions/shared/rest/rest-crm-batch.ts';
import { createRestCrmClient } from '#server-functions/shared/rest/rest-crm-client.ts';
import { createSandbox, type Sandbox } from '#sandbox/create-sandbox.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { DEFAULT_SWITCHES, type SandboxSwitches } from '#sandbox/switches.ts';
import { WORLD_ACCOUNTS } from '#test/support/criteria-world-seed.ts';
import { WORLD, WORLD_AS_OF_DAY } from '#test/support/criteria-world.ts';
import { createPanelWorld } from '#test/support/panel-world.ts';
import { propertySeed } from '#test/support/property-runs.ts';
import { sandboxSender } from '#test/support/sandbox-fixture.ts';
import { openSwitchedCrm } from '#test/support/switched-crm.ts';
import { OTHER_WAY, SINGLE_SWITCHES } from '#test/support/switch-settings.ts';
import { readDeals } from '#widgets/account-360/models/read-deals.ts';
import { loadCrmAlone } from '#widgets/segment-list/models/load-crm-alone.ts';
import { DEALS, LABELLED } from './switched-seed.ts';

const countedRows = z.object({ data: z.array(z.record(z.string(), z.unknown())) });
const NOON = WORLD_AS_OF_DAY * 86_400_000 + 43_200_000;
const clock = { now: () => NOON };
const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 10));
const { published } = createPanelWorld();
const texts = formatPublishedBasis(published);
if (!texts.ok) throw new Error('The basis does not fit its record');

const SETTINGS: readonly (readonly [string, SandboxSwitches])[] = [
  ['defaults', DEFAULT_SWITCHES],
  ...SINGLE_SWITCHES,
  ['every switch the other way', OTHER_WAY],
];

const all = (...conditions: Condition[]): Criteria => ({ conditions, pattern: '' });
const QUESTIONS: readonly (readonly [string, Criteria])[] = [
  ['everything', all()],
  ['a text', all({ field: 'crm:Town', operator: 'is', value: 'acme' })],
  ['not a text', all({ field: 'crm:Town', operator: 'isNot', value: 'acme' })],
  ['a part of a text', all({ field: 'crm:Town', operator: 'contains', value: 'AC' })],
  ['a text with a wildcard', all({ field: 'crm:Town', operator: 'startsWith', value: 'a_' })],
  ['a text with an accent', all({ field: 'crm:Town', operator: 'is', value: 'Ácme' })],
  ['texts of a field with entries', all({ field: 'name', operator: 'is', value: 'Acme' })],
  ['a choice', all({ field: 'crm:Sector', operator: 'isAnyOf', values: ['HEALTH', 'Acme'] })],
  ['a choice that is not offered', all({ field: 'crm:Sector', operator: 'isNot', value: 'Nowhere' })],
  ['one of several choices', all({ field: 'crm:Tongues', operator: 'is', value: 'German' })],
  ['a number', all({ field: 'employees', operator: 'atLeast', number: 4 })],
  ['a number with too many decimals', all({ field: 'crm:Share', operator: 'lessThan', number: 1.2345 })],
  ['not a number', all({ field: 'employees', operator: 'notBetween', from: 0, to: 5 })],
  ['money', all({ field: 'annualRevenue', operator: 'greaterThan', number: 2.5 })],
  ['days', all({ field: 'crm:Renewal', operator: 'notInLastDays', days: 5 })],
  ['instants', all({ field: 'crm:Seen', operator: 'inLastDays', days: 2 })],
  ['a mark', all({ field: 'crm:Key_Account', operator: 'isTrue' })],
  ['nothing in a field', all({ field: 'crm:Mail', operator: 'isEmpty' })],
  [
    'all of it',
    {
      conditions: [
        { field: 'crm:Town', operator: 'contains', value: 'c' },
        { field: 'employees', operator: 'lessThan', number: 6 },
        { field: 'crm:Sector', operator: 'isNotEmpty' },
      ],
      pattern: '((1 AND 2) OR 3)',
    },
  ],
];

/** Not those that only a bulk read carries: numbers of 16 digits, names that COQL keeps for itself. */
const READ_BY_QUERY = [
  'id',
  ...WORLD.map(({ apiName }) => apiName).filter((name) => !['Serial', 'Order'].includes(name)),
];

let sandbox: Sandbox;
/** What the defaults give. */
let csv = '';
const counts = new Map<string, AccountCount>();
const question = (criteria: Criteria) => ({ mapping: published.mapping, criteria, asOfDay: WORLD_AS_OF_DAY });

beforeAll(async () => {
  const moduleUrl = new URL('./switched-seed.ts', import.meta.url).href;
  const options = { seed: propertySeed(), basis: texts.value.basis };
  sandbox = await createSandbox({ orgs: [{ definition: NORDLICHT, seed: { moduleUrl, options } }], clock });
  const rest = sandboxSender(sandbox, NORDLICHT, 'administrator');
  const crm = createRestCrmBatch({ rest, content: rest, clock, wait });
  const rows = await queryRows(rest, { module: 'Accounts', fields: READ_BY_QUERY }, { upToRows: QUERY_UP_TO_ROWS });
  csv = Buffer.concat(rows ?? []).toString();
  // One reading for all: Zoho allows ten downloads a minute.
  const table = await readAccounts(crm);
  expect(csv.split('\n').length).toBeGreaterThan(table.length);
  const context = { asOfDay: WORLD_AS_OF_DAY, minorDigits: 2 };
  for (const [name, criteria] of QUESTIONS) {
    const compiled = compileCriteria(criteria, context);
    const held = (mask: Uint8Array) => mask.reduce((sum, bit) => sum + bit, 0);
    counts.set(name, {
      matching: held(compiled.evaluate(table)),
      total: table.length,
      perCondition: compiled.conditionMasks(table).map(held),
    });
  }
});
afterAll(() => sandbox.close());

async function readAccounts(crm: CrmBatch): Promise<ColumnTable> {
  const fields = await crm.fields('Accounts');
  const named = new Set(QUESTIONS.flatMap(([, criteria]) => referencedFields(criteria)));
  const reads = [...named].flatMap((reference) => {
    const field = resolveField(reference, 'accounts', published.mapping, fields);
    return field.ok ? [{ apiName: field.value.apiName, as: reference, kind: field.value.kind }] : [];
  });
  return collectTable(crm.readTable({ module: 'Accounts', fields: reads }).batches);
}

describe.each(SETTINGS)('with %s', (_, switches) => {
  const opened = () => openSwitchedCrm(sandbox.databasePath(NORDLICHT), switches, NOON);

  test('the count of the setup is the count of the accounts read', async () => {
    const { rest, close } = opened();
    const client = createRestCrmClient(rest);
    const [fields, org] = [await client.fields('Accounts'), await client.org()];
    const counter = createRecordCounter(rest);
    let byQuery = 0;
    for (const [name, criteria] of QUESTIONS) {
      const count = await countByQuery(counter, question(criteria), fields, org);
      if (count !== null) byQuery++;
      expect([name, count ?? counts.get(name)]).toEqual([name, counts.get(name)]);
    }
    close();
    // Numbers, days and emptiness can always be asked; texts where they compare as here.
    expect(byQuery).toBeGreaterThanOrEqual(6);
    if (switches === DEFAULT_SWITCHES) expect(byQuery).toBeGreaterThanOrEqual(12);
  });

  test('a module read by queries gives the rows that it always gives', async () => {
    const { rest, close } = opened();
    const rows = await queryRows(rest, { module: 'Accounts', fields: READ_BY_QUERY }, { upToRows: QUERY_UP_TO_ROWS });
    close();
    expect(rows === null ? null : Buffer.concat(rows).toString()).toBe(csv);
  });

  test('the tab counts the labels that were written', async () => {
    const { rest, close } = opened();
    const client = createRestCrmClient(rest);
    const known = await loadCrmAlone({
      crm: { query: client.query, record: (module, id) => client.record(module, id, ['Basis']) },
      countRows: async (select_query) =>
        (await rest.read({ method: 'POST', path: '/crm/v8/coql', json: { select_query } }, countedRows))?.data ?? [],
      modulePrefix: '',
    });
    close();
    const shares = known?.techniques.find(({ technique }) => technique === 'rfm')?.labels ?? [];
    const counted = new Map(shares.map(({ label, accounts }) => [label.names.en, accounts]));
    for (const [label, count] of Object.entries(LABELLED)) expect([label, counted.get(label)]).toEqual([label, count]);
  });

  test('the panel reads the account’s own deals, whatever is empty in them', async () => {
    const { rest, close } = opened();
    const read = await readDeals({
      crm: createRestCrmClient(rest),
      accountId: `211720311${String(WORLD_ACCOUNTS + 1).padStart(10, '0')}`,
      published,
      evidenceIds: [],
      zoneDay: (ms) => Math.floor(ms / 86_400_000),
    });
    close();
    expect(read.deals.map(({ name }) => name).toSorted()).toEqual(
      Array.from({ length: DEALS }, (__, n) => `Deal ${n}`),
    );
    expect(read.visible).toEqual({ deals: true, amounts: true, monetary: true });
  });
});

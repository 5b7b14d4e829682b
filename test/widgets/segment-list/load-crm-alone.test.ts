import { expect, test } from 'vitest';
import { CrmError } from '#core/crm/crm-error.ts';
import { formatPublishedBasis } from '#core/labels/published-basis.ts';
import { createPanelWorld } from '#test/support/panel-world.ts';
import { loadCrmAlone, type CrmAlonePorts } from '#widgets/segment-list/models/load-crm-alone.ts';

const { published } = createPanelWorld();
const texts = formatPublishedBasis(published);
const BASIS = texts.ok ? texts.value.basis : '';

/** A CRM that holds one published basis and counts Champions. */
function arrange(changes: Partial<CrmAlonePorts> & { readonly basis?: string } = {}) {
  const queries: string[] = [];
  const ports: CrmAlonePorts = {
    crm: {
      query: async () => ({ records: [{ id: '77' }], moreRecords: false }),
      record: async () => ({ id: '77', Basis: changes.basis ?? BASIS }),
    },
    countRows: async (query) => {
      queries.push(query);
      return query.includes('ABM_RFM_Label') ? [{ ABM_RFM_Label: 'Champions', 'COUNT(id)': 14 }] : [];
    },
    modulePrefix: '',
    ...changes,
  };
  return { ports, queries };
}

test('before anybody signs in: how fresh the labels are, and how many accounts the viewer sees under each', async () => {
  const { ports, queries } = arrange();
  const known = await loadCrmAlone(ports);
  expect(known?.asOfDay).toBe(published.asOfDay);
  expect(known?.techniques.map(({ technique }) => technique)).toEqual(['rfm', 'firmographics']);
  const [first, second] = known?.techniques[0]?.labels ?? [];
  expect(first).toMatchObject({ label: { id: 'champions' }, accounts: 14 });
  expect(second?.accounts).toBe(0);
  expect(queries[0]).toBe(
    'select ABM_RFM_Label, COUNT(id) from Accounts where ABM_RFM_Label is not null group by ABM_RFM_Label',
  );
});

test('a CRM that will not count still says which labels there are', async () => {
  const { ports } = arrange({ countRows: () => Promise.reject(new CrmError('noPermission', 'no')) });
  const known = await loadCrmAlone(ports);
  expect(known?.techniques[0]?.labels[0]).toMatchObject({ label: { id: 'champions' }, accounts: null });
});

test.each([
  ['nothing was published', { basis: '' }],
  ['what was published is from another version', { basis: '{"format":"lodestar.basis/9"}' }],
])('%s: the sign-in stands alone', async (_, changes) => {
  expect(await loadCrmAlone(arrange(changes).ports)).toBeNull();
});

test('a viewer who may not read the record sees the sign-in alone, a bug is not hidden', async () => {
  const refuse = (error: Error): CrmAlonePorts['crm'] => ({
    query: async () => {
      throw error;
    },
    record: async () => null,
  });
  expect(await loadCrmAlone(arrange({ crm: refuse(new CrmError('invalidModule', 'no')) }).ports)).toBeNull();
  await expect(loadCrmAlone(arrange({ crm: refuse(new Error('bug')) }).ports)).rejects.toThrow('bug');
});

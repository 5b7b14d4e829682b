import { expect, test } from 'vitest';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import { detectProductSources } from '#core/mapping/detect-product-sources.ts';
import { field, lookup, standardWith } from '#test/support/crm-metadata.ts';

const ROLES = { accounts: 'Accounts', products: 'Products', deals: 'Deals' };
const multiSelect = field('Linked_Products', 'lookups', { lookupModule: 'Products' });
const single = lookup('Main_Product', 'Products');
const lines = field('Lines', 'subform', { subformModule: 'Lines' });
const lineRows = [lookup('Parent_Id', 'Deals'), lookup('Item', 'Products'), field('Quantity', 'integer')];
const relatedLists = () => [
  { apiName: 'Notes', module: 'Notes' },
  { apiName: 'Products', module: 'Products' },
];

const sources = (
  deals: readonly FieldMetadata[],
  rows: readonly FieldMetadata[] = lineRows,
  lists?: typeof relatedLists,
) => detectProductSources(ROLES, standardWith({ Deals: deals, Lines: rows }), lists);

test('line items, multi-select lookup, related list, single lookup: in this order, whatever the fields’ order', () => {
  const { chosen, alternatives, refused } = sources([single, multiSelect, lines], lineRows, relatedLists);
  expect([chosen, ...alternatives]).toEqual([
    { kind: 'lineItems', module: 'Lines', parent: 'Parent_Id', product: 'Item', quantity: 'Quantity' },
    { kind: 'lookups', field: 'Linked_Products' },
    { kind: 'relatedList', list: 'Products' },
    { kind: 'lookup', field: 'Main_Product' },
  ]);
  expect(refused).toEqual([]);
});

test('line items without a readable count are still line items', () => {
  expect(sources([lines], [...lineRows.slice(0, 2), field('Quantity', 'text')]).chosen).toMatchObject({
    kind: 'lineItems',
    quantity: null,
  });
});

test('a subform that leads to no product, or not back to the deal, is refused by name', () => {
  expect(sources([lines, single], lineRows.slice(0, 1))).toEqual({
    chosen: { kind: 'lookup', field: 'Main_Product' },
    alternatives: [],
    refused: [{ code: 'mapping.subformWithoutProduct', params: { field: 'Lines', module: 'Lines' } }],
  });
  expect(sources([lines], lineRows.slice(1)).refused).toEqual([
    { code: 'mapping.subformWithoutDeal', params: { field: 'Lines', module: 'Lines' } },
  ]);
});

test('lookups to other modules are no products', () => {
  const { chosen } = sources([
    lookup('Campaign_Source', 'Campaigns'),
    field('Tags', 'lookups', { lookupModule: 'Tags' }),
  ]);
  expect(chosen).toEqual({ kind: 'none' });
});

test('without a products module there is nothing to look for', () => {
  expect(detectProductSources({ deals: 'Deals' }, standardWith({ Deals: [single] })).chosen).toEqual({ kind: 'none' });
});

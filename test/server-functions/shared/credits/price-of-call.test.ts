import { expect, test } from 'vitest';
import { priceOfCall } from '#server-functions/shared/credits/price-of-call.ts';

test.each([
  ['GET', '/crm/v8/Accounts', undefined, 'other', 1],
  ['POST', '/crm/v8/Accounts', { data: Array.from({ length: 11 }) }, 'records', 2],
  ['PUT', '/crm/v8/Accounts', { data: [{}] }, 'records', 1],
  ['POST', '/crm/v8/settings/fields', { fields: [{}, {}] }, 'other', 1],
  ['POST', '/crm/bulk/v8/read', {}, 'bulkRead', 50],
  ['GET', '/crm/bulk/v8/read/1', undefined, 'other', 1],
  ['POST', '/crm/bulk/v8/write', {}, 'bulkWrite', 500],
  ['POST', '/crm/v8/coql', { select_query: 'select id from Deals where id > 0 limit 200' }, 'query', 1],
  ['POST', '/crm/v8/coql', { select_query: 'select id from Deals where id > 0 limit 201' }, 'query', 2],
  ['POST', '/crm/v8/coql', { select_query: 'select id from Deals where id > 0 limit 2000' }, 'query', 3],
])('a %s of %s: a call of the price list', (method, path, json, kind, credits) => {
  expect(priceOfCall({ method, path, json })).toEqual({ kind, credits });
});

import { expect, test } from 'vitest';
import type { OrgKey } from '#core/crm/org-key.ts';
import { ABM_PREFIX } from '#core/mapping/field-reference.ts';
import { derivedSources, type ReadableFields } from '#core/permissions/mask-fields.ts';
import { publishConfiguration } from '#server-functions/configuration/configuration-store.ts';
import { GENERATION_COLUMNS } from '#server-functions/score/generation.ts';
import { maskRulesFor } from '#server-functions/score/mask-rules.ts';
import type { Caller } from '#server-functions/shared/identity/caller.ts';
import { CONFIGURATION } from '#test/support/configuration-samples.ts';
import { createMemoryStore } from '#test/support/memory-store.ts';

const ORG: OrgKey = { dc: 'eu', orgId: '700010001' };
const READABLE: ReadableFields = new Map([['Accounts', new Set(['Account_Name'])]]);

function callerAsked(asked: (readonly string[])[]): Caller {
  return {
    org: ORG,
    crmOrg: { orgId: ORG.orgId, name: '', homeCurrency: 'EUR', multiCurrency: false, currencies: [], timeZone: 'UTC' },
    userId: '1',
    userName: 'Anke Brandt',
    profileId: '2',
    administrator: false,
    granted: new Set(),
    nativeRights: true,
    profiles: () => Promise.reject(new Error('nobody asks')),
    ownIds: () => Promise.resolve({ ids: new BigInt64Array(0), digest: '' }),
    readable: (modules) => {
      asked.push(modules);
      return Promise.resolve(READABLE);
    },
  };
}

test('what a person may read is asked for every mapped module, and for no other', async () => {
  const store = createMemoryStore({ now: () => 0 });
  const configuration = { ...CONFIGURATION, version: 1 };
  await publishConfiguration({ store, ids: { next: (prefix) => prefix } }, ORG, configuration);
  const asked: (readonly string[])[] = [];
  const rules = await maskRulesFor({ store }, callerAsked(asked));
  const { accounts, contacts, products, deals } = configuration.mapping;
  expect(asked).toEqual([
    [accounts, contacts, products, deals].flatMap((module) => (module === null ? [] : [module.module])),
  ]);
  expect(rules.mapping).toEqual(configuration.mapping);
  expect(rules.readable).toBe(READABLE);
  expect(rules.derived.get('abm:rfm.monetary')).toEqual([configuration.techniques.rfm?.monetaryField ?? 'amount']);
});

test('nothing that runs compute of accounts is left out, which would hide it from everybody', () => {
  const computed = Object.values(GENERATION_COLUMNS).filter((column) => column.startsWith(ABM_PREFIX));
  const known = derivedSources(null);
  expect(computed.filter((column) => !known.has(column))).toEqual([]);
});

test('before anything is published there is nothing to show', async () => {
  const store = createMemoryStore({ now: () => 0 });
  await expect(maskRulesFor({ store }, callerAsked([]))).rejects.toMatchObject({
    status: 409,
    refusal: { code: 'run.notConfigured' },
  });
});

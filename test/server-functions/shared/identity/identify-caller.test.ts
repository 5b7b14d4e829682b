import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OrgKey } from '#core/crm/org-key.ts';
import { createIdentifyCaller } from '#server-functions/shared/identity/identify-caller.ts';
import { createPresentedToken } from '#server-functions/shared/rest/access-tokens.ts';
import { createRestSender } from '#server-functions/shared/rest/send-rest.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSampleSandbox(5);
});
afterAll(() => sandbox.close());

test('calls of a presented token are its org’s as soon as the CRM has said whose it is', async () => {
  const orgs: (OrgKey | null)[] = [];
  const identify = createIdentifyCaller({
    clock: { now: () => SAMPLE_NOON },
    gridOf: async () => null,
    senderFor: (_dc, token, orgOf) =>
      createRestSender({
        fetch: (...call) => {
          orgs.push(orgOf());
          return globalThis.fetch(...call);
        },
        apiUrl: sandbox.url,
        tokens: createPresentedToken(token),
      }),
  });
  const token = sandbox.tokens.find(({ orgId, user }) => orgId === ZYLKER.orgId && user === 'marketer')?.accessToken;
  const found = await identify(`Bearer ${String(token)}`, ZYLKER.dc);
  expect(found.ok).toBe(true);
  expect(new Set(orgs)).toEqual(new Set([null]));
  orgs.length = 0;
  if (found.ok) await found.value.readable(['Accounts']);
  expect(orgs.length).toBeGreaterThan(0);
  expect(new Set(orgs)).toEqual(new Set([{ dc: ZYLKER.dc, orgId: ZYLKER.orgId }]));
});

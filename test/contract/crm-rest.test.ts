import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createRestCrmBatch } from '#server-functions/shared/rest/rest-crm-batch.ts';
import { QUERY_UP_TO_ROWS } from '#server-functions/shared/rest/query-rows.ts';
import { createRestCrmClient } from '#server-functions/shared/rest/rest-crm-client.ts';
import type { RestSender } from '#server-functions/shared/rest/send-rest.ts';
import { createSandbox, type Sandbox } from '#sandbox/create-sandbox.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { DEFAULT_SWITCHES, type SandboxSwitches } from '#sandbox/switches.ts';
import { FIXTURE, OTHER_FIXTURE } from '#test/support/crm-fixture.ts';
import { insertFixture, sandboxSender } from '#test/support/sandbox-fixture.ts';
import { OTHER_WAY } from '#test/support/switch-settings.ts';
import { crmBatchContract } from './crm-batch-contract.ts';
import { crmChangesContract } from './crm-changes-contract.ts';
import { crmClientContract } from './crm-client-contract.ts';

/** The CRM's; tests of what changes move it on. */
const crmTime = { ms: Date.UTC(2026, 0, 15, 9, 0, 0, 500) };
const clock = { now: () => crmTime.ms };
const wait = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

// What no document settles is run both ways (sandbox/switches.ts).
restContracts('REST', DEFAULT_SWITCHES);
restContracts('REST with every switch the other way', OTHER_WAY);

function restContracts(adapter: string, switches: SandboxSwitches): void {
  describe(adapter, () => {
    let sandbox: Sandbox;
    beforeAll(async () => {
      sandbox = await createSandbox({ clock, switches });
    });
    afterAll(async () => {
      await sandbox.close();
    });

    /** Both orgs empty but for their fixtures. */
    async function freshOrgs() {
      await sandbox.reset();
      const here = sandboxSender(sandbox, ZYLKER, 'administrator');
      const there = sandboxSender(sandbox, NORDLICHT, 'administrator');
      await insertFixture(here, FIXTURE);
      await insertFixture(there, OTHER_FIXTURE);
      return { here, there };
    }

    crmBatchContract(
      adapter,
      async () => {
        const { here, there } = await freshOrgs();
        return {
          crm: createRestCrmBatch({ rest: here, content: here, clock, wait }),
          other: createRestCrmBatch({ rest: there, content: there, clock, wait }),
          dispose: () => {},
        };
      },
      { writes: true, emptyModule: 'Products' },
    );

    crmBatchContract(
      `${adapter}, small modules read by queries`,
      async () => {
        const { here, there } = await freshOrgs();
        const connect = (rest: RestSender) =>
          createRestCrmBatch({ rest, content: rest, clock, wait, queryUpToRows: QUERY_UP_TO_ROWS });
        return { crm: connect(here), other: connect(there), dispose: () => {} };
      },
      { writes: true, emptyModule: 'Products' },
    );

    for (const changesByQueryUpToRows of switches === DEFAULT_SWITCHES ? [QUERY_UP_TO_ROWS] : [QUERY_UP_TO_ROWS, 0]) {
      const way = changesByQueryUpToRows === 0 ? `${adapter}, asked by bulk jobs,` : adapter;
      crmChangesContract(way, async () => {
        const { here, there } = await freshOrgs();
        const connect = (rest: RestSender) =>
          createRestCrmBatch({ rest, content: rest, clock, wait, changesByQueryUpToRows });
        return {
          crm: connect(here),
          other: connect(there),
          now: clock.now,
          pass: (ms) => void (crmTime.ms += ms),
          remove: (module, id) => removeRecord(sandbox, module, id),
          dispose: () => {},
        };
      });
    }

    test('a field that comes back under another name is said by both names', async () => {
      const { here } = await freshOrgs();
      const crm = createRestCrmBatch({ rest: here, content: here, clock, wait });
      const field = { apiName: 'Contract_Mark', label: 'Another word', type: 'integer', options: [] } as const;
      const creating = crm.createFields('Accounts', [field]);
      if (switches.newFieldApiName === 'taken') {
        expect((await creating).map(({ apiName }) => apiName)).toEqual(['Contract_Mark']);
        return;
      }
      await expect(creating).rejects.toMatchObject({
        reason: 'invalidField',
        details: { code: 'fieldNamedOtherwise', wanted: 'Contract_Mark', given: 'Another_word' },
      });
    });

    crmClientContract(adapter, async () => {
      const { here, there } = await freshOrgs();
      return {
        client: createRestCrmClient(here),
        withoutAmounts: createRestCrmClient(sandboxSender(sandbox, ZYLKER, 'noAmounts')),
        other: createRestCrmClient(there),
        dispose: () => {},
      };
    });
  });
}

async function removeRecord(sandbox: Sandbox, module: string, id: bigint): Promise<void> {
  const token = sandbox.tokens.find((each) => each.orgId === ZYLKER.orgId && each.user === 'administrator');
  const answer = await fetch(new URL(`/crm/v8/${module}?ids=${id}`, sandbox.url), {
    method: 'DELETE',
    headers: { authorization: `Zoho-oauthtoken ${token?.accessToken ?? ''}` },
  });
  expect(answer.status).toBe(200);
}

import { afterAll, beforeAll, describe } from 'vitest';
import { readCorrespondence } from '#server-functions/shared/rest/read-correspondence.ts';
import type { RestSender } from '#server-functions/shared/rest/send-rest.ts';
import { createSandbox, type Sandbox } from '#sandbox/create-sandbox.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { DEFAULT_SWITCHES, type SandboxSwitches } from '#sandbox/switches.ts';
import { FIXTURE, OTHER_FIXTURE } from '#test/support/crm-fixture.ts';
import { createMemoryOrg } from '#test/support/memory-crm-data.ts';
import { createMemoryCorrespondence } from '#test/support/memory-correspondence.ts';
import { sandboxSender } from '#test/support/sandbox-fixture.ts';
import { OTHER_WAY } from '#test/support/switch-settings.ts';
import { correspondenceContract } from './correspondence-contract.ts';
import { CONTRACT_EMAILS } from './correspondence-emails.ts';

correspondenceContract('the memory CRM', async () => {
  const here = createMemoryOrg(FIXTURE, 5_843_104_000_000_000_000n);
  const there = createMemoryOrg(OTHER_FIXTURE, 2_117_203_000_000_000_000n);
  here.clock.ms = Date.UTC(2026, 0, 15);
  const [contact, silent, gone, account] = [1n, 2n, 3n, 4n];
  here.emails.set(
    contact,
    CONTRACT_EMAILS.map(({ at, isSent, subject, status, body }, index) => ({
      id: `mail${index}`,
      at,
      isSent,
      subject,
      thread: null,
      ownerId: null,
      responses: status === 'received' || status === 'sent' ? [] : [{ response: status, at: null }],
      body,
    })),
  );
  let notes = 0n;
  return {
    source: createMemoryCorrespondence(here),
    other: createMemoryCorrespondence(there),
    module: 'Contacts',
    contact,
    silent,
    gone,
    account,
    now: () => here.clock.ms,
    pass: (ms) => void (here.clock.ms += ms),
    async write(title, parentId) {
      const at = Math.floor(here.clock.ms / 1_000) * 1_000;
      const text = `Text of ${title}`;
      notes += 1n;
      here.notes.push({ id: notes, createdAt: at, changedAt: at, parentModule: null, parentId, title, text });
    },
    dispose: () => {},
  };
});

const crmTime = { ms: Date.UTC(2026, 0, 15, 9, 0, 0, 500) };

restContract('REST', DEFAULT_SWITCHES);
restContract('REST with every switch the other way', OTHER_WAY);

function restContract(adapter: string, switches: SandboxSwitches): void {
  describe(adapter, () => {
    let sandbox: Sandbox;
    let ids: readonly bigint[] = [];
    beforeAll(async () => {
      const moduleUrl = new URL('./correspondence-seed.ts', import.meta.url).href;
      sandbox = await createSandbox({
        clock: { now: () => crmTime.ms },
        switches,
        orgs: [
          { definition: ZYLKER, seed: { moduleUrl, options: null } },
          { definition: NORDLICHT, seed: null },
        ],
      });
      const rest = sandboxSender(sandbox, ZYLKER, 'administrator');
      const contacts = await list(rest, 'Contacts');
      ids = [...contacts, ...(await list(rest, 'Accounts'))];
      await remove(contacts[2] ?? 0n);
    });
    afterAll(async () => {
      await sandbox.close();
    });

    correspondenceContract(adapter, async () => {
      const here = sandboxSender(sandbox, ZYLKER, 'administrator');
      const [contact = 0n, silent = 0n, gone = 0n, account = 0n] = ids;
      return {
        source: readCorrespondence(here),
        other: readCorrespondence(sandboxSender(sandbox, NORDLICHT, 'administrator')),
        module: 'Contacts',
        contact,
        silent,
        gone,
        account,
        now: () => crmTime.ms,
        pass: (ms) => void (crmTime.ms += ms),
        async write(title, parent) {
          const module = parent === account ? 'Accounts' : 'Contacts';
          const data = [{ Note_Title: title, Note_Content: `Text of ${title}` }];
          await here.send({ method: 'POST', path: `/crm/v8/${module}/${parent}/Notes`, json: { data } });
        },
        dispose: () => {},
      };
    });

    async function remove(id: bigint): Promise<void> {
      const token = sandbox.tokens.find((each) => each.orgId === ZYLKER.orgId && each.user === 'administrator');
      await fetch(new URL(`/crm/v8/Contacts?ids=${id}`, sandbox.url), {
        method: 'DELETE',
        headers: { authorization: `Zoho-oauthtoken ${token?.accessToken ?? ''}` },
      });
    }
  });
}

async function list(rest: RestSender, module: string): Promise<readonly bigint[]> {
  const { body } = await rest.send({
    method: 'GET',
    path: `/crm/v8/${module}`,
    query: { fields: 'id', sort_by: 'id', sort_order: 'asc' },
  });
  return [...JSON.stringify(body).matchAll(/"id":"(\d+)"/g)].map(([, id = '0']) => BigInt(id));
}

import { afterAll, beforeAll, describe } from 'vitest';
import { createSandbox, type Sandbox } from '#sandbox/create-sandbox.ts';
import type { HostManners } from '#sandbox/embedded/browser/host-manners.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { DEFAULT_SWITCHES, type SandboxSwitches } from '#sandbox/switches.ts';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { FIXTURE, OTHER_FIXTURE } from '#test/support/crm-fixture.ts';
import { insertFixture, sandboxSender } from '#test/support/sandbox-fixture.ts';
import { startSdkClients, type SdkClient, type SdkClients } from '#test/support/sdk-clients.ts';
import { OTHER_WAY } from '#test/support/switch-settings.ts';
import { crmClientContract } from './crm-client-contract.ts';

/** Every manner that may differ between CRM pages, on its other value. */
const OTHER_MANNERS: HostManners = {
  pageLoad: 'twice',
  handshake: 'none',
  zdkUrl: 'fails',
  failures: 'payloads',
  replies: 'texts',
  empty: 'nothing',
  user: 'flat',
  upsert: 'bareArray',
  undocumented: 'refused',
  zrcFailure: 'nested',
};

describe.skipIf(NO_CHROMIUM !== null)(`the Embedded SDK in Chromium ${NO_CHROMIUM ?? ''}`, () => {
  let clients: SdkClients;
  beforeAll(async () => {
    clients = await startSdkClients();
  });
  afterAll(async () => {
    await clients.close();
  });
  sdkContract('the SDK', DEFAULT_SWITCHES, {});
  sdkContract('the SDK on a page with other manners, every switch of the CRM the other way', OTHER_WAY, OTHER_MANNERS);

  function sdkContract(adapter: string, switches: SandboxSwitches, manners: Partial<HostManners>): void {
    describe(adapter, () => {
      let sandbox: Sandbox;
      let opened: readonly SdkClient[];
      beforeAll(async () => {
        sandbox = await createSandbox({ clock: { now: () => Date.now() }, switches });
        opened = await Promise.all([
          clients.open(sandbox, ZYLKER, 'administrator', manners),
          clients.open(sandbox, ZYLKER, 'noAmounts', manners),
          clients.open(sandbox, NORDLICHT, 'administrator', manners),
        ]);
      });
      afterAll(async () => {
        await sandbox.close();
      });

      crmClientContract(adapter, async () => {
        await sandbox.reset();
        await insertFixture(sandboxSender(sandbox, ZYLKER, 'administrator'), FIXTURE);
        await insertFixture(sandboxSender(sandbox, NORDLICHT, 'administrator'), OTHER_FIXTURE);
        const [here, limited, there] = opened;
        if (here === undefined || limited === undefined || there === undefined) throw new Error('a page did not open');
        return { client: here.client, withoutAmounts: limited.client, other: there.client, dispose: () => {} };
      });
    });
  }
});

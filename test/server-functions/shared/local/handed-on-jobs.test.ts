import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { createJobDeliveries } from '#scripts/scale/deliver-jobs.ts';
import type { LocalSettings } from '#server-functions/shared/local/settings.ts';
import { startFunctions } from '#server-functions/shared/local/start-functions.ts';
import { createFunctionsApi } from '#sandbox/once/functions-api.ts';
import { scoreOrg } from '#scripts/scale/score-org.ts';
import * as z from 'zod';
import { SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';
import { createTemporaryFolder } from '#test/support/temporary-folder.ts';

const { path: folder, remove } = createTemporaryFolder();
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSampleSandbox(40);
});
afterAll(async () => {
  await sandbox.close();
  remove();
});

test('functions that hand on their jobs leave the work to deliveries in processes of their own', async () => {
  const { clientId, clientSecret, url } = sandbox;
  const settings: LocalSettings = {
    port: 0,
    folder,
    clockOffsetMs: SAMPLE_NOON - Date.now(),
    firstPollMs: 20,
    queryUpToRows: 0,
    handsOnJobs: true,
    dataCentres: [{ dc: ZYLKER.dc, apiUrl: url, contentUrl: url }],
    installations: sandbox.tokens
      .filter(({ user, orgId }) => user === 'administrator' && orgId === ZYLKER.orgId)
      .map(({ dc, orgId, refreshToken }) => ({ dc, orgId, refreshToken, accountsUrl: url, clientId, clientSecret })),
  };
  const deliveries = createJobDeliveries(() => settings, 15 * 60_000);
  const functions = await startFunctions(settings, (job) => deliveries.deliver(job));
  try {
    const token = sandbox.tokens.find(({ user, orgId }) => user === 'administrator' && orgId === ZYLKER.orgId);
    const api = createFunctionsApi(functions.url, ZYLKER.dc, token?.accessToken ?? '');
    const proposal = await api.call('GET', '/v1/configuration/proposal', z.object({ configuration: z.unknown() }));
    await api.call('PUT', '/v1/configuration', z.unknown(), { ...proposal, replaces: null, reason: 'proposed' });
    const scored = await scoreOrg(api, {});
    await deliveries.settled();
    expect(scored).toMatchObject({ accounts: 40, written: 40 });
    expect(deliveries.take().map(({ kind, delivery }) => [kind, delivery])).toEqual([['score', 'ended']]);
    expect(deliveries.take()).toEqual([]);
  } finally {
    await functions.close();
  }
});

import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { formatOrgKey } from '#core/crm/org-key.ts';
import { DEFAULT_CONCURRENCY } from '#server-functions/shared/rest/call-slots.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { createCallGate } from '#test/support/call-gate.ts';
import { startHttpFunctions, until, type HttpFunctions } from '#test/support/functions-over-http.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

const PROPOSALS = 4;
/** On any machine. */
const ARRIVES_MS = 60_000;
/** Once a run is at work: calls wait until so many have met as may. */
const gate = createCallGate();

let sandbox: Sandbox;
let functions: HttpFunctions;
beforeAll(async () => {
  sandbox = await startSampleSandbox(60, { delay: gate.delay });
  functions = await startHttpFunctions(sandbox, SAMPLE_NOON);
});
afterAll(async () => {
  await functions.close();
  await sandbox.close();
});

test('a run, the pages and several people never have more calls under way together than the smallest edition allows', async () => {
  const administrator = functions.as('administrator', ZYLKER);
  const proposal = await administrator('GET', '/v1/configuration/proposal');
  const body = { configuration: proposal.at('configuration'), replaces: null, reason: 'first' };
  expect((await administrator('PUT', '/v1/configuration', body)).status).toBe(200);
  const started = await administrator('POST', '/v1/runs', { asOf: SAMPLE_DAY });
  expect(started.status).toBe(202);
  const users = sandbox.tokens.filter(({ orgId }) => orgId === ZYLKER.orgId).map(({ user }) => user);
  let proposals = 0;
  gate.hold(({ org }) => org === formatOrgKey(ZYLKER));
  const met = vi
    .waitUntil(() => sandbox.concurrency(ZYLKER).now === DEFAULT_CONCURRENCY, ARRIVES_MS)
    .then(gate.release);
  const run = `/v1/runs/${String(started.at('run', 'id'))}`;
  await until(
    async () => {
      // The thread that answers has its hands full for as long as the other one works.
      const asked = Array.from({ length: PROPOSALS }, () => administrator('GET', '/v1/configuration/proposal'));
      const looks = users.map((user) => functions.as(user, ZYLKER)('GET', '/v1/overview'));
      for (const answer of await Promise.all(asked)) if (answer.status === 200) proposals++;
      await Promise.all(looks);
      return administrator('GET', run);
    },
    (answer) => answer.at('run', 'state') === 'done',
  );
  await met;
  expect(proposals).toBeGreaterThan(0);
  expect(sandbox.concurrency(ZYLKER)).toMatchObject({ most: DEFAULT_CONCURRENCY, refused: 0 });
});

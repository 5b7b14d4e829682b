import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { configurationSchema } from '#core/configuration/configuration.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { createSandbox, type Sandbox } from '#sandbox/create-sandbox.ts';
import { MARKETER } from '#sandbox/orgs/standard-profiles.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { withPerson } from '#test/support/with-person.ts';
import { configureAndScore, createLocalFunctions, type LocalFunctions } from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON } from '#test/support/sample-sandbox.ts';
import { shippedRecipe } from '#test/support/techniques-org.ts';

const ORG = { dc: ZYLKER.dc, orgId: ZYLKER.orgId };
/** The sample org, and a marketer whose profile shows no call. */
const WITH_DEAF = withPerson(ZYLKER, {
  ...MARKETER,
  key: 'noCalls',
  name: 'No calls',
  denied: [...MARKETER.denied, 'Crm_Implied_View_Calls'],
});

let sandbox: Sandbox;
let functions: LocalFunctions;
const call = (method: string, path: string, body?: unknown, user = 'administrator') =>
  functions.as(user, ORG).call(method, path, body);

beforeAll(async () => {
  const moduleUrl = new URL('../../../sandbox/sample-org/seed.ts', import.meta.url).href;
  sandbox = await createSandbox({
    orgs: [{ definition: WITH_DEAF, seed: { moduleUrl, options: { seed: 1, accounts: 40, touchPoints: 1 } } }],
    clock: { now: () => SAMPLE_NOON },
  });
  functions = createLocalFunctions(sandbox, SAMPLE_NOON, { queryUpToRows: 32_000 });
  await configureAndScore(functions, ORG, SAMPLE_DAY, 'administrator', (proposal) => {
    const { techniques, ...rest } = configurationSchema.parse(proposal);
    return { ...rest, techniques: { ...techniques, engagement: presetEngagementSettings([shippedRecipe('calls')]) } };
  });
});
afterAll(() => sandbox.close());

test('a ledger names no rule on touch points of a module that the profile hides, and no record of it', async () => {
  const rule = {
    id: 'called',
    names: { en: 'Called by us', es: 'Llamada' },
    module: 'accounts',
    active: true,
    fromDay: '2026-06-30',
    points: 1,
    kind: 'touch',
    channel: 'call',
    response: 'answeredOutbound',
  };
  expect((await call('PUT', '/v1/scoring-rules', { rules: [rule], revision: null })).status).toBe(200);
  await call('POST', '/v1/scoring-rules/runs', {});
  const records = (await call('GET', '/v1/scored-records?module=accounts')).at('records');
  const [first] = z.array(z.object({ id: z.string(), total: z.int() })).parse(records);
  const path = `/v1/scored-records/${first?.id}?module=accounts`;
  const open = await call('GET', path, undefined, 'marketer');
  expect(open.at('rules')).toEqual([{ id: 'called', names: rule.names }]);
  expect(open.at('ledger', 0)).toMatchObject({ rule: 'called', hidden: false });
  expect(open.at('ledger', 0, 'touchPoint')).toMatch(/^calls:\d+:answeredOutbound/);
  const cut = await call('GET', path, undefined, 'noCalls');
  expect([cut.status, cut.at('total'), cut.at('rules')]).toEqual([200, first?.total, []]);
  expect(cut.at('ledger', 0)).toMatchObject({ points: 1, rule: null, touchPoint: null, hidden: true });
});

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BASIS_RECORD } from '#core/labels/published-basis.ts';
import { labelFields } from '#core/labels/label-fields.ts';
import { ABM_RIGHT_NAMES, ABM_RIGHTS } from '#core/permissions/rights.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import type { OrgDefinition } from '#sandbox/orgs/org-definition.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { DEFAULT_SWITCHES, switchesSchema } from '#sandbox/switches.ts';
import { createPresentedToken } from '#server-functions/shared/rest/access-tokens.ts';
import { createRestSender, type RestSender } from '#server-functions/shared/rest/send-rest.ts';
import { USER_SCOPES } from '#server-functions/sign-in/oauth-client.ts';
import { observeBehaviour } from '#server-functions/verify-org/observe-behaviour.ts';
import { orgDescriptionSchema } from '#server-functions/verify-org/org-description.ts';
import { isReady, verifyOrg } from '#server-functions/verify-org/verify-org.ts';
import { createLocalFunctions, configureAndScore } from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

const DESCRIPTION = orgDescriptionSchema.parse(
  JSON.parse(readFileSync(new URL('../../../docs/org-description.json', import.meta.url), 'utf8')),
);

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSampleSandbox(60);
});
afterAll(() => sandbox.close());

function senderOf(on: Sandbox, user: string, org: Pick<OrgDefinition, 'dc'> = ZYLKER): RestSender {
  const token = on.tokens.find((each) => each.user === user && each.dc === org.dc)?.accessToken ?? '';
  return withToken(on, token);
}
const withToken = (on: Sandbox, token: string): RestSender =>
  createRestSender({
    fetch,
    apiUrl: on.url,
    tokens: createPresentedToken(token),
    retryDelay: { initialMs: 1, maxMs: 2 },
  });

const stateOf = async (rest: RestSender): Promise<Record<string, string>> =>
  Object.fromEntries((await verifyOrg(rest, DESCRIPTION)).map(({ name, state }) => [name, state]));

describe('the description of an org', () => {
  test('names the rights, fields, module and scopes that the product uses', () => {
    expect(DESCRIPTION.rights).toEqual(ABM_RIGHT_NAMES.map((right) => ABM_RIGHTS[right]));
    const label = { id: 'x', names: { en: 'X', es: 'X' }, colour: '#000000', optionId: null };
    const made = labelFields({ rfm: [label], firmographics: [label] }).map(
      ({ field: { apiName, label: text, type } }) => ({
        apiName,
        label: text,
        type,
      }),
    );
    expect(DESCRIPTION.accountFields).toEqual(made);
    const { module, name, basis, money } = BASIS_RECORD;
    expect(
      DESCRIPTION.modules.map(({ apiName, fields }) => [apiName, ...fields.map((field) => field.apiName)]),
    ).toEqual([[module, name, basis, money]]);
    expect(DESCRIPTION.scopes.users).toEqual(USER_SCOPES);
  });

  test('names a page for every widget that is built', () => {
    for (const { page } of DESCRIPTION.widgets)
      expect(readFileSync(new URL(`../../../app/${page}`, import.meta.url), 'utf8')).toContain('<html');
  });
});

describe('an org compared with what the extension needs', () => {
  test('a new org is ready, and its label fields come with the first publication', async () => {
    const findings = await verifyOrg(senderOf(sandbox, 'administrator'), DESCRIPTION);
    expect(isReady(findings)).toBe(true);
    expect(findings.filter(({ state }) => state === 'later').map(({ name }) => name)).toEqual(
      DESCRIPTION.accountFields.map(({ apiName }) => `Accounts.${apiName}`),
    );
  });

  test('after the first run every field is there', async () => {
    const own = await startSampleSandbox(60);
    try {
      await configureAndScore(createLocalFunctions(own, SAMPLE_NOON), ZYLKER, SAMPLE_DAY);
      const findings = await verifyOrg(senderOf(own, 'administrator'), DESCRIPTION);
      expect(findings.filter(({ state }) => state !== 'ok')).toEqual([]);
    } finally {
      await own.close();
    }
  });

  test('nothing is written by looking', async () => {
    const before = sandbox.credits(ZYLKER);
    const rest = senderOf(sandbox, 'administrator');
    const methods: string[] = [];
    const watched: RestSender = {
      ...rest,
      send: (request) => (methods.push(`${request.method} ${request.path}`), rest.send(request)),
      read: (request, schema) => (methods.push(`${request.method} ${request.path}`), rest.read(request, schema)),
    };
    await verifyOrg(watched, DESCRIPTION);
    await observeBehaviour(watched);
    expect(methods.filter((each) => !each.startsWith('GET ') && each !== 'POST /crm/v8/coql')).toEqual([]);
    expect(sandbox.credits(ZYLKER)).not.toEqual(before);
    expect(methods.length).toBeLessThan(45);
  });

  test('without the extension module the finding says which fields to make', async () => {
    const rest = senderOf(sandbox, 'administrator');
    const without: RestSender = {
      ...rest,
      read: async (request, schema) => {
        const answer = await rest.read(request, schema);
        if (request.path !== '/crm/v8/settings/modules') return answer;
        const text = JSON.stringify(answer).replace('"ABM_Basis"', '"Something_Else"');
        return schema.parse(JSON.parse(text));
      },
    };
    const finding = (await verifyOrg(without, DESCRIPTION)).find(({ name }) => name === 'ABM_Basis');
    expect(finding?.state).toBe('missing');
    expect(finding?.note).toContain('Name, Basis, Money_Basis');
  });

  test('a field of another type is said to differ', async () => {
    const typed = {
      ...DESCRIPTION,
      modules: DESCRIPTION.modules.map((module) => ({
        ...module,
        fields: [{ apiName: 'Basis', label: 'Basis', type: 'integer' as const }],
      })),
    };
    const findings = await verifyOrg(senderOf(sandbox, 'administrator'), typed);
    const basis = findings.find(({ name }) => name === 'ABM_Basis.Basis');
    expect(basis?.state).toBe('differs');
    expect(basis?.note).toContain('is longText and must be integer');
    expect(isReady(findings)).toBe(false);
  });

  test("a marketer's credentials are not an installer's", async () => {
    expect(await stateOf(senderOf(sandbox, 'marketer'))).toMatchObject({
      installer: 'differs',
      'ABM section': 'differs',
    });
  });

  test('a scope that was not granted is named', async () => {
    const scopes = ['ZohoCRM.users.ALL', 'ZohoCRM.org.ALL', 'ZohoCRM.settings.ALL'];
    const token = sandbox.issueToken(ZYLKER, 'administrator', scopes, null);
    expect(await stateOf(withToken(sandbox, token))).toMatchObject({
      'ZohoCRM.coql.READ': 'missing',
      'ZohoCRM.bulk.ALL': 'missing',
      org: 'ok',
    });
  });

  test('an org without the ABM section is told that rights are given otherwise', async () => {
    expect(await stateOf(senderOf(sandbox, 'administrator', NORDLICHT))).toMatchObject({ 'ABM section': 'later' });
  });

  test('credentials that the CRM rejects end it', async () => {
    await expect(verifyOrg(withToken(sandbox, 'nobody'), DESCRIPTION)).rejects.toMatchObject({
      reason: 'notAuthenticated',
    });
  });
});

/** What `observeBehaviour` names is what the sandbox calls its switch, so that one can be set to what a live org does. */
const OBSERVED = [
  'textComparison',
  'accentComparison',
  'trailingSpaces',
  'likeWildcards',
  'emptyInNegation',
  'emptyOrder',
  'criteriaPairs',
  'aggregateKeys',
  'missingRecord',
  'picklistLike',
  'unlistedOption',
  'wideNumbers',
  'joinLimit',
  'backslashInText',
] as const;

describe('what no document says is seen on the org itself, whichever way it is', () => {
  test.each([0, 1])('with value %i of every switch', async (at) => {
    const set = Object.fromEntries(OBSERVED.map((name) => [name, switchesSchema.shape[name].options[at]]));
    const switches = switchesSchema.parse({ ...DEFAULT_SWITCHES, ...set });
    const own = await startSampleSandbox(200, { switches });
    try {
      const seen = await observeBehaviour(senderOf(own, 'administrator'));
      expect(Object.fromEntries(seen.map(({ name, behaviour }) => [name, behaviour]))).toEqual(set);
    } finally {
      await own.close();
    }
  });

  test('an org without accounts leaves open what only accounts can show', async () => {
    const moduleless = await startSampleSandbox(1, { orgs: [{ definition: ZYLKER, seed: null }] });
    try {
      const seen = await observeBehaviour(senderOf(moduleless, 'administrator'));
      const open = seen.filter(({ behaviour }) => behaviour === null).map(({ name }) => name);
      expect(open).toEqual(
        expect.arrayContaining([
          'textComparison',
          'accentComparison',
          'trailingSpaces',
          'emptyInNegation',
          'emptyOrder',
        ]),
      );
    } finally {
      await moduleless.close();
    }
  });
});

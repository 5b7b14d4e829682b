import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { parseConfiguration } from '#core/configuration/parse-configuration.ts';
import { readZip } from '#server-functions/shared/zip/read-zip.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { LIMITED_SETUP } from '#test/support/limited-setup.ts';
import { configureAndScore, createLocalFunctions, type LocalFunctions } from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

/** The CRM's time: it rations what a minute may fetch, and each person gets a minute of their own. */
let crmMs = SAMPLE_NOON;
let sandbox: Sandbox;
let functions: LocalFunctions;

beforeAll(async () => {
  const moduleUrl = new URL('../../../sandbox/sample-org/seed.ts', import.meta.url).href;
  sandbox = await startSampleSandbox(150, {
    clock: { now: () => crmMs },
    orgs: [{ definition: LIMITED_SETUP, seed: { moduleUrl, options: { seed: 1, accounts: 150, touchPoints: 0 } } }],
  });
  functions = createLocalFunctions(sandbox, SAMPLE_NOON);
  await configureAndScore(functions, LIMITED_SETUP, SAMPLE_DAY);
});
afterAll(() => sandbox.close());

const CHAMPIONS = { conditions: [{ field: 'abm:rfm.label', operator: 'is', value: 'champions' }], pattern: '' };
const READS = [
  '/v1/session',
  '/v1/overview',
  '/v1/configuration',
  '/v1/fields?module=accounts',
  '/v1/segments',
  '/v1/segments/all/performance',
  ...['label', 'industry', 'country', 'owner'].map((by) => `/v1/segments/all/distribution?by=${by}`),
  ...['1', '2', '3'].flatMap((page) =>
    ['name', '-m', 'rfm'].map((sort) => `/v1/segments/all/accounts?page=${page}&sort=${sort}`),
  ),
  '/v1/exports/fields',
];

const shown = new Map<string, Promise<string>>();
/** Gathered once a person: an org's bulk downloads are counted by the minute. */
function everythingShownTo(user: string): Promise<string> {
  const known = shown.get(user) ?? gatherShown(user);
  shown.set(user, known);
  return known;
}

/** Everything that a person gets to see, as text: answers, the file of an export, and what CRM holds of ours. */
async function gatherShown(user: string): Promise<string> {
  crmMs += 61_000;
  const person = functions.as(user, LIMITED_SETUP);
  const texts: string[] = [];
  const keep = (bytes: Uint8Array): void => void texts.push(new TextDecoder().decode(bytes));
  for (const path of READS) keep((await person.call('GET', path)).bytes);
  keep((await person.call('POST', '/v1/segments/preview', { criteria: CHAMPIONS })).bytes);
  const nature = { kind: 'static' };
  const segment = { name: user, module: 'accounts', nature, parent: null, criteria: CHAMPIONS };
  const made = await person.call('POST', '/v1/segments', segment);
  keep(made.bytes);
  keep((await person.call('GET', `/v1/segments/${String(made.at('segment', 'id'))}`)).bytes);
  texts.push(await whatIfOf(user));
  const asked = await person.call('POST', '/v1/exports', { segment: null, fields: 'all' });
  const place = `/v1/exports/${String(asked.at('export', 'id'))}`;
  // Somebody else's call at the same time may be at work on it.
  await vi.waitUntil(async () => (await person.call('GET', place)).at('export', 'state') === 'done', 60_000);
  const file = await person.call('GET', `${place}/file`);
  expect(file.status).toBe(200);
  for await (const entry of readZip(file.bytes)) for await (const chunk of entry.chunks) keep(chunk);
  texts.push(await ownFieldsShownTo(user));
  return texts.join('\n');
}

/** The wizard's preview of the published settings; empty for whom the setup is closed. */
async function whatIfOf(user: string): Promise<string> {
  const person = functions.as(user, LIMITED_SETUP);
  const configuration = await person.call('GET', '/v1/configuration');
  const rfm = configuration.at('configuration', 'techniques', 'rfm');
  const scope = {
    recencyField: configuration.at('configuration', 'techniques', 'rfm', 'recencyField'),
    frequencyOf: configuration.at('configuration', 'techniques', 'rfm', 'frequencyOf'),
    monetaryField: configuration.at('configuration', 'techniques', 'rfm', 'monetaryField'),
    contributing: configuration.at('configuration', 'techniques', 'rfm', 'contributing'),
  };
  const snapshot = await person.call('POST', '/v1/setup/snapshots', {
    mapping: configuration.at('configuration', 'mapping'),
    criteria: configuration.at('configuration', 'criteria'),
    rfm: scope,
  });
  const id = String(snapshot.at('id'));
  const preview = await person.call('POST', `/v1/setup/snapshots/${id}/preview`, { rfm, firmographics: null });
  return new TextDecoder().decode(preview.bytes);
}

/** CRM's own answer to the person on the fields and records that the extension writes. */
async function ownFieldsShownTo(user: string): Promise<string> {
  const token = sandbox.tokens.find((each) => each.user === user)?.accessToken ?? '';
  const read = async (path: string): Promise<string> =>
    (await fetch(`${sandbox.url}/crm/v8${path}`, { headers: { authorization: `Zoho-oauthtoken ${token}` } })).text();
  const fields = 'ABM_RFM_Label,ABM_RFM_R,ABM_RFM_F,ABM_RFM_M,ABM_RFM_Since,ABM_Firmographics_Label,ABM_Evidence';
  return `${await read(`/Accounts?per_page=200&fields=${fields}`)}\n${await read('/ABM_Basis?fields=Name,Basis,Money_Basis')}`;
}

/** Every number that stands in a text by itself, as it is written. */
const numbersIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/(?<![\d.])\d{3,}(?:\.\d+)?/g)].map(([number]) => number));

/** The amounts of deals and all their sums, as the administrator sees them. */
async function amountsShownToAdministrator(): Promise<ReadonlySet<string>> {
  const text = await everythingShownTo('administrator');
  const amounts = new Set<string>();
  for (const [, minor] of text.matchAll(/"(?:wonMinor|pipelineMinor|monetaryMinor)":(\d+)/g)) {
    const value = Number(minor);
    if (value < 100_000) continue;
    amounts.add(String(value));
    amounts.add((value / 100).toFixed(2));
    amounts.add(String(value / 100));
  }
  for (const [, list] of text.matchAll(/"monetary":\{[^{}]*"breaks":\[([\d.,]*)\]/g))
    for (const cut of list?.split(',') ?? []) if (Number(cut) >= 100_000) amounts.add(cut);
  return amounts;
}

describe('what deals are worth stands nowhere for who may not see it (PER-4)', () => {
  test.each(['noAmounts', 'noDeals', 'noAmountsSetup', 'noDealsSetup'])('%s', async (user) => {
    const amounts = await amountsShownToAdministrator();
    expect(amounts.size).toBeGreaterThan(200);
    const seen = numbersIn(await everythingShownTo(user));
    expect([...amounts].filter((amount) => seen.has(amount))).toEqual([]);
  });

  test('the search for amounts finds them where they are shown', async () => {
    const amounts = await amountsShownToAdministrator();
    const seen = numbersIn(await everythingShownTo('marketer'));
    expect([...amounts].filter((amount) => seen.has(amount)).length).toBeGreaterThan(200);
  });

  test('labels, scores and their counts show all the same, in the what-if too', async () => {
    expect(await everythingShownTo('noAmounts')).toMatch(/"labels":\{"rfm":"champions"[^}]*\},"scores":\{"r":\d/);
    const setUp = await everythingShownTo('noAmountsSetup');
    expect(setUp).toMatch(/"population":\d+/);
    expect(setUp).toMatch(/"grid":\[\{"r":\d,"f":\d,"accounts":\d+,"wonMinor":null\}/);
  });

  test('a setup with cut-offs in amounts is withheld whole: with holes it would be published with holes', async () => {
    const own = createLocalFunctions(sandbox, SAMPLE_NOON);
    const administrator = own.as('administrator', LIMITED_SETUP);
    const proposed = parseConfiguration(
      (await administrator.call('GET', '/v1/configuration/proposal')).at('configuration'),
    );
    const techniques = proposed.ok ? proposed.value.techniques : null;
    if (!proposed.ok || !techniques?.rfm) throw new Error('no proposal');
    const bands = [1, 2, 3, 4, 5].map((score) => {
      const from = score === 1 ? null : score * 77_777;
      return { score, anyOf: [{ from, to: score === 5 ? null : (score + 1) * 77_777 }] };
    });
    const rfm = { ...techniques.rfm, monetary: { mode: 'manual', levels: 5, bands } };
    const configuration = { ...proposed.value, techniques: { ...techniques, rfm } };
    const put = await administrator.call('PUT', '/v1/configuration', {
      configuration,
      replaces: null,
      reason: 'bands',
    });
    expect([put.status, put.at('problems')]).toEqual([200, undefined]);
    for (const user of ['noAmounts', 'noDeals', 'noAmountsSetup', 'noDealsSetup']) {
      const reply = await own.as(user, LIMITED_SETUP).call('GET', '/v1/configuration');
      expect([user, reply.status, reply.at('code')]).toEqual([user, 403, 'permission.fieldHidden']);
      expect(reply.at('problems', 0, 'where')).toBe('techniques.rfm.monetary');
      expect(JSON.stringify(reply.at())).not.toMatch(/77777|155554/);
    }
    const whole = await own.as('marketer', LIMITED_SETUP).call('GET', '/v1/configuration');
    expect(whole.at('configuration', 'techniques', 'rfm', 'monetary', 'bands', 'length')).toBe(5);
  });
});

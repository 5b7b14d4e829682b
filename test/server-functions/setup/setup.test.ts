import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { EVERYTHING, type Criteria } from '#core/criteria/criteria.ts';
import { suggestMapping } from '#core/mapping/suggest-mapping.ts';
import type { Mapping } from '#core/mapping/mapping.ts';
import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { createRestCrmBatch } from '#server-functions/shared/rest/rest-crm-batch.ts';
import { readKnownMetadata } from '#server-functions/configuration/org-metadata.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import {
  recordsIn,
  startHttpFunctions,
  until,
  type HttpAnswer,
  type HttpCall,
  type HttpFunctions,
} from '#test/support/functions-over-http.ts';
import { queryTables } from '#test/support/query-tables.ts';
import { sandboxSender } from '#test/support/sandbox-fixture.ts';
import { SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

let sandbox: Sandbox;
let functions: HttpFunctions;
let mapping: Mapping;

beforeAll(async () => {
  sandbox = await startSampleSandbox(120);
  functions = await startHttpFunctions(sandbox, SAMPLE_NOON);
  const rest = sandboxSender(sandbox, ZYLKER, 'administrator');
  const crm = createRestCrmBatch({
    rest,
    content: rest,
    clock: { now: () => SAMPLE_NOON },
    wait: () => Promise.resolve(),
  });
  const { modules, fieldsOf } = await readKnownMetadata(crm);
  const suggested = suggestMapping(modules, fieldsOf);
  if (suggested.mapping === null) throw new Error('Zylker maps itself');
  mapping = suggested.mapping;
});
afterAll(async () => {
  await functions.close();
  await sandbox.close();
});

const admin: HttpCall = (...call) => functions.as('administrator', ZYLKER)(...call);
const keysOf = (value: unknown): string[] => (typeof value === 'object' && value !== null ? Object.keys(value) : []);
const sql = (query: string) => Number(queryTables(sandbox.databasePath(ZYLKER), query)[0]?.['n']);
const { recencyField, frequencyOf, monetaryField, contributing } = presetRfmSettings();
const aggregation = { recencyField, frequencyOf, monetaryField, contributing };

describe('setup', () => {
  test('is refused by name to who may not set up, on every route', async () => {
    const marketer = functions.as('marketer', ZYLKER);
    const refused: readonly (readonly [string, string, unknown?])[] = [
      ['GET', '/v1/setup/org'],
      ['GET', '/v1/setup/fields?module=Accounts'],
      ['GET', '/v1/setup/draft'],
      ['PUT', '/v1/setup/draft', { draft: {}, revision: null }],
      ['DELETE', '/v1/setup/draft'],
      ['POST', '/v1/setup/count', { mapping, criteria: EVERYTHING }],
      ['POST', '/v1/setup/snapshots', { mapping, criteria: EVERYTHING, rfm: null }],
      ['GET', '/v1/setup/snapshots/x'],
      ['DELETE', '/v1/setup/snapshots/x'],
      ['POST', '/v1/setup/snapshots/x/preview', { rfm: null, firmographics: null }],
    ];
    for (const [method, path, body] of refused) {
      const answer = await marketer(method, path, body);
      expect([path, answer.status, answer.at('missing')]).toEqual([path, 403, 'Crm_Implied_Manage_ABM_Configurations']);
    }
  });

  test('names the modules of the org and the fields of the standard ones, line items included', async () => {
    const answer = await admin('GET', '/v1/setup/org');
    expect(answer.status).toBe(200);
    expect(answer.at('modules')).toEqual(
      expect.arrayContaining([expect.objectContaining({ apiName: 'Accounts', custom: false })]),
    );
    expect(keysOf(answer.at('fields')).toSorted()).toEqual([
      'Accounts',
      'Contacts',
      'Deal_Line_Items',
      'Deals',
      'Products',
    ]);
    const other = await admin('GET', '/v1/setup/fields?module=Campaigns');
    expect(other.at('fields', 'Campaigns', 0, 'apiName')).toBeTypeOf('string');
    expect((await admin('GET', '/v1/setup/fields?module=Nonsense')).status).toBe(404);
    expect((await admin('GET', '/v1/setup/fields?module=../x')).status).toBe(400);
  });
});

describe('the draft', () => {
  test('is kept with its revision, and an older one does not overwrite it', async () => {
    expect((await admin('GET', '/v1/setup/draft')).body).toEqual({
      draft: null,
      revision: null,
      author: null,
      at: null,
    });
    expect((await admin('PUT', '/v1/setup/draft', { draft: { step: 1 }, revision: null })).body).toEqual({
      revision: 1,
    });
    expect((await admin('PUT', '/v1/setup/draft', { draft: { step: 2 }, revision: 1 })).body).toEqual({ revision: 2 });
    expect((await admin('PUT', '/v1/setup/draft', { draft: { step: 9 }, revision: 1 })).status).toBe(409);
    expect((await admin('PUT', '/v1/setup/draft', { draft: { step: 9 }, revision: null })).status).toBe(409);
    expect((await admin('GET', '/v1/setup/draft')).body).toMatchObject({
      draft: { step: 2 },
      revision: 2,
      author: 'Ada Reyes',
    });
    expect((await functions.as('administrator', NORDLICHT)('GET', '/v1/setup/draft')).at('draft')).toBe(null);
    expect((await admin('DELETE', '/v1/setup/draft?revision=2')).status).toBe(204);
    expect((await admin('GET', '/v1/setup/draft')).at('revision')).toBe(null);
  });

  test('is dropped by who knows it alone, and a new one is never taken for it', async () => {
    const write = async (step: string, revision: unknown) =>
      admin('PUT', '/v1/setup/draft', { draft: { step }, revision });
    const mine = (await write('mine', null)).at('revision');
    const theirs = (await write('theirs', mine)).at('revision');
    const refused = await admin('DELETE', `/v1/setup/draft?revision=${String(mine)}`);
    expect([refused.status, refused.at('code')]).toEqual([409, 'setup.draftChangedMeanwhile']);
    expect((await admin('DELETE', '/v1/setup/draft')).status).toBe(400);
    expect((await admin('GET', '/v1/setup/draft')).body).toMatchObject({ draft: { step: 'theirs' }, revision: theirs });

    expect((await admin('DELETE', `/v1/setup/draft?revision=${String(theirs)}`)).status).toBe(204);
    expect((await admin('DELETE', `/v1/setup/draft?revision=${String(theirs)}`)).status).toBe(204);
    const anew = (await write('anew', null)).at('revision');
    expect([mine, theirs]).not.toContain(anew);
    expect((await write('mine again', mine)).status).toBe(409);
    expect((await write('theirs again', theirs)).status).toBe(409);
    expect((await admin('DELETE', `/v1/setup/draft?revision=${String(anew)}`)).status).toBe(204);
  });

  test('is an object of at most 90 kB', async () => {
    expect((await admin('PUT', '/v1/setup/draft', { draft: [], revision: null })).status).toBe(400);
    expect(
      (await admin('PUT', '/v1/setup/draft', { draft: { text: 'x'.repeat(93_000) }, revision: null })).status,
    ).toBe(413);
    expect((await admin('PUT', '/v1/setup/draft', 'no json')).status).toBe(400);
  });
});

describe('the count', () => {
  const german: Criteria['conditions'][number] = { field: 'billingCountry', operator: 'is', value: 'Germany' };
  const large: Criteria['conditions'][number] = { field: 'employees', operator: 'atLeast', number: 250 };

  test('is what SQL counts, together and for each condition', async () => {
    const answer = await admin('POST', '/v1/setup/count', {
      mapping,
      criteria: { conditions: [german, large], pattern: '(1 OR 2)' },
    });
    expect(answer.body).toEqual({
      matching: sql("SELECT count(*) n FROM Accounts WHERE Billing_Country = 'Germany' OR Employees >= 250"),
      total: 120,
      perCondition: [
        sql("SELECT count(*) n FROM Accounts WHERE Billing_Country = 'Germany'"),
        sql('SELECT count(*) n FROM Accounts WHERE Employees >= 250'),
      ],
    });
  });

  test('is the same where the CRM cannot be asked and the accounts are read', async () => {
    // A wildcard inside a value cannot be said in COQL.
    const local = { field: 'name', operator: 'doesNotContain', value: '%' } as const;
    const before = sandbox.credits(ZYLKER).spent;
    const answer = await admin('POST', '/v1/setup/count', {
      mapping,
      criteria: { conditions: [german, large, local], pattern: '((1 OR 2) AND 3)' },
    });
    expect(answer.body).toEqual({
      matching: sql("SELECT count(*) n FROM Accounts WHERE Billing_Country = 'Germany' OR Employees >= 250"),
      total: 120,
      perCondition: [
        sql("SELECT count(*) n FROM Accounts WHERE Billing_Country = 'Germany'"),
        sql('SELECT count(*) n FROM Accounts WHERE Employees >= 250'),
        120,
      ],
    });
    // The bulk read is what shows that it went the other way.
    expect(sandbox.credits(ZYLKER).spent - before).toBeGreaterThanOrEqual(50);
  });

  test('of criteria that do not fit says where', async () => {
    const wrong: Criteria = { conditions: [{ field: 'employees', operator: 'is', value: 'many' }], pattern: '' };
    const answer = await admin('POST', '/v1/setup/count', { mapping, criteria: wrong });
    expect([answer.status, answer.at('problems', 0, 'where')]).toEqual([422, 'criteria.conditions[0].operator']);
    expect((await admin('POST', '/v1/setup/count', { mapping, criteria: { conditions: 1 } })).status).toBe(400);
  });
});

describe('the review', () => {
  const review = (configuration: unknown) => admin('POST', '/v1/setup/review', { configuration });

  test('names the fields that publishing would create, and what the first run may cost', async () => {
    const configuration = (await functions.as('administrator', NORDLICHT)('GET', '/v1/configuration/proposal')).at(
      'configuration',
    );
    const answer = await functions.as('administrator', NORDLICHT)('POST', '/v1/setup/review', { configuration });
    expect(answer.body).toMatchObject({ problems: [], warnings: [] });
    expect(recordsIn(answer.at('fields')).map(({ apiName, exists }) => [apiName, exists])).toContainEqual([
      'ABM_RFM_Label',
      false,
    ]);
    expect(answer.at('fields', 0, 'label')).toBe('ABM RFM Label');
    // 60 accounts: two modules counted and queried, six credits of writes, and small calls.
    expect(answer.at('credits')).toBe(20 + 2 * (1 + 3) + 6);
    expect(answer.at('dailyCredits')).toBe(sandbox.credits(NORDLICHT).limit);
  });

  test('lists what is wrong instead of refusing', async () => {
    const answer = await review({ format: 'lodestar.config/1' });
    expect([answer.status, answer.at('credits')]).toEqual([200, null]);
    expect(recordsIn(answer.at('problems')).map(({ code }) => code)).toContain('schema.missing');
    expect((await admin('POST', '/v1/setup/review', {})).status).toBe(400);
    expect((await functions.as('marketer', ZYLKER)('POST', '/v1/setup/review', { configuration: {} })).status).toBe(
      403,
    );
  });
});

describe('a snapshot', () => {
  const begin = async (rfm: unknown = aggregation, criteria: Criteria = EVERYTHING): Promise<string> => {
    const answer = await admin('POST', '/v1/setup/snapshots', { mapping, criteria, rfm });
    expect([200, 202]).toContain(answer.status);
    return String(answer.at('id'));
  };
  const settled = (id: string): Promise<HttpAnswer> =>
    until(
      () => admin('GET', `/v1/setup/snapshots/${id}`),
      (answer) => answer.at('state') !== 'running',
    );
  const techniques = { rfm: presetRfmSettings(), firmographics: presetFirmographicsSettings() };

  test('is pulled once: the same question is the same snapshot, and costs nothing', async () => {
    const id = await begin();
    await settled(id);
    const spent = sandbox.credits(ZYLKER).spent;
    expect(await begin()).toBe(id);
    await admin('POST', `/v1/setup/snapshots/${id}/preview`, techniques);
    expect(sandbox.credits(ZYLKER).spent - spent).toBeLessThan(10);
    expect(await begin(null)).not.toBe(id);
  });

  test('is cut by the global criteria, and says when too few accounts are left to score', async () => {
    const id = await begin(aggregation, {
      conditions: [{ field: 'billingCountry', operator: 'is', value: 'Germany' }],
      pattern: '',
    });
    await settled(id);
    const preview = await admin('POST', `/v1/setup/snapshots/${id}/preview`, { ...techniques, rfm: null });
    expect(preview.at('accounts')).toBe(sql("SELECT count(*) n FROM Accounts WHERE Billing_Country = 'Germany'"));
    expect(preview.at('rfm')).toBe(null);
    const few = await admin('POST', `/v1/setup/snapshots/${id}/preview`, techniques);
    expect(few.at('rfm', 'refusal', 'code')).toBe('rfm.tooFewAccounts');
  });

  test('refuses settings that do not fit it', async () => {
    const id = await begin();
    await settled(id);
    const other = { ...techniques.rfm, frequencyOf: 'products' };
    expect((await admin('POST', `/v1/setup/snapshots/${id}/preview`, { ...techniques, rfm: other })).status).toBe(409);
    const bands = { ...techniques.rfm, recency: { mode: 'manual', levels: 5, bands: [] } };
    const empty = await admin('POST', `/v1/setup/snapshots/${id}/preview`, { ...techniques, rfm: bands });
    expect([empty.status, empty.at('problems', 0, 'code')]).toEqual([422, 'rfm.noBands']);
    expect((await admin('POST', `/v1/setup/snapshots/${id}/preview`, { rfm: {} })).status).toBe(400);
  });

  test('says what the settings would make of all accounts, as the run then does', async () => {
    const id = await begin();
    const ready = await settled(id);
    expect(ready.body).toMatchObject({ id, state: 'ready', progress: { accounts: 120 }, problems: [] });
    expect(ready.at('progress', 'deals')).toBe(sql('SELECT count(*) n FROM Deals'));
    const preview = await admin('POST', `/v1/setup/snapshots/${id}/preview`, techniques);
    expect(preview.status).toBe(200);
    expect(preview.at('accounts')).toBe(120);

    const proposal = (await admin('GET', '/v1/configuration/proposal')).at('configuration');
    await admin('PUT', '/v1/configuration', { configuration: proposal, replaces: null, reason: '' });
    const run = (await admin('POST', '/v1/runs', {})).at('run', 'id');
    await until(
      () => admin('GET', `/v1/runs/${String(run)}`),
      (answer) => answer.at('run', 'endedAt') !== null,
    );
    const overview = await admin('GET', '/v1/overview');
    const counts = (labels: unknown) => recordsIn(labels).map(({ labelId, accounts }) => [labelId, accounts]);
    expect(counts(preview.at('rfm', 'labels'))).toEqual(counts(overview.at('overview', 'rfm', 'labels')));
    expect(counts(preview.at('firmographics', 'labels'))).toEqual(
      counts(overview.at('overview', 'firmographics', 'labels')),
    );
    expect(preview.at('rfm', 'withoutPurchases')).toBe(overview.at('overview', 'rfm', 'withoutPurchases'));
    expect(preview.at('rfm', 'levels')).toEqual(overview.at('overview', 'rfm', 'levels'));

    const total = (rows: unknown, key: string) => recordsIn(rows).reduce((sum, each) => sum + Number(each[key]), 0);
    expect(total(preview.at('rfm', 'labels'), 'wonMinor')).toBe(overview.at('overview', 'wonMinor'));
    expect(total(preview.at('rfm', 'grid'), 'wonMinor')).toBe(overview.at('overview', 'wonMinor'));
    expect(total(preview.at('rfm', 'grid'), 'accounts')).toBe(preview.at('rfm', 'population'));
    expect(preview.at('rfm', 'grid')).toHaveLength(25);
    expect(await begin(), 'counted again, now that there are newer labels').not.toBe(id);
  });

  test('of another org is unknown', async () => {
    const id = await begin();
    const stranger = functions.as('administrator', NORDLICHT);
    // Nordlicht has no ABM section; an administrator may set up all the same.
    const theirs = await stranger('GET', `/v1/setup/snapshots/${id}`);
    const nobodys = await stranger('GET', '/v1/setup/snapshots/snapshot-none');
    expect([theirs.status, theirs.body]).toEqual([404, nobodys.body]);
    expect((await stranger('POST', `/v1/setup/snapshots/${id}/preview`, techniques)).status).toBe(404);
    expect((await stranger('DELETE', `/v1/setup/snapshots/${id}`)).status).toBe(404);
  });
});

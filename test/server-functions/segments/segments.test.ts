import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
import { SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';

let sandbox: Sandbox;
let functions: HttpFunctions;

const marketer: HttpCall = (...call) => functions.as('marketer', ZYLKER)(...call);
const sql = (query: string) => queryTables(sandbox.databasePath(ZYLKER), query);
const number = (query: string) => Number(sql(query)[0]?.['n']);

beforeAll(async () => {
  const begun = Date.now();
  sandbox = await startSampleSandbox(150, { clock: { now: () => SAMPLE_NOON + Date.now() - begun } });
  functions = await startHttpFunctions(sandbox, SAMPLE_NOON);
  for (const org of [ZYLKER, NORDLICHT]) {
    const call = functions.as('administrator', org);
    const proposal = (await call('GET', '/v1/configuration/proposal')).at('configuration');
    expect(
      (await call('PUT', '/v1/configuration', { configuration: proposal, replaces: null, reason: '' })).status,
    ).toBe(200);
    const run = String((await call('POST', '/v1/runs', {})).at('run', 'id'));
    await until(
      () => call('GET', `/v1/runs/${run}`),
      (answer) => answer.at('run', 'state') === 'done',
    );
  }
});
afterAll(async () => {
  await functions.close();
  await sandbox.close();
});

const GERMAN = { conditions: [{ field: 'billingCountry', operator: 'is', value: 'Germany' }], pattern: '' };
const BEST = {
  conditions: [{ field: 'abm:rfm.label', operator: 'isAnyOf', values: ['champions', 'loyal'] }],
  pattern: '',
};
const EVERYTHING = { conditions: [], pattern: '' };
const segmentOf = (name: string, criteria: unknown, more: Record<string, unknown> = {}) => ({
  name,
  module: 'accounts',
  nature: { kind: 'static' },
  parent: null,
  criteria,
  ...more,
});
const make = async (name: string, criteria: unknown, more: Record<string, unknown> = {}): Promise<string> => {
  const answer = await marketer('POST', '/v1/segments', segmentOf(name, criteria, more));
  expect(answer.status).toBe(201);
  return String(answer.at('segment', 'id'));
};
const dayInNewYork = (ms: number) => new Intl.DateTimeFormat('sv', { timeZone: 'America/New_York' }).format(ms);

const cell = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? new Map(Object.entries(value)).get(key) : undefined;

describe('the overview', () => {
  test('counts accounts, revenue, new ones, and those that close this month, as SQL does', async () => {
    const { body, at } = await marketer('GET', '/v1/overview');
    expect(body).toMatchObject({ accountsModule: 'Accounts', overview: { accounts: 150, included: 150 } });
    expect(at('overview', 'newAccounts')).toEqual({
      since: '2025-12-30',
      accounts: sql('SELECT Created_Time AS at FROM Accounts')
        .map((row) => dayInNewYork(Number(row['at']) * 1_000))
        .filter((day) => day >= '2025-12-30' && day <= '2026-06-30').length,
    });
    expect(at('overview', 'closingThisMonth', 'month')).toBe('2026-06');
    expect(at('overview', 'closingThisMonth', 'accounts')).toBe(
      number(
        "SELECT count(DISTINCT Account_Name) n FROM Deals WHERE Stage NOT LIKE 'Closed%' AND Closing_Date LIKE '2026-06-%'",
      ),
    );
    expect(recordsIn(at('labels')).map(({ technique, id }) => [technique, id])).toEqual(
      expect.arrayContaining([
        ['rfm', 'champions'],
        ['firmographics', 'large'],
      ]),
    );
    expect(at('labels', 0, 'names', 'es')).toBe('Campeonas');
  });
});

describe('fields for criteria', () => {
  test('are those that the generation holds and the viewer may see, label options by both names', async () => {
    const { at } = await marketer('GET', '/v1/fields?module=accounts');
    const fields = new Map(recordsIn(at('fields')).map((field) => [field['reference'], field]));
    expect(fields.get('abm:rfm.label')).toMatchObject({ kind: 'text', label: { en: 'RFM label', es: 'Etiqueta RFM' } });
    expect(recordsIn(fields.get('abm:rfm.label')?.['options'])[0]).toEqual({
      value: 'champions',
      label: { en: 'Champions', es: 'Campeonas' },
    });
    expect(fields.get('industry')).toMatchObject({ label: 'Industry', kind: 'text' });
    expect(recordsIn(fields.get('industry')?.['options']).length).toBeGreaterThan(3);
    expect(fields.has('abm:rfm.monetary')).toBe(true);
    for (const absent of ['id', 'abm:account.included', 'abm:deals.won', 'abm:deals.pipeline'])
      expect(fields.has(absent)).toBe(false);
    const masked = await functions.as('noAmounts', ZYLKER)('GET', '/v1/fields?module=accounts');
    expect(recordsIn(masked.at('fields')).map(({ reference }) => reference)).not.toContain('abm:rfm.monetary');
    expect((await marketer('GET', '/v1/fields?module=deals')).status).toBe(422);
  });
});

describe('a preview', () => {
  test('counts who would belong, and shows the largest', async () => {
    const { status, at } = await marketer('POST', '/v1/segments/preview', { criteria: GERMAN });
    expect(status).toBe(200);
    expect(at('accounts')).toBe(number("SELECT count(*) n FROM Accounts WHERE Billing_Country = 'Germany'"));
    const won = recordsIn(at('members')).map(({ wonMinor }) => Number(wonMinor));
    expect(won.length).toBeGreaterThan(2);
    expect(won).toEqual(won.toSorted((a, b) => b - a));
    expect(at('difference')).toBe(null);
    expect(at('members', 0, 'labels')).toHaveProperty('rfm');
  });

  test('says who would come and go', async () => {
    const id = await make('best', BEST);
    const { at } = await marketer('POST', '/v1/segments/preview', { criteria: GERMAN, segment: id });
    const present = new Set(
      recordsIn((await marketer('GET', `/v1/segments/${id}/accounts`)).at('accounts')).map((account) => account['id']),
    );
    const german = sql("SELECT CAST(id AS TEXT) id FROM Accounts WHERE Billing_Country = 'Germany'").map(
      (row) => row['id'],
    );
    expect(at('difference', 'entered')).toBe(german.filter((each) => !present.has(each)).length);
    expect(recordsIn(at('difference', 'firstExited')).every((each) => present.has(each['id']))).toBe(true);
  });

  test('of criteria that do not fit says where, and on a hidden field is refused', async () => {
    const wrong = { conditions: [{ field: 'industry', operator: 'atLeast', number: 1 }], pattern: '' };
    const answer = await marketer('POST', '/v1/segments/preview', { criteria: wrong });
    expect([answer.status, answer.at('problems', 0, 'where')]).toEqual([422, 'criteria.conditions[0].operator']);
    const amount = { conditions: [{ field: 'abm:rfm.monetary', operator: 'atLeast', number: 1 }], pattern: '' };
    const refused = await functions.as('noAmounts', ZYLKER)('POST', '/v1/segments/preview', { criteria: amount });
    expect([refused.status, refused.at('code')]).toEqual([403, 'permission.fieldHidden']);
    for (const body of [{}, { criteria: 1 }, { criteria: EVERYTHING, more: 1 }, 'x']) {
      expect((await marketer('POST', '/v1/segments/preview', body)).status).toBe(400);
    }
  });
});

describe('the accounts of a segment', () => {
  const page = (query: string, call = marketer) => call('GET', `/v1/segments/all/accounts${query}`);

  test('come in pages of 50, each once', async () => {
    const pages = await Promise.all([1, 2, 3, 4].map((n) => page(`?page=${n}&sort=name`)));
    expect(pages.map(({ at }) => [recordsIn(at('accounts')).length, at('total')])).toEqual([
      [50, 150],
      [50, 150],
      [50, 150],
      [0, 150],
    ]);
    const ids = pages.flatMap(({ at }) => recordsIn(at('accounts')).map(({ id }) => id));
    expect(new Set(ids).size).toBe(150);
    const names = pages.flatMap(({ at }) => recordsIn(at('accounts')).map(({ name }) => String(name)));
    expect(names).toEqual(names.toSorted(new Intl.Collator('en', { numeric: true }).compare));
    expect(pages[0]?.at('accounts', 0, 'owner')).toMatch(/^[A-Z][a-z]+ [A-Z]/);
  });

  test('sort by amount and label either way, empty ones last', async () => {
    for (const sort of ['wonMinor', '-wonMinor', '-pipelineMinor', 'r', '-m']) {
      const key = sort.replace('-', '');
      const rows = (await Promise.all([1, 2, 3].map((n) => page(`?page=${n}&sort=${sort}`)))).flatMap(({ at }) =>
        recordsIn(at('accounts')),
      );
      const values = rows.map((row) => (key.length === 1 ? cell(row['scores'], key) : row[key]) ?? null);
      const held = values.filter((value) => value !== null).map(Number);
      expect(held).toEqual(held.toSorted((a, b) => (sort.startsWith('-') ? b - a : a - b)));
      expect(values.slice(held.length).every((value) => value === null)).toBe(true);
    }
    const labels = recordsIn((await page('?sort=rfm')).at('accounts')).map((row) => cell(row['labels'], 'rfm'));
    expect(labels[0]).toBe('champions');
  });

  test('narrow to what a bar shows', async () => {
    const bars = recordsIn((await marketer('GET', '/v1/segments/all/distribution?by=industry')).at('bars'));
    const bar = bars.find(({ key }) => key !== null);
    expect((await page(`?by=industry&value=${encodeURIComponent(String(bar?.['key']))}`)).at('total')).toBe(
      bar?.['accounts'],
    );
    const none = recordsIn((await marketer('GET', '/v1/segments/all/distribution?by=label')).at('bars')).find(
      ({ key, technique }) => key === null && technique === 'firmographics',
    );
    expect((await page('?by=label&technique=firmographics&none=true')).at('total')).toBe(none?.['accounts']);
    expect((await page('?by=industry&value=Nonsense')).at('total')).toBe(0);
  });

  test('show no amount, order or group that the viewer may not see', async () => {
    const masked = functions.as('noAmounts', ZYLKER);
    const { at } = await page('', masked);
    expect(
      recordsIn(at('accounts')).every(
        (row) => row['wonMinor'] === null && row['pipelineMinor'] === null && row['scores'] !== undefined,
      ),
    ).toBe(true);
    expect((await page('?sort=wonMinor', masked)).at('code')).toBe('permission.fieldHidden');
    for (const query of ['?page=0', '?page=x', '?sort=nothing', '?by=nothing'])
      expect((await page(query)).status).toBe(400);
  });
});

describe('performance', () => {
  test('is what SQL sums: won, lost, open, and a year by month', async () => {
    const { at } = await marketer('GET', '/v1/segments/all/performance');
    const overview = await marketer('GET', '/v1/overview');
    expect([at('wonMinor'), at('pipelineMinor')]).toEqual([
      overview.at('overview', 'wonMinor'),
      overview.at('overview', 'pipelineMinor'),
    ]);
    const count = (where: string) => number(`SELECT count(*) n FROM Deals WHERE Account_Name IS NOT NULL AND ${where}`);
    expect(at('deals')).toEqual({
      won: count("Stage = 'Closed Won' AND Closing_Date <= '2026-06-30'"),
      lost: count("Stage LIKE 'Closed%Lost%'"),
      open: count("Stage NOT LIKE 'Closed%'"),
    });
    const trend = recordsIn(at('trend'));
    expect(trend.map(({ month }) => month)).toEqual([
      '2025-07',
      '2025-08',
      '2025-09',
      '2025-10',
      '2025-11',
      '2025-12',
      '2026-01',
      '2026-02',
      '2026-03',
      '2026-04',
      '2026-05',
      '2026-06',
    ]);
    for (const { month, won } of trend)
      expect([month, won]).toEqual([
        month,
        count(`Stage = 'Closed Won' AND Closing_Date LIKE '${String(month)}-%' AND Closing_Date <= '2026-06-30'`),
      ]);
    expect(trend.some(({ wonMinor }) => Number(wonMinor) > 0)).toBe(true);
  });

  test('of segments that part the accounts adds up', async () => {
    const german = await make('german', GERMAN);
    const other = await make('not german', {
      conditions: [{ field: 'billingCountry', operator: 'isNot', value: 'Germany' }],
      pattern: '',
    });
    const [one, two, all] = await Promise.all(
      [german, other, 'all'].map((id) => marketer('GET', `/v1/segments/${id}/performance`)),
    );
    const sum = (...path: readonly (string | number)[]) => Number(one?.at(...path)) + Number(two?.at(...path));
    expect(sum('wonMinor')).toBe(all?.at('wonMinor'));
    expect(sum('deals', 'won')).toBe(all?.at('deals', 'won'));
    expect(sum('trend', 11, 'wonMinor')).toBe(all?.at('trend', 11, 'wonMinor'));
  });

  test('without the rights shows counts without amounts, or nothing', async () => {
    const noAmounts = await functions.as('noAmounts', ZYLKER)('GET', '/v1/segments/all/performance');
    expect([noAmounts.at('wonMinor'), noAmounts.at('trend', 0, 'wonMinor')]).toEqual([null, null]);
    expect(noAmounts.at('deals', 'won')).toBeTypeOf('number');
    const noDeals = await functions.as('noDeals', ZYLKER)('GET', '/v1/segments/all/performance');
    expect(noDeals.body).toEqual({ wonMinor: null, pipelineMinor: null, deals: null, trend: null });
  });
});

describe('a distribution', () => {
  test('counts every account once, by label, industry, country and owner', async () => {
    for (const by of ['industry', 'country', 'owner']) {
      const { at } = await marketer('GET', `/v1/segments/all/distribution?by=${by}`);
      const bars = recordsIn(at('bars'));
      expect(bars.reduce((sum, { accounts }) => sum + Number(accounts), Number(at('more')))).toBe(150);
      expect(bars.length).toBeLessThanOrEqual(25);
    }
    const owners = recordsIn((await marketer('GET', '/v1/segments/all/distribution?by=owner')).at('bars'));
    expect(owners.map(({ name }) => name)).toContain('Ravi Kapoor');
    const labels = recordsIn((await marketer('GET', '/v1/segments/all/distribution?by=label')).at('bars'));
    const overview = await marketer('GET', '/v1/overview');
    const rfm = labels
      .filter(({ technique }) => technique === 'rfm')
      .map(({ key, accounts }) => ({ labelId: key, accounts }));
    expect(rfm).toEqual(overview.at('overview', 'rfm', 'labels'));
    expect(
      labels.filter(({ technique }) => technique === 'rfm').reduce((sum, { wonMinor }) => sum + Number(wonMinor), 0),
    ).toBe(overview.at('overview', 'wonMinor'));
    expect((await marketer('GET', '/v1/segments/all/distribution?by=nothing')).status).toBe(400);
    const masked = await functions.as('noAmounts', ZYLKER)('GET', '/v1/segments/all/distribution?by=industry');
    expect(recordsIn(masked.at('bars')).every(({ wonMinor }) => wonMinor === null)).toBe(true);
  });
});

describe('a segment', () => {
  test('is edited, rebuilt once, and says what uses it', async () => {
    const id = await make('edited', GERMAN);
    const child = await make('child', BEST, { parent: id });
    expect((await marketer('GET', `/v1/segments/${id}`)).at('usedIn')).toEqual({
      exports: 0,
      children: [{ id: child, name: 'child' }],
    });
    const edited = await marketer('PUT', `/v1/segments/${id}`, segmentOf('renamed', EVERYTHING, { version: 1 }));
    expect([edited.status, edited.at('segment', 'name'), edited.at('segment', 'accounts')]).toEqual([
      200,
      'renamed',
      150,
    ]);
    expect(Number(edited.at('segment', 'entered'))).toBeGreaterThan(100);
    expect(
      (await marketer('PUT', `/v1/segments/${id}`, segmentOf('x', EVERYTHING, { parent: id, version: 2 }))).status,
    ).toBe(422);
    expect((await marketer('PUT', `/v1/segments/${id}`, { name: '' })).status).toBe(400);
    const refused = await functions.as('rep', ZYLKER)('PUT', `/v1/segments/${id}`, segmentOf('x', EVERYTHING));
    expect([refused.status, refused.at('missing')]).toEqual([403, 'Crm_Implied_Edit_ABM_Segments']);
  });

  test('that is deleted takes its exports with it, and brings them back when that is undone (SEG-5)', async () => {
    const id = await make('undone', GERMAN);
    const exported = String(
      (
        await marketer('POST', '/v1/exports', {
          segment: id,
          fields: ['industry', 'abm:rfm.label'].map((name) => (name === 'industry' ? 'Industry' : name)),
        })
      ).at('export', 'id'),
    );
    const done = await until(
      () => marketer('GET', `/v1/exports/${exported}`),
      ({ at }) => at('export', 'state') === 'done',
    );
    expect(done.at('export', 'invalid')).toBe(false);
    expect((await marketer('GET', `/v1/segments/${id}`)).at('usedIn', 'exports')).toBe(1);
    expect((await marketer('DELETE', `/v1/segments/${id}`)).status).toBe(200);
    expect((await marketer('GET', `/v1/exports/${exported}/file`)).status).toBe(410);
    const history = (answer: HttpAnswer) =>
      recordsIn(answer.at('exports')).find((each) => each['id'] === exported)?.['invalid'];
    expect(history(await marketer('GET', '/v1/exports'))).toBe(true);
    for (const path of ['', '/accounts', '/performance', '/distribution?by=label'])
      expect((await marketer('GET', `/v1/segments/${id}${path}`)).status).toBe(404);
    const refused = await functions.as('rep', ZYLKER)('POST', `/v1/segments/${id}/restore`);
    expect([refused.status, refused.at('missing')]).toEqual([403, 'Crm_Implied_Delete_ABM_Segments']);
    expect((await marketer('POST', `/v1/segments/${id}/restore`)).at('segment', 'id')).toBe(id);
    expect((await marketer('GET', `/v1/exports/${exported}/file`)).status).toBe(200);
    expect(history(await marketer('GET', '/v1/exports'))).toBe(false);
  });

  test('of another org is the same 404 as one that never was, everywhere', async () => {
    const id = await make('ours', GERMAN);
    const stranger = functions.as('marketer', ZYLKER);
    const there = functions.as('administrator', NORDLICHT);
    const calls: readonly (readonly [string, string, unknown?])[] = [
      ['GET', ''],
      ['PUT', '', segmentOf('x', EVERYTHING)],
      ['DELETE', ''],
      ['POST', '/restore'],
      ['POST', '/refresh'],
      ['GET', '/accounts'],
      ['GET', '/performance'],
      ['GET', '/distribution?by=label'],
    ];
    for (const [method, path, body] of calls) {
      const invented = await stranger(method, `/v1/segments/segment-none${path}`, body);
      expect([method, path, invented.status]).toEqual([method, path, 404]);
      const theirs = await there(method, `/v1/segments/${id}${path}`, body);
      const nobodys = await there(method, `/v1/segments/segment-none${path}`, body);
      expect([theirs.status, theirs.body]).toEqual([nobodys.status, nobodys.body]);
      expect(theirs.status).toBeGreaterThanOrEqual(403);
    }
  });
});

describe('the ABM tab', () => {
  test('names the missing right to who has none', async () => {
    const outsider = functions.as('outsider', ZYLKER);
    const calls: readonly (readonly [string, string, unknown?])[] = [
      ['GET', '/v1/overview'],
      ['GET', '/v1/fields?module=accounts'],
      ['POST', '/v1/segments/preview', { criteria: EVERYTHING }],
      ['GET', '/v1/segments'],
      ['GET', '/v1/segments/all/accounts'],
      ['GET', '/v1/segments/all/performance'],
      ['GET', '/v1/segments/all/distribution?by=label'],
      ['GET', '/v1/exports'],
      ['GET', '/v1/exports/fields'],
      ['GET', '/v1/exports/x'],
    ];
    for (const [method, path, body] of calls) {
      const answer = await outsider(method, path, body);
      expect([path, answer.status, answer.at('missing')]).toEqual([path, 403, 'Crm_Implied_Manage_ABM']);
    }
    const rep = await functions.as('rep', ZYLKER)('GET', '/v1/exports/fields');
    expect([rep.status, rep.at('missing')]).toEqual([403, 'Crm_Implied_Export_Accounts']);
  });

  test('lists the fields of an export in its order, hidden ones marked', async () => {
    const fields = recordsIn((await marketer('GET', '/v1/exports/fields')).at('fields'));
    expect(fields[0]).toEqual({
      name: 'abm:rfm.label',
      label: { en: 'RFM label', es: 'Etiqueta RFM' },
      source: 'abm',
      hidden: false,
    });
    expect(fields).toContainEqual({ name: 'Industry', label: 'Industry', source: 'crm', hidden: false });
    const masked = recordsIn((await functions.as('noAmounts', ZYLKER)('GET', '/v1/exports/fields')).at('fields'));
    expect(masked.find(({ name }) => name === 'abm:rfm.monetary')?.['hidden']).toBe(true);
  });
});

import { runRowSchema, viewOfRun } from '#server-functions/score/run-row.ts';
import { withoutCounts } from '#server-functions/score/shown-run.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { PROFILE_GRID_FORMAT } from '#core/permissions/profile-grid.ts';
import { ALL_SCOPES } from '#sandbox/api/scopes.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { readZip } from '#server-functions/shared/zip/read-zip.ts';
import { startHttpFunctions, until, type HttpFunctions } from '#test/support/functions-over-http.ts';
import { SAMPLE_DAY, SAMPLE_NOON, startSampleSandbox } from '#test/support/sample-sandbox.ts';
import {
  makeAccountsPrivate,
  rowsOf,
  setParent,
  shareAccount,
  stageTypes,
  visibleTo,
} from '#test/support/sharing-world.ts';
import { FUNCTION_ROUTES } from '../rights/function-routes.ts';

const ACCOUNTS = 150;

const accountSchema = z.object({
  id: z.string(),
  name: z.string(),
  labels: z.object({ rfm: z.string().nullable(), firmographics: z.string().nullable() }),
  scores: z.object({ r: z.int().nullable(), f: z.int().nullable(), m: z.int().nullable() }).nullable(),
  owner: z.string().nullable(),
  wonMinor: z.number().nullable(),
  pipelineMinor: z.number().nullable(),
});
type Account = z.infer<typeof accountSchema>;

/** The CRM's time: it rations what a minute may fetch. */
let crmMs = SAMPLE_NOON;
let sandbox: Sandbox;
let functions: HttpFunctions;
/** Every account in ABM, as everybody sees it while sharing is not respected. */
let all: readonly Account[];
/** The same, as their texts say it. */
let before: ReadonlyMap<string, string>;
/** The administrator's segment of accounts that bought, and who belongs to it. */
let buyers: string;
let buyerIds: ReadonlySet<string>;
/** An export that the marketer asked for before. */
let formerExport: string;
let stages: ReadonlyMap<string, string>;

const BUYERS = { conditions: [{ field: 'abm:rfm.f', operator: 'atLeast', number: 2 }], pattern: '' };
const segmentOf = (name: string) => ({
  name,
  module: 'accounts',
  nature: { kind: 'dynamic', interval: 'weekly' },
  parent: null,
  criteria: BUYERS,
});

const as = (user: string) => functions.as(user, ZYLKER);
const textOf = async (user: string, path: string): Promise<string> =>
  JSON.stringify((await as(user)('GET', path)).body);

async function accountsShownTo(user: string, id = 'all'): Promise<readonly Account[]> {
  const found: Account[] = [];
  for (let page = 1; ; page++) {
    const answer = await as(user)('GET', `/v1/segments/${id}/accounts?page=${page}`);
    expect(answer.status).toBe(200);
    found.push(...z.array(accountSchema).parse(answer.at('accounts')));
    if (found.length >= Number(answer.at('total'))) return found;
  }
}

async function respectSharing(respectRecordSharing: boolean): Promise<void> {
  const present = await as('administrator')('GET', '/v1/policies');
  const changed = await as('administrator')('PUT', '/v1/policies', {
    respectRecordSharing,
    revision: present.at('revision'),
  });
  expect(changed.status).toBe(200);
}

async function exportOf(user: string, segment: string | null): Promise<{ readonly id: string; readonly row: unknown }> {
  crmMs += 61_000;
  const asked = await as(user)('POST', '/v1/exports', { segment, fields: 'all' });
  expect(asked.status).toBe(202);
  const id = String(asked.at('export', 'id'));
  const done = await until(
    () => as(user)('GET', `/v1/exports/${id}`),
    (answer) => !['queued', 'running'].includes(String(answer.at('export', 'state'))),
  );
  return { id, row: done.at('export') };
}

/** Every byte of the archive's files as text. */
async function fileOf(user: string, id: string): Promise<{ readonly status: number; readonly text: string }> {
  const token = sandbox.tokens.find((each) => each.orgId === ZYLKER.orgId && each.user === user)?.accessToken ?? '';
  const response = await fetch(`${functions.url}/v1/exports/${id}/file`, {
    headers: { authorization: `Bearer ${token}`, 'x-crm-dc': ZYLKER.dc },
  });
  if (response.status !== 200) return { status: response.status, text: await response.text() };
  const parts: Uint8Array[] = [];
  for await (const entry of readZip(new Uint8Array(await response.arrayBuffer())))
    for await (const chunk of entry.chunks) parts.push(chunk.slice());
  return { status: 200, text: Buffer.concat(parts).toString('utf8') };
}

const READS = [
  '/v1/overview',
  '/v1/segments',
  ...['label', 'industry', 'country', 'owner'].map((by) => `/v1/segments/all/distribution?by=${by}`),
  '/v1/segments/all/performance',
  ...['name', '-wonMinor', '-rfm'].flatMap((sort) =>
    [1, 2, 3].map((page) => `/v1/segments/all/accounts?page=${page}&sort=${sort}`),
  ),
];

beforeAll(async () => {
  sandbox = await startSampleSandbox(ACCOUNTS, { clock: { now: () => crmMs } });
  functions = await startHttpFunctions(sandbox, SAMPLE_NOON);
  for (const org of [ZYLKER, NORDLICHT]) {
    const admin = functions.as('administrator', org);
    const proposal = await admin('GET', '/v1/configuration/proposal');
    const configuration = proposal.at('configuration');
    expect((await admin('PUT', '/v1/configuration', { configuration, replaces: null, reason: '' })).status).toBe(200);
    const run = await admin('POST', '/v1/runs', { asOf: SAMPLE_DAY });
    const ended = await until(
      () => admin('GET', `/v1/runs/${String(run.at('run', 'id'))}`),
      (answer) => answer.at('run', 'endedAt') !== null,
    );
    expect(ended.at('run', 'state')).toBe('done');
    crmMs += 61_000;
  }
  await makeAccountsPrivate(sandbox);
  stages = await stageTypes(sandbox);
  all = await accountsShownTo('administrator');
  for (const { id } of all.slice(0, 20)) await shareAccount(sandbox, id, 'marketer');
  // One that the marketer sees is part of one that they do not see, another of one that they do.
  await setParent(sandbox, all[0]?.id ?? '', all[40]?.id ?? '');
  await setParent(sandbox, all[1]?.id ?? '', all[2]?.id ?? '');
  buyers = String((await as('administrator')('POST', '/v1/segments', segmentOf('Buyers'))).at('segment', 'id'));
  buyerIds = new Set((await accountsShownTo('administrator', buyers)).map(({ id }) => id));
  formerExport = (await exportOf('marketer', null)).id;
  const texts = new Map<string, string>();
  for (const path of READS) texts.set(path, await textOf('administrator', path));
  before = texts;
  await respectSharing(true);
});
afterAll(async () => {
  await functions.close();
  await sandbox.close();
});

interface Numbers {
  readonly accounts: number;
  readonly wonMinor: number;
  readonly pipelineMinor: number;
}

/** The plain way. */
function add(accounts: readonly Account[]): Numbers {
  return {
    accounts: accounts.length,
    wonMinor: accounts.reduce((sum, account) => sum + (account.wonMinor ?? 0), 0),
    pipelineMinor: accounts.reduce((sum, account) => sum + (account.pipelineMinor ?? 0), 0),
  };
}

const seenBy = (user: string): readonly Account[] => {
  const ids = visibleTo(sandbox, user);
  return all.filter(({ id }) => ids.has(id));
};
const countBy = <T>(values: readonly T[], value: T): number => values.filter((each) => each === value).length;

interface Deal {
  readonly account: string;
  readonly type: string;
  readonly closing: string;
}
function dealsOf(ids: ReadonlySet<string>): readonly Deal[] {
  return rowsOf(sandbox, 'SELECT CAST(Account_Name AS TEXT) AS account, Stage, Closing_Date AS closing FROM Deals')
    .map((row) => ({
      account: String(row['account']),
      type: stages.get(String(row['Stage'])) ?? '',
      closing: String(row['closing']),
    }))
    .filter(({ account }) => ids.has(account));
}

describe.each(['rep', 'marketer'])(
  'what %s sees where sharing is respected is what their own accounts add up to',
  (user) => {
    test('is a part of all accounts, and not of the same ones for everybody', () => {
      expect(seenBy(user).length).toBeGreaterThan(10);
      expect(seenBy(user).length).toBeLessThan(ACCOUNTS / 2);
    });

    test('/v1/overview', async () => {
      const mine = seenBy(user);
      const ids = new Set(mine.map(({ id }) => id));
      const answer = await as(user)('GET', '/v1/overview');
      const { accounts, ...sums } = add(mine);
      const closing = new Set(
        dealsOf(ids)
          .filter(({ type, closing: day }) => type === 'Open' && day.startsWith(SAMPLE_DAY.slice(0, 7)))
          .map(({ account }) => account),
      );
      expect(answer.at('overview')).toMatchObject({
        ...sums,
        accounts,
        included: accounts,
        outside: ACCOUNTS - accounts,
        deals: null,
        closingThisMonth: { accounts: closing.size },
        topAccounts: mine
          .filter(({ wonMinor }) => (wonMinor ?? 0) > 0)
          .toSorted((a, b) => (b.wonMinor ?? 0) - (a.wonMinor ?? 0) || (a.id < b.id ? -1 : 1))
          .slice(0, 10)
          .map(({ id, name, wonMinor }) => ({ id, name, wonMinor })),
      });
      for (const technique of ['rfm', 'firmographics'] as const) {
        const labels = z
          .array(z.object({ labelId: z.string().nullable(), accounts: z.int() }))
          .parse(answer.at('overview', technique, 'labels'));
        const held = mine.map((account) => account.labels[technique]);
        expect(labels).toEqual(labels.map(({ labelId }) => ({ labelId, accounts: countBy(held, labelId) })));
        expect(labels.reduce((sum, label) => sum + label.accounts, 0)).toBe(accounts);
      }
      for (const metric of ['r', 'f', 'm'] as const) {
        const scores = mine.map((account) => account.scores?.[metric] ?? null);
        expect(answer.at('overview', 'rfm', 'levels', metric)).toEqual([1, 2, 3, 4, 5].map((n) => countBy(scores, n)));
      }
      expect(answer.at('overview', 'rfm', 'withoutPurchases')).toBe(
        mine.filter(({ scores }) => scores === null).length,
      );
    });

    test('/v1/segments/all/accounts in every order, with what lies outside', async () => {
      const byId = (accounts: readonly Account[]) => accounts.toSorted((a, b) => (a.id < b.id ? -1 : 1));
      expect(byId(await accountsShownTo(user))).toEqual(byId(seenBy(user)));
      const first = await as(user)('GET', '/v1/segments/all/accounts?sort=-wonMinor');
      expect(first.at('outside')).toBe(ACCOUNTS - seenBy(user).length);
      const won = z
        .array(accountSchema)
        .parse(first.at('accounts'))
        .map(({ wonMinor }) => wonMinor ?? -1);
      expect(won).toEqual(won.toSorted((a, b) => b - a));
    });

    test('/v1/segments/:id/performance', async () => {
      const mine = seenBy(user);
      const answer = await as(user)('GET', '/v1/segments/all/performance');
      const deals = dealsOf(new Set(mine.map(({ id }) => id)));
      const { wonMinor, pipelineMinor } = add(mine);
      expect(answer.body).toMatchObject({
        wonMinor,
        pipelineMinor,
        deals: {
          won: deals.filter(({ type, closing }) => type === 'Closed Won' && closing <= SAMPLE_DAY).length,
          lost: countBy(
            deals.map(({ type }) => type),
            'Closed Lost',
          ),
          open: countBy(
            deals.map(({ type }) => type),
            'Open',
          ),
        },
        outside: ACCOUNTS - mine.length,
      });
    });

    test.each(['label', 'industry', 'country', 'owner'])('/v1/segments/:id/distribution?by=%s', async (by) => {
      const answer = await as(user)('GET', `/v1/segments/all/distribution?by=${by}`);
      const bars = z
        .array(z.object({ accounts: z.int(), wonMinor: z.number(), technique: z.string().optional() }))
        .parse(answer.at('bars'));
      const sum = (key: 'accounts' | 'wonMinor') => bars.reduce((total, bar) => total + bar[key], 0);
      const { accounts, wonMinor } = add(seenBy(user));
      // Both techniques count every account.
      const times = by === 'label' ? 2 : 1;
      expect([sum('accounts') + Number(answer.at('more')), sum('wonMinor')]).toEqual([
        accounts * times,
        wonMinor * times,
      ]);
      expect(answer.at('outside')).toBe(ACCOUNTS - accounts);
    });

    test('a segment that somebody else made: card, accounts, preview, count', async () => {
      const mine = seenBy(user).filter(({ id }) => buyerIds.has(id));
      const numbers = add(mine);
      const outside = buyerIds.size - mine.length;
      expect(outside).toBeGreaterThan(0);
      for (const path of ['/v1/segments', `/v1/segments/${buyers}`]) {
        const answer = await as(user)('GET', path);
        const card = path === '/v1/segments' ? answer.at('segments', 0) : answer.at('segment');
        expect(card).toMatchObject({ ...numbers, records: mine.length, missing: 0, entered: 0, exited: 0, outside });
      }
      expect(new Set((await accountsShownTo(user, buyers)).map(({ id }) => id))).toEqual(
        new Set(mine.map(({ id }) => id)),
      );
      const preview = await as(user)('POST', '/v1/segments/preview', { criteria: BUYERS, segment: buyers });
      expect(preview.body).toMatchObject({ ...numbers, outside: null, difference: { entered: 0, exited: 0 } });
      const count = await as(user)('POST', '/v1/segments/count', segmentOf('Count'));
      expect(count.body).toMatchObject({ ...numbers, outside: null });
    });
  },
);

/** Texts by which an account could be told: its id, its name, what its deals are worth. */
function marksOf(hidden: readonly Account[], shown: readonly Account[]): readonly string[] {
  const shownTexts = shown.map(({ name }) => name);
  const names = hidden.map(({ name }) => name).filter((name) => !shownTexts.some((text) => text.includes(name)));
  return [...hidden.map(({ id }) => id), ...names];
}
const numbersIn = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/(?<![\d.])\d{5,}(?:\.\d+)?/g)].map(([number]) => number));
const amountsOf = (accounts: readonly Account[]): readonly string[] =>
  accounts.flatMap(({ wonMinor, pipelineMinor }) =>
    [wonMinor, pipelineMinor].flatMap((minor) =>
      minor === null || minor < 1_000_000 ? [] : [String(minor), (minor / 100).toFixed(2)],
    ),
  );

describe('of accounts outside the view no id, name or amount stands in any answer or file', () => {
  const gathered = new Map<string, string>();

  async function everythingShownTo(user: string): Promise<string> {
    const known = gathered.get(user);
    if (known !== undefined) return known;
    const texts: string[] = [];
    for (const path of [
      ...READS,
      `/v1/segments/${buyers}`,
      '/v1/session',
      '/v1/fields?module=accounts',
      '/v1/policies',
    ])
      texts.push(await textOf(user, path));
    for (const section of ['accounts', 'performance', 'distribution?by=industry', 'distribution?by=owner'])
      texts.push(await textOf(user, `/v1/segments/${buyers}/${section}`));
    const call = async (method: string, path: string, body?: unknown): Promise<void> =>
      void texts.push(JSON.stringify((await as(user)(method, path, body)).body));
    await call('POST', '/v1/segments/preview', { criteria: { conditions: [], pattern: '' }, segment: buyers });
    await call('POST', '/v1/segments/preview', { criteria: BUYERS });
    await call('POST', '/v1/segments/count', segmentOf('Count'));
    await call('GET', '/v1/exports');
    if (user === 'marketer') {
      for (const segment of [null, buyers]) {
        const made = await exportOf(user, segment);
        texts.push(JSON.stringify(made.row), (await fileOf(user, made.id)).text);
      }
    }
    gathered.set(user, texts.join('\n'));
    return texts.join('\n');
  }

  test.each(['rep', 'marketer'])('%s', async (user) => {
    const mine = seenBy(user);
    const others = all.filter(({ id }) => !mine.some((account) => account.id === id));
    const text = await everythingShownTo(user);
    expect(marksOf(others, mine).filter((mark) => text.includes(mark))).toEqual([]);
    const own = new Set(amountsOf(mine));
    const seen = numbersIn(text);
    expect(amountsOf(others).filter((amount) => seen.has(amount) && !own.has(amount))).toEqual([]);
  });

  test('the search finds them where they are shown', async () => {
    const text = await everythingShownTo('administrator');
    expect(marksOf(all, []).filter((mark) => !text.includes(mark))).toEqual([]);
    const seen = numbersIn(text);
    expect(amountsOf(all).filter((amount) => seen.has(amount)).length).toBeGreaterThan(ACCOUNTS / 2);
  });

  test('every route that answers about accounts was looked at', () => {
    // Nothing of accounts in them, or for setup rights alone, which see the whole org (docs/decisions/record-sharing.md).
    const others =
      /^\/v1\/(?:configuration|setup|permissions|policies|session|fields|runs|audit|quotas|history|credits|refresh|intake|scoring-rules)/;
    const looked = [
      '/v1/overview',
      '/v1/segments',
      '/v1/segments/:id',
      '/v1/segments/:id/accounts',
      '/v1/segments/:id/performance',
      '/v1/segments/:id/distribution',
      '/v1/segments/:id/refresh',
      '/v1/segments/:id/restore',
      '/v1/segments/preview',
      '/v1/segments/count',
      '/v1/exports',
      '/v1/exports/fields',
      '/v1/exports/:id',
      '/v1/exports/:id/cancel',
      '/v1/exports/:id/file',
      '/v1/exports/:id/link',
      // In test/server-functions/scoring-rules, where there are scores.
      '/v1/scored-records',
      '/v1/scored-records/:id',
    ];
    const paths = new Set(FUNCTION_ROUTES.map(({ path }) => path).filter((path) => !others.test(path)));
    expect([...paths].toSorted()).toEqual(looked.toSorted());
  });
});

describe('segments and exports of a person who sees a part', () => {
  test('hold everybody’s accounts for everybody else, and do not tell their author what is outside', async () => {
    const made = await as('marketer')('POST', '/v1/segments', segmentOf('Of the marketer'));
    const mine = seenBy('marketer').filter(({ id }) => buyerIds.has(id));
    expect(made.at('segment')).toMatchObject({ ...add(mine), outside: null });
    const id = String(made.at('segment', 'id'));
    expect((await as('marketer')('GET', `/v1/segments/${id}/accounts`)).body).toMatchObject({
      total: mine.length,
      outside: null,
    });
    const whole = await as('administrator')('GET', `/v1/segments/${id}`);
    expect(whole.at('segment')).toMatchObject({ accounts: buyerIds.size, outside: 0 });
    const rep = await as('rep')('GET', `/v1/segments/${id}`);
    const theirs = seenBy('rep').filter((account) => buyerIds.has(account.id));
    expect(rep.at('segment')).toMatchObject({ ...add(theirs), outside: buyerIds.size - theirs.length });
    const refreshed = await as('marketer')('POST', `/v1/segments/${id}/refresh`);
    expect(refreshed.at('segment')).toMatchObject({ ...add(mine), entered: 0, exited: 0 });
    // Whoever rewrites somebody else's criteria asks their own question.
    const { body } = await as('administrator')('GET', `/v1/segments/${buyers}`);
    const { version } = z.object({ segment: z.object({ version: z.int() }) }).parse(body).segment;
    const rewritten = {
      conditions: [...BUYERS.conditions, { field: 'abm:rfm.r', operator: 'atLeast', number: 1 }],
      pattern: '',
    };
    const changed = await as('marketer')('PUT', `/v1/segments/${buyers}`, {
      ...segmentOf('Buyers'),
      criteria: rewritten,
      version,
    });
    expect(changed.at('segment')).toMatchObject({ ...add(mine), outside: null });
    await as('marketer')('DELETE', `/v1/segments/${id}`);
    expect((await as('marketer')('POST', `/v1/segments/${id}/restore`)).at('segment')).toMatchObject(add(mine));
    await as('marketer')('DELETE', `/v1/segments/${id}`);
  });

  test('a file holds exactly the accounts that were visible when it was asked for, and says how many it leaves out', async () => {
    const mine = seenBy('marketer');
    const { id, row } = await exportOf('marketer', null);
    const outside = ACCOUNTS - mine.length;
    expect(row).toMatchObject({ state: 'done', records: mine.length, total: mine.length, missing: 0, outside });
    expect(row).not.toHaveProperty('view');
    const { text } = await fileOf('marketer', id);
    const ids = [...text.matchAll(/^\u{feff}?"?(\d{15,})"?,/gmu)].map(([, found]) => found);
    expect(new Set(ids)).toEqual(new Set(mine.map((account) => account.id)));
    const lineOf = (account: Account | undefined): string =>
      text
        .split('\r\n')
        .find((line) => account !== undefined && line.includes(account.id) && line.includes(account.name)) ?? '';
    expect(lineOf(all[1])).toContain(all[2]?.id);
    expect(lineOf(all[0])).not.toBe('');
    expect(text).not.toContain(all[40]?.id);
    // What the CRM shows later changes no file.
    await shareAccount(sandbox, all[30]?.id ?? '', 'marketer');
    expect((await fileOf('marketer', id)).text).toBe(text);
  });

  test('a file from before is not given out, and its count is not told', async () => {
    expect(await fileOf('marketer', formerExport)).toEqual({
      status: 410,
      text: JSON.stringify({ code: 'export.beforeSharing' }),
    });
    const former = await as('marketer')('GET', `/v1/exports/${formerExport}`);
    expect(former.at('export')).toMatchObject({
      invalid: true,
      beforeSharing: true,
      records: null,
      total: null,
      missing: null,
    });
  });
});

test('what a run counted is for setup rights, wherever a run is told of', async () => {
  const run = await as('administrator')('GET', '/v1/session');
  for (const path of ['/v1/session', `/v1/runs/${String(run.at('run', 'id'))}`]) {
    const whole = await as('administrator')('GET', path);
    expect([path, whole.at('run', 'progress', 'accounts')]).toEqual([path, ACCOUNTS]);
    for (const user of ['rep', 'marketer'])
      expect([path, (await as(user)('GET', path)).at('run')]).toMatchObject([
        path,
        {
          state: 'done',
          progress: { accounts: 0, deals: 0, lineItems: 0 },
          total: null,
          problems: [],
          projection: null,
          owed: null,
          repaired: null,
          difference: null,
        },
      ]);
  }
});

test('no count of a run passes by the cut, whatever the run has counted', async () => {
  const row = runRowSchema.parse({
    id: 'run',
    state: 'done',
    requestedAt: '',
    requestedBy: '',
    startedAt: null,
    endedAt: null,
    asOf: null,
    progress: { accounts: 7, deals: 7, lineItems: 7 },
    total: { accounts: 7, deals: 7 },
    reason: null,
    problems: [],
    generation: null,
    projection: { of: 7, written: 7, failed: 7, failures: [] },
    owed: { accounts: 7, waiting: 7 },
    repaired: 7,
    difference: { accounts: 7, changed: 7, breaksMoved: 7, dayMoved: 7, missed: 7 },
  });
  expect(JSON.stringify(withoutCounts(viewOfRun(row)))).not.toContain('7');
});

/** An answer without what a view adds to it and takes from it. */
function withoutView(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutView);
  if (typeof value !== 'object' || value === null) return value;
  const left = Object.entries(value).filter(([key]) => !['outside', 'warnings'].includes(key));
  return Object.fromEntries(
    left.map(([key, each]) => [key, key === 'deals' && 'homeCurrency' in value ? null : withoutView(each)]),
  );
}

test('who may read everything in the CRM sees everything, and the other org is as it was', async () => {
  const admin = await as('administrator')('GET', '/v1/overview');
  expect(admin.at('overview', 'outside')).toBe(0);
  for (const [path, text] of before) {
    const now = await textOf('administrator', path);
    // Nothing but what is said of a view differs: warnings and counts of deals are of all accounts.
    if (path !== '/v1/segments')
      expect([path, withoutView(JSON.parse(now))]).toEqual([path, withoutView(JSON.parse(text))]);
  }
  // Nordlicht's profiles have no ABM section: a grid gives the right, and rights are remembered by token.
  const token = sandbox.issueToken(NORDLICHT, 'rep', ALL_SCOPES, null);
  const user = await fetch(`${sandbox.url}/crm/v8/users?type=CurrentUser`, {
    headers: { authorization: `Zoho-oauthtoken ${token}` },
  });
  const profile = /"profile":\{[^}]*"id":"(\d+)"/.exec(await user.text())?.[1] ?? '';
  const grid = { format: PROFILE_GRID_FORMAT, profiles: { [profile]: ['access'] } };
  const put = await functions.as('administrator', NORDLICHT)('PUT', '/v1/permissions', { grid, revision: null });
  expect(put.status).toBe(200);
  const elsewhere = await functions.withToken(token, NORDLICHT)('GET', '/v1/overview');
  expect(elsewhere.at('overview')).toMatchObject({ accounts: 60 });
  expect(elsewhere.at('overview')).not.toHaveProperty('outside');
});

test('the policy names who changed it, and a form over another state is refused', async () => {
  const admin = as('administrator');
  const present = await admin('GET', '/v1/policies');
  expect(present.body).toMatchObject({ respectRecordSharing: true, changedBy: 'Ada Reyes' });
  expect(Math.abs(Date.parse(String(present.at('changedAt'))) - SAMPLE_NOON)).toBeLessThan(10 * 60_000);
  for (const revision of [null, 'another']) {
    const refused = await admin('PUT', '/v1/policies', { respectRecordSharing: false, revision });
    expect([refused.status, refused.at('code')]).toEqual([409, 'policies.changedMeanwhile']);
  }
});

test('switched off again, every answer is as before', async () => {
  await respectSharing(false);
  for (const [path, text] of before) {
    if (path !== '/v1/segments') expect(await textOf('administrator', path)).toBe(text);
    if (path.startsWith('/v1/segments/all')) expect(await textOf('rep', path)).toBe(text);
  }
  expect((await fileOf('marketer', formerExport)).status).toBe(200);
});

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { decodeCsv } from '#core/export/decode-csv.ts';
import { beginExport } from '#server-functions/export/begin-export.ts';
import { EXPORT_PREFIX, exportKey, exportRowSchema } from '#server-functions/export/export-row.ts';
import { PROGRESS_EVERY_MS } from '#server-functions/export/export-units.ts';
import { listJson, readJson } from '#server-functions/shared/stores/json-items.ts';
import { readZip } from '#server-functions/shared/zip/read-zip.ts';
import { createSandbox, type Sandbox } from '#sandbox/create-sandbox.ts';
import type { OrgDefinition } from '#sandbox/orgs/org-definition.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import {
  configureAndScore,
  createLocalFunctions,
  scoreOnce,
  type LocalFunctions,
} from '#test/support/local-functions.ts';
import { queryTables } from '#test/support/query-tables.ts';
import { SAMPLE_DAY, SAMPLE_NOON } from '#test/support/sample-sandbox.ts';
import { createTemporaryFolder } from '#test/support/temporary-folder.ts';

/** Zylker, where marketers do not see how many people an account employs. */
const ORG: OrgDefinition = {
  ...ZYLKER,
  profiles: ZYLKER.profiles.map((profile) =>
    profile.key === 'noAmounts'
      ? { ...profile, fields: { ...profile.fields, Accounts: { Employees: 'hidden' } } }
      : profile,
  ),
};
const DAY_MS = 86_400_000;

let crmMs = SAMPLE_NOON;
let sandbox: Sandbox;
let functions: LocalFunctions;
const folder = createTemporaryFolder();

beforeAll(async () => {
  const moduleUrl = new URL('../../sandbox/sample-org/seed.ts', import.meta.url).href;
  sandbox = await createSandbox({
    orgs: [{ definition: ORG, seed: { moduleUrl, options: { seed: 1, accounts: 150, touchPoints: 0 } } }],
    clock: { now: () => crmMs },
  });
  functions = createLocalFunctions(sandbox, SAMPLE_NOON);
  await configureAndScore(functions, ORG, SAMPLE_DAY);
});
afterAll(async () => {
  await sandbox.close();
  folder.remove();
});

// A bulk result may be fetched ten times a minute: each test has a minute of its own.
beforeEach(() => {
  crmMs += 61_000;
});

async function exportAs(user: string, request: Record<string, unknown>): Promise<string> {
  const reply = await functions.as(user, ORG).call('POST', '/v1/exports', { segment: null, fields: 'all', ...request });
  expect(reply.status).toBe(202);
  return String(reply.at('export', 'id'));
}

async function historyOf(user: string, id: string): Promise<Record<string, unknown>> {
  const list = (await functions.as(user, ORG).call('GET', '/v1/exports')).at('exports');
  const found = z
    .array(z.record(z.string(), z.unknown()))
    .parse(list)
    .find((entry) => entry['id'] === id);
  return found ?? {};
}

async function rowsOf(zip: Uint8Array): Promise<readonly (readonly (string | null)[])[]> {
  for await (const entry of readZip(zip)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry.chunks) chunks.push(chunk);
    const decoded = decodeCsv(Buffer.concat(chunks), { separator: ',', bom: true, escapeFormulas: true });
    if (!decoded.ok) throw new Error('not readable');
    return decoded.value;
  }
  throw new Error('an empty archive');
}

const download = (user: string, id: string) => functions.as(user, ORG).call('GET', `/v1/exports/${id}/file`);

describe('the file', () => {
  test('holds every account with its labels, opens with unzip, and is what its digest says', async () => {
    const id = await exportAs('marketer', {});
    const file = await download('marketer', id);
    expect(file.status).toBe(200);
    const path = join(folder.path, 'export.zip');
    writeFileSync(path, file.bytes);
    expect(execFileSync('unzip', ['-t', path]).toString()).toContain('No errors');

    const [header = [], ...rows] = await rowsOf(file.bytes);
    expect(rows).toHaveLength(150);
    const at = (name: string): number => header.indexOf(name);
    const byId = new Map(rows.map((row) => [row[0], row] as const));
    const stored = queryTables(
      sandbox.databasePath(ORG),
      'SELECT CAST(id AS TEXT) AS id, Account_Name, Employees, ABM_RFM_Label, ABM_RFM_R FROM Accounts',
    );
    for (const account of stored) {
      const row = byId.get(String(account['id'])) ?? [];
      expect(row[at('Account Name')]).toBe(account['Account_Name']);
      expect(row[at('Employees')]).toBe(account['Employees'] === null ? null : String(account['Employees']));
      expect(row[at('RFM label')]).toBe(account['ABM_RFM_Label']);
      expect(row[at('Recency score')]).toBe(account['ABM_RFM_R'] === null ? null : String(account['ABM_RFM_R']));
    }
    expect(file.headers.get('content-disposition')).toContain('filename="all-accounts-2026-06-30.zip"');
    const history = await historyOf('marketer', id);
    expect(history).toMatchObject({ state: 'done', records: 150, missing: 0, startedAt: '2026-06-30T12:00:00.000Z' });
    expect(JSON.stringify(history)).not.toContain('exports/');
  });

  test('of a segment holds its members only', async () => {
    const criteria = {
      conditions: [{ field: 'abm:firmographics.label', operator: 'is', value: 'large' }],
      pattern: '',
    };
    const made = await functions.as('marketer', ORG).call('POST', '/v1/segments', {
      name: 'Large',
      module: 'accounts',
      nature: { kind: 'static' },
      parent: null,
      criteria,
    });
    const id = await exportAs('marketer', { segment: made.at('segment', 'id'), fields: ['Account_Name', 'Employees'] });
    const [header, ...rows] = await rowsOf((await download('marketer', id)).bytes);
    expect(header).toEqual(['Id', 'Account Name', 'Employees']);
    const large = queryTables(
      sandbox.databasePath(ORG),
      'SELECT count(*) AS n FROM Accounts WHERE Employees >= 1000',
    )[0]?.['n'];
    expect(rows).toHaveLength(Number(large));
    expect(made.at('segment', 'accounts')).toBe(large);
    expect(rows.every((row) => Number(row[2]) >= 1000)).toBe(true);
  });
});

describe('records that a row points to', () => {
  /** Columns of the file by their headers, row by row. */
  async function exported(fields: readonly string[]): Promise<readonly Readonly<Record<string, string | null>>[]> {
    const [header = [], ...rows] = await rowsOf(
      (await download('marketer', await exportAs('marketer', { fields }))).bytes,
    );
    return rows.map((row) => Object.fromEntries(header.map((name, index) => [name ?? '', row[index] ?? null])));
  }

  test('an owner is a name, with the id beside it', async () => {
    const names = await functions.ports.userNamesFor(ORG);
    expect(names.size).toBeGreaterThan(1);
    const owners = new Map(
      queryTables(
        sandbox.databasePath(ORG),
        'SELECT CAST(id AS TEXT) AS id, CAST(Owner AS TEXT) AS owner FROM Accounts',
      ).map(({ id, owner }) => [String(id), String(owner)] as const),
    );
    for (const row of await exported(['Owner'])) {
      const owner = owners.get(row['Id'] ?? '') ?? '';
      expect(row).toEqual({ Id: row['Id'], Owner: names.get(owner), 'Owner Id': owner });
    }
  });

  test('a parent account is a name where the file shows accounts’ names, and an id elsewhere', async () => {
    const nameOf = new Map(
      queryTables(sandbox.databasePath(ORG), 'SELECT CAST(id AS TEXT) AS id, Account_Name FROM Accounts').map(
        (account) => [String(account['id']), String(account['Account_Name'])] as const,
      ),
    );
    const named = (await exported(['Account_Name', 'Parent_Account'])).filter(
      (row) => row['Parent Account Id'] !== null,
    );
    expect(named.length).toBeGreaterThan(0);
    for (const row of named) expect(row['Parent Account']).toBe(nameOf.get(row['Parent Account Id'] ?? ''));
    for (const row of await exported(['Parent_Account'])) expect(row['Parent Account'] ?? '').toMatch(/^\d*$/);
  });

  test('users that cannot be read leave their ids, and no export fails for it', async () => {
    const usual = functions.network.fetch;
    functions.network.fetch = async (...call) =>
      String(call[0]).includes('/users?type=AllUsers') ? new Response('{}', { status: 403 }) : usual(...call);
    try {
      const [row] = await exported(['Owner']);
      expect(row?.['Owner']).toBe(row?.['Owner Id']);
    } finally {
      functions.network.fetch = usual;
    }
  });
});

describe("the requesting user's field rights (EXP-1)", () => {
  test('a hidden field is not in the file, nor amounts without the right to them', async () => {
    const [header = []] = await rowsOf((await download('noAmounts', await exportAs('noAmounts', {}))).bytes);
    expect(header).toContain('Account Name');
    expect(header).toContain('RFM label');
    for (const hidden of ['Employees', 'Monetary (USD)']) expect(header).not.toContain(hidden);
    const [seen = []] = await rowsOf((await download('marketer', await exportAs('marketer', {}))).bytes);
    expect(seen).toEqual(expect.arrayContaining(['Employees', 'Monetary (USD)']));
  });

  test('a hidden field asked for by name is left out, and the history says so', async () => {
    const id = await exportAs('noAmounts', { fields: ['Account_Name', 'Employees'] });
    const [header] = await rowsOf((await download('noAmounts', id)).bytes);
    expect(header).toEqual(['Id', 'Account Name']);
    expect(await historyOf('noAmounts', id)).toMatchObject({ hiddenFields: ['Employees'] });
  });

  test('all fields leave the hidden ones out too, and the history names them', async () => {
    const hidden = await historyOf('noAmounts', await exportAs('noAmounts', { fields: 'all' }));
    expect(hidden['hiddenFields']).toEqual(expect.arrayContaining(['Employees', 'abm:rfm.monetary']));
    expect(hidden['fields']).not.toContain('Employees');
    expect(await historyOf('marketer', await exportAs('marketer', { fields: 'all' }))).toMatchObject({
      hiddenFields: [],
    });
  });

  test('a field that does not exist is refused with its name; so are more than 200', async () => {
    const ask = (fields: readonly string[]) =>
      functions.as('marketer', ORG).call('POST', '/v1/exports', { segment: null, fields });
    expect((await ask(['No_Such'])).at('problems', 0, 'params', 'field')).toBe('No_Such');
    expect((await ask(Array.from({ length: 201 }, (_, n) => `F${n}`))).status).toBe(400);
  });
});

describe('cancelling', () => {
  /** Starts an export and, once the CRM has been asked `requests` times on its behalf, lets `act` happen. */
  async function exportAndMeanwhile(requests: number, act: (id: string) => Promise<void>): Promise<string> {
    const usual = functions.network.fetch;
    let asked = 0;
    functions.network.fetch = async (...call) => {
      asked++;
      functions.clock.ms += 2 * PROGRESS_EVERY_MS;
      if (asked === requests) {
        const list = (await listJson(functions.ports.store, ORG, EXPORT_PREFIX, exportRowSchema)).map(
          ({ value }) => value,
        );
        const running = list.find(({ state }) => state === 'running');
        if (running === undefined) asked--;
        else await act(running.id);
      }
      return usual(...call);
    };
    try {
      return await exportAs('marketer', {});
    } finally {
      functions.network.fetch = usual;
    }
  }

  test('an export at work stops, leaves no file, and says so', async () => {
    let reply = 0;
    const id = await exportAndMeanwhile(1, async (running) => {
      const cancel = () => functions.as('marketer', ORG).call('POST', `/v1/exports/${running}/cancel`);
      expect((await functions.as('administrator', ORG).call('POST', `/v1/exports/${running}/cancel`)).status).toBe(404);
      reply = (await cancel()).status;
    });
    expect(reply).toBe(200);
    expect(await historyOf('marketer', id)).toMatchObject({ state: 'cancelled', file: null, downloadUntil: null });
    expect((await download('marketer', id)).status).toBe(409);
    expect(await functions.blob.read(ORG, `exports/${id}/file`)).toBeNull();
  });

  test('how far it is can be read while it works', async () => {
    const seen: unknown[] = [];
    const { store } = functions.ports;
    const replace = store.replace.bind(store);
    store.replace = (org, key, revision, value, expiresAt) => {
      if (key.startsWith(EXPORT_PREFIX)) seen.push(JSON.parse(value));
      return replace(org, key, revision, value, expiresAt);
    };
    const id = await exportAndMeanwhile(-1, () => Promise.resolve());
    store.replace = replace;
    expect(seen).toContainEqual(expect.objectContaining({ id, state: 'running', records: 150, total: 150 }));
    expect(await historyOf('marketer', id)).toMatchObject({ state: 'done', records: 150, total: 150 });
  });

  test('a fourth one while three are under way is refused by name, and the first that ends makes room', async () => {
    const { store } = functions.ports;
    const mine = await readJson(store, ORG, exportKey(await exportAs('marketer', {})), exportRowSchema);
    if (mine === null) throw new Error('no export');
    const requestedAt = new Date(SAMPLE_NOON - DAY_MS).toISOString();
    for (const id of ['one', 'two', 'three']) {
      const row = exportRowSchema.parse({
        ...mine.value,
        id,
        requestedAt,
        state: 'running',
        endedAt: null,
        file: null,
      });
      expect(await beginExport(store, ORG, row)).toBe(true);
    }
    const ask = () => functions.as('marketer', ORG).call('POST', '/v1/exports', { segment: null, fields: 'all' });
    const refused = await ask();
    expect([refused.status, refused.at('code')]).toEqual([409, 'export.tooMany']);
    expect(
      (await functions.as('administrator', ORG).call('POST', '/v1/exports', { segment: null, fields: 'all' })).status,
    ).toBe(202);
    expect((await functions.as('marketer', ORG).call('POST', '/v1/exports/one/cancel', {})).status).toBe(200);
    expect((await ask()).status).toBe(202);
    for (const id of ['two', 'three']) await functions.as('marketer', ORG).call('POST', `/v1/exports/${id}/cancel`, {});
  });

  test('what has ended cannot be cancelled', async () => {
    const id = await exportAs('marketer', {});
    const late = await functions.as('marketer', ORG).call('POST', `/v1/exports/${id}/cancel`);
    expect([late.status, late.at('code')]).toEqual([409, 'export.hasEnded']);
    expect((await download('marketer', id)).status).toBe(200);
  });
});

describe('who may download, and until when', () => {
  test("somebody else's export, an invented id and a path are one and the same 404", async () => {
    const id = await exportAs('administrator', {});
    const stranger = await download('marketer', id);
    const invented = await download('marketer', 'export-4711');
    const rep = await download('rep', id);
    const path = await download('administrator', '..%2f..%2fconfiguration%2fcurrent');
    for (const reply of [stranger, invented, rep, path]) {
      expect([reply.status, reply.at()]).toEqual([404, { code: 'export.unknown' }]);
    }
    expect((await download('administrator', id)).status).toBe(200);
  });

  test('the history is one’s own', async () => {
    const id = await exportAs('administrator', {});
    expect(await historyOf('marketer', id)).toEqual({});
    const { status } = await functions.as('marketer', ORG).call('GET', `/v1/exports/${id}`);
    expect(status).toBe(404);
    expect(await historyOf('administrator', id)).toMatchObject({ id });
  });

  test('14 days from completion the file is 410, its line stays; after 90 days the line is gone', async () => {
    const id = await exportAs('administrator', {});
    functions.clock.ms += 14 * DAY_MS - 1;
    expect((await download('administrator', id)).status).toBe(200);
    functions.clock.ms += 1;
    expect([(await download('administrator', id)).status, (await download('administrator', id)).at('code')]).toEqual([
      410,
      'export.expired',
    ]);
    expect(await historyOf('administrator', id)).toMatchObject({ state: 'done' });
    functions.clock.ms += 76 * DAY_MS;
    expect(await historyOf('administrator', id)).toEqual({});
    expect((await download('administrator', id)).status).toBe(404);
  });

  test('once nobody may fetch it, the next run removes the file', async () => {
    const id = await exportAs('administrator', {});
    const files = async () => (await functions.blob.list(ORG, `exports/${id}/`)).length;
    expect(await files()).toBe(1);
    functions.clock.ms += 14 * DAY_MS;
    await scoreOnce(functions, ORG, SAMPLE_DAY);
    expect(await files()).toBe(0);
  });

  test('the export of a deleted segment is 410', async () => {
    const made = await functions.as('administrator', ORG).call('POST', '/v1/segments', {
      name: 'All',
      module: 'accounts',
      nature: { kind: 'static' },
      parent: null,
      criteria: { conditions: [], pattern: '' },
    });
    const segment = String(made.at('segment', 'id'));
    const id = await exportAs('administrator', { segment });
    expect((await download('administrator', id)).status).toBe(200);
    await functions.as('administrator', ORG).call('DELETE', `/v1/segments/${segment}`);
    expect([(await download('administrator', id)).status, (await download('administrator', id)).at('code')]).toEqual([
      410,
      'export.segmentDeleted',
    ]);
  });
});

import { spawn } from 'node:child_process';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { queryTables } from '#test/support/query-tables.ts';
import { FIRMOGRAPHICS_SQL, rfmLabelsSql } from '#test/support/rfm-in-sql.ts';
import { describeWithSharedData, sharedDataPath } from '#test/support/shared-data.ts';
import { createTemporaryFolder } from '#test/support/temporary-folder.ts';

const MAIN = resolve(import.meta.dirname, '../../../sandbox/main.ts');
const MAVEN_RECIPE = resolve(import.meta.dirname, '../../../recipes/maven-crm-sales.recipe.json');
const folders: { remove(): void }[] = [];
afterAll(() => {
  for (const folder of folders) folder.remove();
});

const labelCounts = z.record(z.string(), z.int());
const resultSchema = z.strictObject({
  accounts: z.int(),
  deals: z.int(),
  labels: z.strictObject({ rfm: labelCounts, firmographics: labelCounts }),
  segment: z.strictObject({ name: z.string(), accounts: z.int() }),
  export: z.strictObject({ file: z.string(), rows: z.int() }),
  seconds: z.number().positive(),
  peakRssMb: z.number().positive(),
  credits: z.strictObject({ spent: z.int(), least: z.int() }),
  faults: z.array(z.looseObject({ fault: z.string(), met: z.int() })),
});

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function start(args: readonly string[]) {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((settle) => child.on('close', (code) => settle({ code, stdout, stderr })));
  return { child, ended, printed: () => stdout };
}

function statusOfForeignHost(url: string): Promise<number | undefined> {
  const { port } = new URL(url);
  const headers = { Host: `attacker.example:${port}` };
  return new Promise((settle, reject) => {
    request({ host: '127.0.0.1', port, path: '/v1/health', headers }, (response) => {
      response.resume();
      settle(response.statusCode);
    })
      .on('error', reject)
      .end();
  });
}

function temporaryFolder(): string {
  const folder = createTemporaryFolder();
  folders.push(folder);
  return folder.path;
}

async function once(args: readonly string[]) {
  const folder = temporaryFolder();
  const { code, stdout, stderr } = await start([
    '--once',
    '--json',
    '--folder',
    folder,
    '--out',
    join(folder, 'out'),
    ...args,
  ]).ended;
  expect([code, stderr.includes('Error')]).toEqual([0, false]);
  expect(stdout.trim().split('\n')).toHaveLength(1);
  return { result: resultSchema.parse(JSON.parse(stdout)), database: join(folder, 'crm', 'com-700010001.sqlite') };
}

function countsBySql(database: string, sql: string, asOf?: string): Record<string, number> {
  const rows = queryTables(database, asOf === undefined ? sql : sql.replaceAll(':asOf', `'${asOf}'`));
  return Object.fromEntries(rows.map((row) => [String(row['label']), Number(row['accounts'])]));
}

const withoutZeros = (counts: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(counts).filter(([, accounts]) => accounts > 0));
const countOf = (database: string, table: string) =>
  queryTables(database, `SELECT count(*) AS n FROM ${table}`)[0]?.['n'];

function expectSameAsTables(
  { result, database }: Awaited<ReturnType<typeof once>>,
  wonStages: readonly string[],
  asOf: string,
): void {
  expect(result.accounts).toBe(countOf(database, 'Accounts'));
  expect(result.deals).toBe(countOf(database, 'Deals'));
  const rfm = countsBySql(database, rfmLabelsSql(wonStages), asOf);
  expect(withoutZeros(result.labels.rfm)).toEqual(rfm);
  expect(withoutZeros(result.labels.firmographics)).toEqual(countsBySql(database, FIRMOGRAPHICS_SQL));
  // What stands in the CRM's own label field is what was printed, and what SQL says.
  const written = countsBySql(
    database,
    "SELECT replace(replace(lower(coalesce(ABM_RFM_Label, 'none')), ' ', '-'), '’', '') AS label, count(*) AS accounts FROM Accounts GROUP BY 1",
  );
  expect(written).toEqual(rfm);
  const best = (rfm['champions'] ?? 0) + (rfm['loyal'] ?? 0);
  expect(result.segment.accounts).toBe(best);
  expect(result.export.rows).toBe(best);
  expect(result.credits.spent).toBeGreaterThanOrEqual(result.credits.least);
  // Less than one bulk read above the least: small modules are queried.
  expect(result.credits.spent - result.credits.least).toBeLessThan(50);
}

describe('npm start -- --once --json', () => {
  test('a kept folder takes the main job again: its configuration gets a next version, the labels stand', async () => {
    const folder = temporaryFolder();
    const args = ['--once', '--json', '--accounts', '200', '--folder', folder, '--out', join(folder, 'out')];
    const first = await start(args).ended;
    const second = await start(args).ended;
    expect([first.code, second.code, second.stderr.includes('Error')]).toEqual([0, 0, false]);
    const [before, after] = [first, second].map(({ stdout }) => resultSchema.parse(JSON.parse(stdout)));
    expect(after?.labels).toEqual(before?.labels);
    // Nothing changed, so nothing is written back.
    expect(after?.credits.spent).toBeLessThan(before?.credits.spent ?? 0);
  });

  test('prints for Zylker what SQL says over the raw tables', async () => {
    const done = await once(['--accounts', '400']);
    expectSameAsTables(done, ['Closed Won'], '2026-06-30');
    // The rate of a deal counts: with all rates 1 the amounts, and so the labels, would be others.
    expect(
      queryTables(done.database, 'SELECT count(*) AS n FROM Deals WHERE Exchange_Rate <> 1')[0]?.['n'],
    ).toBeGreaterThan(0);
  });

  test('a fault of bulk jobs meets a small org too; which fault no call met is said', async () => {
    const never = '{"fault":"bodyCutOff","on":"GET /crm/v8/nowhere"}';
    const { result } = await once(['--accounts', '200', '--fault', 'bulkJobFails', '--fault', never]);
    expect(result.faults.map(({ fault, met }) => [fault, met])).toEqual([
      ['bulkJobFails', 1],
      ['bodyCutOff', 0],
    ]);
    const args = ['--once', '--accounts', '200', '--fault', 'scopeMissing', '--fault', never];
    const { code, stderr } = await start(args).ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(/Fault scopeMissing: met by [1-9]/);
    expect(stderr).toContain('Fault bodyCutOff: NEVER MET');
    expect(stderr).toContain('(scopeMissing)');
  });

  test('what cannot be understood ends with exit code 2 and a remedy', async () => {
    const { code, stdout, stderr } = await start(['--once', '--data', '/no/such/folder', '--recipe', MAVEN_RECIPE])
      .ended;
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toContain('Check the path given to --data');
  });

  test('too few accounts for automatic levels: refused, exit code 3', async () => {
    const { code, stdout, stderr } = await start(['--once', '--json', '--accounts', '10']).ended;
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toContain('techniqueRefused');
  });
});

describeWithSharedData('maven_crm_sales', 'npm start -- --once --json --data', () => {
  test('labels all 85 Maven accounts, as SQL does', async () => {
    const done = await once(['--data', sharedDataPath('maven_crm_sales'), '--recipe', MAVEN_RECIPE]);
    expect([done.result.accounts, done.result.deals]).toEqual([85, 8_800]);
    expect(done.result.labels.rfm['none']).toBe(0);
    expectSameAsTables(done, ['Won'], '2017-12-31');
  });
});

describe('npm start', () => {
  test('prints addresses and tokens, answers, and stops cleanly on SIGTERM', async () => {
    const running = start(['--accounts', '30', '--port', '0', '--functions-port', '0']);
    await expect.poll(running.printed, { timeout: 60_000 }).toContain('Ctrl-C');
    const [, crm = ''] = /Sandbox CRM\s+(\S+)/.exec(running.printed()) ?? [];
    const [, functions = ''] = /Server functions\s+(\S+)/.exec(running.printed()) ?? [];
    const [, token = ''] = /com\/\d+\s+administrator\s+administrator\s+(\S+)/.exec(running.printed()) ?? [];
    const org = await fetch(`${crm}/crm/v8/org`, { headers: { authorization: `Zoho-oauthtoken ${token}` } });
    expect(org.status).toBe(200);
    const configuration = await fetch(`${functions}/v1/configuration`, {
      headers: { authorization: `Bearer ${token}` },
    });
    expect(await configuration.json()).toEqual({ configuration: null });
    // A name that a foreign page has pointed at this machine reads nothing.
    expect(await statusOfForeignHost(functions)).toBe(421);
    running.child.kill('SIGTERM');
    expect((await running.ended).code).toBe(0);
    await expect(fetch(functions)).rejects.toThrow();
  });

  test('a port in use is said with the remedy', async () => {
    const server = createServer();
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? String(address.port) : '';
    for (const option of ['--port', '--functions-port']) {
      const other = option === '--port' ? '--functions-port' : '--port';
      const { code, stderr } = await start(['--accounts', '30', option, port, other, '0']).ended;
      expect(code).toBe(2);
      expect(stderr).toContain(`Port ${port} is in use`);
      expect(stderr).toContain(option);
    }
    server.close();
  });
});

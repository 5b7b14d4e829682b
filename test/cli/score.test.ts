import { spawnSync } from 'node:child_process';
import { createWriteStream, existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { openCsvCrmBatch } from '#cli/csv-crm-batch.ts';
import { runCli } from '#cli/run-cli.ts';
import { makeFolder } from '#test/support/make-folder.ts';
import { readAccounts, readLevels, runAbm, SCORE } from '#test/support/run-abm.ts';
import { SMALL_SETTINGS, smallAccounts, smallDeals, smallFiles } from '#test/support/small-crm-files.ts';

const MAIN = resolve(import.meta.dirname, '../../cli/main.ts');
/** Prints the process's own high-water mark when it ends. */
const PEAK =
  'data:text/javascript,process.on("exit",()=>process.stderr.write(`\\npeakMb=${process.resourceUsage().maxRSS/1024}\\n`))';

async function scoreIn(folder: string) {
  expect(await runAbm(folder, ...SCORE)).toMatchObject({ exitCode: 0 });
  return { accounts: readAccounts(join(folder, 'out')), levels: readLevels(join(folder, 'out')) };
}

test('accounts.csv has its columns in their order, fixed decimals, and the ids of the files', async () => {
  const folder = makeFolder(smallFiles());
  await scoreIn(folder);
  const lines = readFileSync(join(folder, 'out/accounts.csv'), 'utf8').split('\r\n');
  expect(lines[0]?.replaceAll('"', '')).toBe(
    'account_id,account_name,recency_days,frequency,monetary,r,f,m,rfm_label_id,rfm_label,firmographics_label_id,firmographics_label',
  );
  expect(lines[1]).toBe('"A1","Company 1",305,1,1.50,1,3,1,"at-risk","At Risk",,');
  expect(lines).toHaveLength(32);
});

test('an account without a purchase has empty scores, and is counted', async () => {
  const folder = makeFolder(smallFiles({ 'data/deals.csv': smallDeals().replace('A7,won', 'A7,lost') }));
  const { accounts, levels } = await scoreIn(folder);
  const seventh = accounts.find((account) => account.get('account_id') === 'A7');
  expect(
    ['recency_days', 'frequency', 'monetary', 'r', 'f', 'm', 'rfm_label'].map((column) => seventh?.get(column)),
  ).toEqual(Array(7).fill(''));
  expect(levels.rfm?.withoutPurchases).toBe(1);
});

test('accounts outside the global criteria are left out, and counted', async () => {
  const criteria = { conditions: [{ field: 'employees', operator: 'atLeast', number: 30 }], pattern: '' };
  const folder = makeFolder(smallFiles({ 'settings.json': JSON.stringify({ ...SMALL_SETTINGS, criteria }) }));
  const { accounts, levels } = await scoreIn(folder);
  expect(accounts.map((account) => account.get('account_id'))).not.toContain('A2');
  expect(accounts).toHaveLength(28);
  expect(levels.accounts).toEqual({ read: 30, inside: 28 });
});

test('a name that a spreadsheet would calculate is made harmless', async () => {
  const folder = makeFolder(
    smallFiles({ 'data/accounts.csv': smallAccounts().replace('Company 1,', '=HYPERLINK(1),') }),
  );
  expect((await scoreIn(folder)).accounts[0]?.get('account_name')).toBe("'=HYPERLINK(1)");
});

test('values that could not be placed are said and kept in levels.json', async () => {
  const folder = makeFolder(smallFiles({ 'data/deals.csv': smallDeals().replace('D3,A3,', 'D3,A33,') }));
  const run = await runAbm(folder, ...SCORE);
  expect(run.warned).toContain('deals.csv:4: 1 rows: "A33" in column "company" is not among the accounts.');
  expect(readLevels(join(folder, 'out')).unplaced).toMatchObject([
    { code: 'recipe.unknownReference', where: 'deals.csv:4', count: 1 },
  ]);
});

test('what cannot be dated back stands in levels.json, and is said where the files are of a later day', async () => {
  const criteria = { conditions: [{ field: 'employees', operator: 'atLeast', number: 1 }], pattern: '' };
  const folder = makeFolder(smallFiles({ 'settings.json': JSON.stringify({ ...SMALL_SETTINGS, criteria }) }));
  expect((await runAbm(folder, ...SCORE)).warned).not.toContain('note: These fields have the values of today');
  const { notDatedBack } = readLevels(join(folder, 'out'));
  expect(notDatedBack.map(({ technique, code }) => `${technique ?? 'all'} ${code}`)).toEqual([
    'all history.deletedRecords',
    'all history.fieldsOfToday',
    'rfm history.stagesOfToday',
  ]);
  const early = await runAbm(folder, ...SCORE.map((word) => (word === '2025-12-31' ? '2025-03-27' : word)));
  expect(early.warned).toContain('note: These fields have the values of today: employees.');
  expect(readLevels(join(folder, 'out')).notDatedBack).toEqual(notDatedBack);
});

test('without a recipe the folder holds exports of the CRM itself', async () => {
  const accounts = Array.from(
    { length: 30 },
    (_, n) => `zcrm_584310400000010${n + 10},"Company, ${n + 1}",Retail,Customer,1000,${n + 1},,Spain,`,
  );
  const deals = Array.from(
    { length: 30 },
    (_, n) =>
      `zcrm_584310400000020${n + 10},Deal ${n},zcrm_584310400000010${n + 10},Closed Won,2025-06-${String((n % 28) + 1).padStart(2, '0')},${n + 100},New Business,`,
  );
  const folder = makeFolder({
    'data/Accounts.csv': [
      'Record Id,Account Name,Industry,Account Type,Annual Revenue,Employees,Website,Billing Country,Parent Account.id',
      ...accounts,
    ].join('\n'),
    'data/Deals.csv': ['Record Id,Deal Name,Account Name.id,Stage,Closing Date,Amount,Type,Lead Source', ...deals].join(
      '\n',
    ),
  });
  expect(await runAbm(folder, 'propose', '--data', 'data', '--out', 'settings.json')).toMatchObject({ exitCode: 0 });
  const words = SCORE.filter((word) => word !== '--recipe' && word !== 'recipe.json');
  expect(await runAbm(folder, ...words)).toMatchObject({ exitCode: 0 });
  const [first] = readAccounts(join(folder, 'out'));
  expect(first?.get('account_id')).toBe('zcrm_58431040000001010');
  expect(first?.get('firmographics_label')).toBe('Micro');
});

test('proposed settings are never written over settings', async () => {
  const folder = makeFolder(smallFiles());
  const run = await runAbm(folder, 'propose', '--data', 'data', '--recipe', 'recipe.json', '--out', 'settings.json');
  expect(run.exitCode).toBe(2);
  expect(run.warned).toContain('The file exists already.');
});

test('the process answers with the exit codes, results on one stream and complaints on the other', () => {
  const run = (folder: string) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...SCORE], {
      cwd: folder,
      encoding: 'utf8',
      env: { ...process.env, INIT_CWD: folder },
    });
    return { status, printed: stdout !== '', complained: /deals\.csv|settings\.json/.test(stderr) };
  };
  const few = smallDeals().split('\n').slice(0, 10).join('\n');
  expect(run(makeFolder(smallFiles()))).toEqual({ status: 0, printed: true, complained: false });
  expect(run(makeFolder(smallFiles({ 'data/deals.csv': '' })))).toEqual({
    status: 2,
    printed: false,
    complained: true,
  });
  expect(run(makeFolder(smallFiles({ 'data/deals.csv': few })))).toEqual({
    status: 3,
    printed: false,
    complained: true,
  });
});

/** A plain run of Node with the program loaded takes about 90 MB. */
const PLENTY_MB = 250;

test('a file of one endless line is refused before it fills the memory', async () => {
  const folder = makeFolder(smallFiles());
  const file = createWriteStream(join(folder, 'data/deals.csv'));
  for (let megabytes = 0; megabytes < 300; megabytes++)
    if (!file.write('x'.repeat(1024 * 1024))) await once(file, 'drain');
  file.end();
  await once(file, 'finish');
  const { status, stderr } = spawnSync(process.execPath, ['--import', PEAK, MAIN, ...SCORE], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, INIT_CWD: folder },
  });
  expect(status).toBe(2);
  expect(stderr).toContain('deals.csv:1: One record is longer than 8388608 bytes.');
  expect(Number(/peakMb=([\d.]+)/.exec(stderr)?.[1])).toBeLessThan(PLENTY_MB);
});

test('an interrupted run leaves no file', async () => {
  const folder = makeFolder(smallFiles());
  const interruption = new AbortController();
  const run = runCli(SCORE, {
    folder,
    print: () => {},
    warn: () => {},
    terminal: false,
    openData: async (data, recipe) => {
      const opened = await openCsvCrmBatch(data, recipe);
      interruption.abort();
      return opened;
    },
    clock: { now: () => 0 },
    cancellation: interruption.signal,
  });
  await expect(run).rejects.toThrow('aborted');
  expect(existsSync(join(folder, 'out'))).toBe(false);
});

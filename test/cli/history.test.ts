import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { expect, test } from 'vitest';
import { historyDays } from '#cli/history-days.ts';
import { formatIsoDay, parseIsoDay } from '#core/crm/days.ts';
import { datedFiles } from '#test/support/dated-company.ts';
import { makeFolder } from '#test/support/make-folder.ts';
import { readAccounts, readLevels, runAbm } from '#test/support/run-abm.ts';

const DATA = ['--data', 'data', '--recipe', 'recipe.json', '--settings', 'settings.json', '--as-of'];
const counts = z.array(z.object({ labelId: z.nullable(z.string()), accounts: z.number() }));
const printed = z.object({
  format: z.literal('lodestar.history/1'),
  days: z.array(z.string()),
  techniques: z.array(
    z.object({
      technique: z.string(),
      backDated: z.boolean(),
      days: z.array(z.object({ day: z.string(), refusal: z.nullable(z.object({ code: z.string() })), counts })),
      flows: z.nullable(
        z.object({
          from: z.string(),
          to: z.string(),
          moves: z.array(z.object({ from: z.nullable(z.string()), to: z.nullable(z.string()), accounts: z.number() })),
        }),
      ),
    }),
  ),
  account: z.nullable(
    z.object({
      id: z.string(),
      techniques: z.array(
        z.object({
          technique: z.string(),
          labels: z.array(z.object({ day: z.string(), label: z.nullable(z.string()) })),
        }),
      ),
      nextRfmLabel: z.nullable(z.object({ label: z.nullable(z.string()), onDay: z.string() })),
    }),
  ),
});
async function tell(folder: string, ...words: readonly string[]) {
  const run = await runAbm(folder, 'history', ...DATA, ...words, '--json');
  expect(run).toMatchObject({ exitCode: 0 });
  return printed.parse(JSON.parse(run.printed));
}
const readLines = (folder: string, name: string): string[][] =>
  readFileSync(join(folder, 'out', name), 'utf8')
    .split('\r\n')
    .filter((line) => line !== '')
    .slice(1)
    .map((line) => line.split(','));

test('each day has the labels that a run of that day gives; flows and the account agree with them', async () => {
  const folder = makeFolder(datedFiles());
  const told = await tell(folder, '2025-06-30', '--from', '2025-03-01', '--account', 'A1');
  expect(told.days).toEqual(['2025-03-30', '2025-04-30', '2025-05-30', '2025-06-30']);
  expect(told.techniques.map(({ technique }) => technique)).toEqual(['rfm', 'firmographics', 'recommendations']);
  const labelsOn = new Map<string, Map<string, string>>();
  for (const day of ['2025-03-30', '2025-06-30']) {
    const out = `score-${day}`;
    expect(await runAbm(folder, 'score', ...DATA, day, '--out', out)).toMatchObject({ exitCode: 0 });
    const accounts = readAccounts(join(folder, out));
    labelsOn.set(
      day,
      new Map(accounts.map((row) => [row.get('account_id') ?? '', row.get('recommendations_label_id') ?? ''])),
    );
    const { rfm, recommendations } = readLevels(join(folder, out));
    for (const [place, labels] of [
      [0, rfm?.labels],
      [2, recommendations?.labels],
    ] as const)
      expect(told.techniques[place]?.days.find((each) => each.day === day)?.counts).toEqual(
        labels?.map(({ id, accounts: count }) => ({ labelId: id, accounts: count })),
      );
    const own = told.account?.techniques[0]?.labels.find((each) => each.day === day)?.label;
    expect(own).toBe(accounts.find((row) => row.get('account_id') === 'A1')?.get('rfm_label_id'));
  }
  const [first, last] = [labelsOn.get('2025-03-30'), labelsOn.get('2025-06-30')];
  for (const { from, to, accounts } of told.techniques[2]?.flows?.moves ?? []) {
    const moved = [...(first ?? [])].filter(([id, label]) => label === (from ?? '') && last?.get(id) === (to ?? ''));
    expect([from, to, moved.length]).toEqual([from, to, accounts]);
  }
});

test('the files tell one story: counts, flows from day to day, changes of accounts, and a later label by ageing', async () => {
  const folder = makeFolder(datedFiles());
  expect(await runAbm(folder, 'history', ...DATA, '2025-06-30', '--out', 'out')).toMatchObject({ exitCode: 0 });
  const forecast = readLines(folder, 'forecast.csv');
  expect(forecast.length).toBeGreaterThan(0);
  for (const [account = '', label = '', next = '', onDay = ''] of forecast) {
    expect([account, label === next]).toEqual([account, false]);
    expect(onDay > '2025-06-30').toBe(true);
  }
  // Counts a day, changes of accounts and flows from day to day tell one story.
  const history = readLines(folder, 'history.csv');
  const flows = readLines(folder, 'flows.csv');
  for (const [technique, day, label, , accounts] of history) {
    const into = flows.filter(([of, , to, , toLabel]) => of === technique && to === day && toLabel === label);
    if (into.length === 0 || label === '') continue;
    expect([technique, day, label, into.reduce((sum, row) => sum + Number(row[5]), 0)]).toEqual([
      technique,
      day,
      label,
      Number(accounts),
    ]);
  }
  const changes = readLines(folder, 'labels.csv');
  expect(changes.filter(([technique, account]) => technique === 'firmographics' && account === 'A5')).toHaveLength(1);
});

test('a technique that refuses an early day has no counts there, and says why', async () => {
  const folder = makeFolder(datedFiles());
  const told = await tell(folder, '2023-03-05', '--every', 'month', '--from', '2023-01-01');
  const [rfm] = told.techniques;
  expect(rfm?.days[0]).toMatchObject({ counts: [], refusal: { code: 'rfm.tooFewAccounts' } });
  expect(rfm?.days.at(-1)?.refusal).toBeNull();
  const text = await runAbm(folder, 'history', ...DATA, '2023-03-05', '--from', '2023-01-01');
  expect(text.printed).toContain('2023-01-05: ');
  expect(text.warned).toContain('deleted');
});

test('an account that nobody knows, and a series without an end, are bad input', async () => {
  const folder = makeFolder(datedFiles());
  const unknown = await runAbm(folder, 'history', ...DATA, '2025-06-30', '--from', '2025-06-01', '--account', 'Nobody');
  expect(unknown).toMatchObject({ exitCode: 2, printed: '' });
  const endless = await runAbm(folder, 'history', ...DATA, '2025-06-30', '--from', '1990-01-01', '--every', 'week');
  expect(endless).toMatchObject({ exitCode: 2, printed: '' });
  const unsteady = await runAbm(folder, 'history', ...DATA, '2025-06-30', '--every', 'day');
  expect(unsteady.warned).toContain('week, month, quarter, year');
});

test('months end on their last day, thirteen of them unless said', () => {
  const days = historyDays({ asOfDay: parseIsoDay('2024-03-31') ?? 0, fromDay: null, every: 'month' });
  if (!days.ok) throw new Error(days.error.code);
  expect(days.value).toHaveLength(13);
  expect(days.value.slice(-3).map(formatIsoDay)).toEqual(['2024-01-31', '2024-02-29', '2024-03-31']);
  const years = historyDays({ asOfDay: parseIsoDay('2024-02-29') ?? 0, fromDay: 18_000, every: 'year' });
  expect(years.ok && years.value.map(formatIsoDay)).toEqual([
    '2020-02-29',
    '2021-02-28',
    '2022-02-28',
    '2023-02-28',
    '2024-02-29', // prettier-ignore
  ]);
});

test('with --json and --out the standard output is JSON and nothing else', async () => {
  const folder = makeFolder(datedFiles());
  const run = await runAbm(folder, 'history', ...DATA, '2025-06-30', '--json', '--out', 'out');
  expect(printed.parse(JSON.parse(run.printed)).days.at(-1)).toBe('2025-06-30');
  expect(run.warned).toContain('Written: history.csv, flows.csv, labels.csv, forecast.csv in out');
});

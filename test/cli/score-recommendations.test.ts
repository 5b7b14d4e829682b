import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DATED_ACCOUNTS, DATED_RECIPE, DATED_SETTINGS, datedFiles } from '#test/support/dated-company.ts';
import { makeFolder } from '#test/support/make-folder.ts';
import { configurationSchema } from '#core/configuration/configuration.ts';
import { readAccounts, readLevels, runAbm } from '#test/support/run-abm.ts';

const SCORE = ['score', '--data', 'data', '--recipe', 'recipe.json', '--settings', 'settings.json', '--as-of'];

test('recommendations are scored beside the other techniques: labels by account, counted, with the reason for bands', async () => {
  const folder = makeFolder(datedFiles());
  const run = await runAbm(folder, ...SCORE, '2024-12-31', '--out', 'out');
  expect(run).toMatchObject({ exitCode: 0 });
  expect(run.warned).toContain('120 accounts have bought; under 200');
  expect(run.warned).not.toContain('Lines that');
  const accounts = readAccounts(join(folder, 'out'));
  const { recommendations } = readLevels(join(folder, 'out'));
  expect(recommendations).toMatchObject({ scale: 'band', buyers: DATED_ACCOUNTS });
  for (const { id, name, accounts: count } of recommendations?.labels ?? []) {
    const having = accounts.filter((account) => account.get('recommendations_label_id') === (id ?? ''));
    expect([id, having.length]).toEqual([id, count]);
    for (const account of having) expect(account.get('recommendations_label')).toBe(name ?? '');
  }
  // Whoever keeps buying is likelier to buy than who stopped two years ago.
  const hot = accounts.filter((account) => account.get('recommendations_label_id') === 'hot-prospect');
  const faithful = hot.filter((account) => Number(account.get('account_id')?.slice(1)) % 3 === 0);
  expect(faithful.length).toBeGreaterThan(hot.length / 2);
});

test('later deals change no label as of an earlier day', async () => {
  const all = datedFiles();
  const deals = (all['data/deals.csv'] ?? '').split('\n');
  const known = deals.filter((row, index) => index === 0 || !row.includes('.2025,'));
  const folder = makeFolder(all);
  const cut = makeFolder({ ...all, 'data/deals.csv': known.join('\n') });
  for (const each of [folder, cut])
    expect(await runAbm(each, ...SCORE, '2024-12-31', '--out', 'out')).toMatchObject({ exitCode: 0 });
  const text = (each: string) => readFileSync(join(each, 'out/accounts.csv'), 'utf8');
  expect(known.length).toBeLessThan(deals.length);
  expect(text(folder)).toBe(text(cut));
});

test('settings that recommend without products of deals are refused where they stand', async () => {
  const { dealProducts: _none, ...recipe } = DATED_RECIPE;
  const folder = makeFolder(
    datedFiles({
      'recipe.json': JSON.stringify(recipe),
      'settings.json': JSON.stringify({
        ...DATED_SETTINGS,
        mapping: { ...DATED_SETTINGS.mapping, dealProducts: { kind: 'none' } },
      }),
    }),
  );
  const run = await runAbm(folder, ...SCORE, '2025-12-31', '--out', 'out');
  expect(run.exitCode).toBe(2);
  expect(run.warned).toContain('which products a deal is about');
});

test('settings that are proposed recommend where the files tell products, and ask for no lookup then', async () => {
  const products = {
    file: 'products.csv',
    idColumn: 'code',
    nameColumn: 'title',
    fields: [{ column: 'price', field: 'Unit_Price', type: 'money' }],
  };
  const folder = makeFolder(
    datedFiles({
      'recipe.json': JSON.stringify({ ...DATED_RECIPE, products }),
      'data/products.csv': 'code,title,price\n1,Core,10\n2,Advanced,20\n3,Service,30\n4,Licence,40\n',
    }),
  );
  const run = await runAbm(folder, 'propose', '--data', 'data', '--recipe', 'recipe.json', '--out', 'new.json');
  expect(run.warned).not.toContain('dealProducts');
  const { techniques } = configurationSchema.parse(JSON.parse(readFileSync(join(folder, 'new.json'), 'utf8')));
  // No industry is mapped that could make accounts alike.
  expect(techniques.recommendations).toMatchObject({ cellFields: [], horizonDays: 90 });
  const words = SCORE.map((word) => (word === 'settings.json' ? 'new.json' : word));
  expect(await runAbm(folder, ...words, '2025-12-31', '--out', 'out')).toMatchObject({ exitCode: 0 });

  writeFileSync(join(folder, 'data/products.csv'), 'code,title,price\n1,Core,10\n2,Advanced,20\n3,Service,30\n');
  const fewer = await runAbm(folder, ...words, '2025-12-31', '--out', 'out');
  expect(fewer.warned).toMatch(/Lines that name no known product, whose deals still count as purchases: \d+\./);
});

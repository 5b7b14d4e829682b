import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { drawLabelChart } from '#scripts/label-chart.ts';
import { makeFolder } from '#test/support/make-folder.ts';
import { runAbm } from '#test/support/run-abm.ts';
import { describeWithSharedData, sharedDataPath } from '#test/support/shared-data.ts';

const REPOSITORY = resolve(import.meta.dirname, '../..');

test('names from files cannot break out of the picture', () => {
  const svg = drawLabelChart({
    title: 'A & B',
    subtitle: '',
    labels: [{ name: '<script>"', colour: '#123456', accounts: 2 }],
    notes: [],
  });
  expect(svg).toContain('A &amp; B');
  expect(svg).toContain('&lt;script>&quot;');
  expect(svg).not.toContain('<script');
});

describeWithSharedData('maven_crm_sales', 'the picture of the README', () => {
  test('is what a run over the Maven data draws today', async () => {
    const folder = makeFolder();
    const settings = join(REPOSITORY, 'recipes/maven-crm-sales.settings.json');
    const recipe = join(REPOSITORY, 'recipes/maven-crm-sales.recipe.json');
    const data = sharedDataPath('maven_crm_sales');
    const words = [
      '--data',
      data,
      '--recipe',
      recipe,
      '--settings',
      settings,
      '--as-of',
      '2017-12-31',
      '--out',
      folder,
    ];
    expect(await runAbm(folder, 'score', ...words)).toMatchObject({ exitCode: 0 });
    const picture = join(folder, 'picture.svg');
    const draw = [
      'scripts/draw-labels.ts',
      join(folder, 'levels.json'),
      settings,
      'Maven CRM sales, labelled',
      picture,
    ];
    expect(spawnSync(process.execPath, draw, { cwd: REPOSITORY, encoding: 'utf8' })).toMatchObject({
      status: 0,
      stderr: '',
    });
    expect(readFileSync(picture, 'utf8')).toBe(readFileSync(join(REPOSITORY, 'docs/images/maven-labels.svg'), 'utf8'));
  });
});

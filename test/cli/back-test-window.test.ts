import { expect, test } from 'vitest';
import { datedFiles } from '#test/support/dated-company.ts';
import { makeFolder } from '#test/support/make-folder.ts';
import { runAbm } from '#test/support/run-abm.ts';

const WORDS = ['backtest', '--data', 'data', '--recipe', 'recipe.json', '--settings', 'settings.json', '--as-of'];

test('a window that files end within is told, with the day of their latest won deal', async () => {
  const folder = makeFolder(datedFiles());
  const over = await runAbm(folder, ...WORDS, '2024-12-31', '--days', '30');
  expect(over.warned).not.toContain('the window lasts until');
  const later = await runAbm(folder, ...WORDS, '2029-12-31', '--days', '30');
  expect(later.warned).toMatch(
    /note: The latest deal that is won in the files is of 2025-\d\d-\d\d, the window lasts until 2030-01-30: if the files end there/,
  );
});

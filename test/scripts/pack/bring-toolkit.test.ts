import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { bringToolkit } from '#scripts/pack/bring-toolkit.ts';
import { makeFolder } from '#test/support/make-folder.ts';

afterEach(() => vi.unstubAllEnvs());

/** Stands in for npm, which says below `npm run` where its own program is. */
function npmThat(source: string): string {
  const folder = makeFolder({ 'npm-cli.cjs': `const fs = require('node:fs');\n${source}` });
  vi.stubEnv('npm_execpath', join(folder, 'npm-cli.cjs'));
  return folder;
}

const INSTALLS = `
  fs.appendFileSync(__dirname + '/calls', process.argv.slice(2).join(' ') + '\\n');
  fs.mkdirSync('node_modules/zoho-extension-toolkit', { recursive: true });
  fs.copyFileSync('package-lock.json', 'node_modules/zoho-extension-toolkit/index.js');`;

test('the tool is installed once, from its own lockfile and without install scripts', async () => {
  const npm = npmThat(INSTALLS);
  const cache = join(makeFolder(), 'cache');
  const first = await bringToolkit(cache);
  const again = await bringToolkit(cache);
  expect(again).toEqual(first);
  const program = first.ok ? first.value : '';
  expect(dirname(program)).toMatch(/zoho-extension-toolkit$/);
  expect(readFileSync(program, 'utf8')).toBe(readFileSync('scripts/pack/toolkit/package-lock.json', 'utf8'));
  const calls = readFileSync(join(npm, 'calls'), 'utf8').trim().split('\n');
  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatch(/^ci --ignore-scripts /);
});

test('where it cannot be installed, npm’s own words are the reason, and nothing half-done stays', async () => {
  npmThat(
    `fs.mkdirSync('node_modules'); console.error('npm error code ENOTFOUND\\n\\nnpm error network'); process.exit(1);`,
  );
  const cache = makeFolder();
  expect(await bringToolkit(cache)).toEqual({ ok: false, error: 'npm error code ENOTFOUND\nnpm error network' });
  expect(readdirSync(cache)).toEqual([]);
  npmThat(INSTALLS);
  const next = await bringToolkit(cache);
  expect(existsSync(next.ok ? next.value : '')).toBe(true);
});

import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { withBuildLock } from '#sandbox/widget-origin/build-lock.ts';
import { NO_CHROMIUM } from '#test/support/chromium.ts';
import { bootPages } from './pack/boot-pages.ts';
import { buildApp } from './pack/build-app.ts';
import { bringToolkit } from './pack/bring-toolkit.ts';
import { EXIT, packApp, type Exit } from './pack/pack-app.ts';
import { HELP, parsePackOptions } from './pack/parse-pack-options.ts';

/** `npm run pack`: the widgets as an archive for Zoho CRM; see docs/install.md and docs/decisions/packing.md. */
const ROOT = resolve(import.meta.dirname, '..');

process.exitCode = await main(process.argv.slice(2));

async function main(args: readonly string[]): Promise<Exit> {
  const options = parsePackOptions(args);
  if (!options.ok) {
    console.error(options.error);
    return EXIT.badInput;
  }
  if (options.value.help) {
    console.log(HELP);
    return EXIT.done;
  }
  try {
    return await packApp(options.value, join(ROOT, 'dist'), {
      // The sandbox reads the same folder.
      build: (folder) => withBuildLock(join(ROOT, 'dist/.building'), () => buildApp(folder)),
      bringToolkit: () => bringToolkit(),
      bootPages: NO_CHROMIUM === null ? bootPages : null,
      walk: NO_CHROMIUM === null ? walk : null,
      say: (line) => console.log(line),
    });
  } catch (error) {
    console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
    return EXIT.failed;
  }
}

/** The walk of `npm test`, over the unpacked pages: once in each language, once by mouse and once by keyboard. */
function walk(appFolder: string): boolean {
  const { status } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', 'test/e2e/walk.test.ts'],
    { cwd: ROOT, stdio: 'inherit', env: { ...process.env, LODESTAR_PACKED_APP: appFolder } },
  );
  return status === 0;
}

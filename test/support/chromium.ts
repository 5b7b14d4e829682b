import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { chromium, type Browser, type LaunchOptions } from 'playwright-core';
import { behindSlowLine } from './slow-line.ts';

/**
 * Own flags, and no others: the package's recommended ones switch web security off, and a test that passes without the
 * same-origin policy shows nothing (test/sandbox/pages/browser-security.test.ts).
 */
export const CHROMIUM_FLAGS: readonly string[] = [
  '--no-sandbox',
  '--headless=new',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/chromium/', import.meta.url));
/** The package carries a build for Linux x64; elsewhere CHROME_PATH names a system Chrome. */
const CARRIED = process.platform === 'linux' && process.arch === 'x64';

/** Why browser tests cannot run here; null = they can. Tests that are skipped say so in their title. */
export const NO_CHROMIUM: string | null =
  CARRIED || process.env['CHROME_PATH'] !== undefined ? null : 'set CHROME_PATH to a Chrome or Chromium';

/** Starts the browser of this machine; the caller closes it. `options` add to ours, flags included. */
export async function launchChromium(options: LaunchOptions = {}): Promise<Browser> {
  const system = process.env['CHROME_PATH'];
  const args = [...CHROMIUM_FLAGS, ...(options.args ?? [])];
  if (system !== undefined) return behindSlowLine(await chromium.launch({ ...options, executablePath: system, args }));
  if (!CARRIED) throw new Error(`No Chromium for this machine: ${NO_CHROMIUM}.`);
  const folder = await unpack();
  const browser = await chromium.launch({
    ...options,
    executablePath: join(folder, 'chromium'),
    args,
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
      // Without a locale the browser calls its language `en-US@posix`.
      LANG: 'en_US.UTF-8',
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
      ...options.env,
    },
  });
  return behindSlowLine(browser);
}

/**
 * Unpacks once per version into a folder of this repository: the package takes whatever `chromium` it finds in the temporary
 * folder. Test files run side by side, so each unpacks beside the place and the first to finish takes it.
 */
async function unpack(): Promise<string> {
  const folder = join(CACHE, await version());
  if (existsSync(folder)) return folder;
  const own = `${folder}.${process.pid}`;
  await mkdir(own, { recursive: true });
  try {
    // In a process of its own: the package reads TMPDIR and sets variables when it is loaded.
    const script = `import chromium from ${JSON.stringify(import.meta.resolve('@sparticuz/chromium'))}; await chromium.executablePath();`;
    await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
      // The variable makes it unpack the libraries that a bare Linux lacks.
      env: { ...process.env, TMPDIR: own, AWS_LAMBDA_JS_RUNTIME: 'nodejs24.x' },
    });
    await writeFile(join(own, 'fonts.conf'), fontConfiguration(folder));
    await rename(own, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(own, { recursive: true, force: true });
  }
  return folder;
}

async function version(): Promise<string> {
  const text = await readFile(new URL('../package.json', import.meta.resolve('@sparticuz/chromium')), 'utf8');
  return /"version":\s*"([\w.-]+)"/.exec(text)?.[1] ?? 'unknown';
}

/** The packed configuration names folders of a cloud function; this one names ours alone, so that every machine draws alike. */
function fontConfiguration(folder: string): string {
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts/fonts</dir>
  <cachedir>${folder}/font-cache</cachedir>
</fontconfig>
`;
}

import { createHash } from 'node:crypto';
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { fail, ok, type Result } from '#core/result.ts';

export const TOOLKIT = 'zoho-extension-toolkit 1.0.24';

const LOCKED = join(import.meta.dirname, 'toolkit');
const CACHE = resolve(import.meta.dirname, '../../node_modules/.cache/zoho-extension-toolkit');
const ENTRY = 'node_modules/zoho-extension-toolkit/index.js';
/** 310 small packages take 12 s here; a slow line may take minutes. Milliseconds. */
const PATIENCE_MS = 600_000;
/** npm says the reason in its first lines. */
const REASON_LINES = 4;

/**
 * Path of the tool's program, installed on first use by its own lockfile, integrity checked, no install script run, into a
 * cache beside the product's packages. An install that fails, offline for example, is npm's own reason.
 */
export async function bringToolkit(cache: string = CACHE): Promise<Result<string, string>> {
  const lock = readFileSync(join(LOCKED, 'package-lock.json'));
  // A folder per lockfile: an old one is never taken for a new one.
  const folder = join(cache, createHash('sha256').update(lock).digest('hex').slice(0, 16));
  const program = join(folder, ENTRY);
  if (existsSync(program)) return ok(program);
  const own = `${folder}.${process.pid}`;
  await rm(own, { recursive: true, force: true });
  await mkdir(own, { recursive: true });
  try {
    for (const name of ['package.json', 'package-lock.json']) await copyFile(join(LOCKED, name), join(own, name));
    const reason = await installIn(own);
    if (reason !== null) return fail(reason);
    // Another run may have been quicker, with the same bytes.
    await rename(own, folder).catch((error: unknown) => {
      if (!existsSync(program)) throw error;
    });
    return ok(program);
  } finally {
    await rm(own, { recursive: true, force: true });
  }
}

/** null = installed; else why not. */
async function installIn(folder: string): Promise<string | null> {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // Below `npm run`, npm says where its own program is; elsewhere it is found by its name.
  const npm = process.env['npm_execpath'];
  const isScript = npm !== undefined && /npm-cli\.c?js$/.test(npm);
  const options = { cwd: folder, timeout: PATIENCE_MS, maxBuffer: 16 * 1024 * 1024 };
  try {
    if (isScript) await promisify(execFile)(process.execPath, [npm, ...args], options);
    else await promisify(execFile)('npm', args, { ...options, shell: process.platform === 'win32' });
    return null;
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : '';
    const lines = said.split('\n').filter((line) => line.trim() !== '');
    return lines.slice(0, REASON_LINES).join('\n') || String(error);
  }
}

import { execFile } from 'node:child_process';
import { glob, readFile, stat } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { withBuildLock } from './build-lock.ts';

export interface BuiltFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly type: string;
}
/** By path below the folder, with `/`. What is not in the map cannot be asked for. */
export type BuiltFiles = ReadonlyMap<string, BuiltFile>;

export interface BuiltPages {
  /** dist/app: the widgets, as they ship. */
  widgets(): Promise<BuiltFiles>;
  /** dist/sandbox: the CRM's own pages and the SDK client. */
  sandbox(): Promise<BuiltFiles>;
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SOURCES = [
  'app',
  'core',
  'widgets',
  'sandbox/embedded/browser',
  'sandbox/pages/browser',
  'scripts/build',
  'scripts/build-pages.ts',
  'vite.config.ts',
  'package-lock.json',
];
/** A message of the bundler may be long; the reason stands at its beginning. Characters. */
const MAX_REASON_CHARS = 4_000;

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
};

/**
 * The built pages, held in memory and built when they are first asked for and a source is newer: a process of its own does
 * that, so that a start stays quick. `widgetFolder` instead serves what was built elsewhere, the unpacked archive for example.
 * Both methods reject with the bundler's words when a build fails; the next call tries again.
 */
export function createBuiltPages({ widgetFolder }: { readonly widgetFolder?: string } = {}): BuiltPages {
  let loading: Promise<{ readonly app: BuiltFiles; readonly sandbox: BuiltFiles }> | null = null;
  const load = () => {
    loading ??= loadAll(widgetFolder ?? null).catch((error: unknown) => {
      loading = null;
      throw error;
    });
    return loading;
  };
  return {
    widgets: async () => (await load()).app,
    sandbox: async () => (await load()).sandbox,
  };
}

function loadAll(widgetFolder: string | null) {
  return withBuildLock(join(ROOT, 'dist/.building'), async () => {
    if (await isStale()) await build();
    const [app, sandbox] = await Promise.all([
      readFolder(widgetFolder ?? join(ROOT, 'dist/app')),
      readFolder(join(ROOT, 'dist/sandbox')),
    ]);
    return { app, sandbox };
  });
}

async function isStale(): Promise<boolean> {
  const built = await mtime('dist/pages-built');
  const outputs = await Promise.all(['dist/app', 'dist/sandbox/pages.js', 'dist/sandbox/sdk-client.js'].map(mtime));
  if (built === null || outputs.includes(null)) return true;
  for (const source of SOURCES) {
    const own = await mtime(source);
    // An installation without sources has nothing to build from.
    if (own === null) continue;
    if (own > built) return true;
    for await (const path of glob('**/*', { cwd: join(ROOT, source) })) {
      // A folder's time tells of files that are gone.
      if (((await mtime(join(source, path))) ?? 0) > built) return true;
    }
  }
  return false;
}

async function mtime(path: string): Promise<number | null> {
  const found = await stat(join(ROOT, path)).catch(() => null);
  return found === null ? null : found.mtimeMs;
}

async function build(): Promise<void> {
  try {
    await promisify(execFile)(process.execPath, [join(ROOT, 'scripts/build-pages.ts')], { cwd: ROOT });
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new Error(`The pages could not be built:\n${said.slice(0, MAX_REASON_CHARS)}`, { cause: error });
  }
}

async function readFolder(folder: string): Promise<BuiltFiles> {
  const files = new Map<string, BuiltFile>();
  for await (const entry of glob('**/*', { cwd: folder, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const type = TYPES[extname(path)] ?? 'application/octet-stream';
    files.set(
      path
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
      { bytes: new Uint8Array(await readFile(path)), type },
    );
  }
  return files;
}

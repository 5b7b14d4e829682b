import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Makes a folder and its missing parents, one by one. Not `mkdir` with `recursive`: that never ends where the system says of
 * a parent that it is there and of its child that it cannot be (`/proc/x`; Node 24, synchronous or not). Gives the uppermost one that it
 * made, null where all were there. Throws the system's error: ENOTDIR, EACCES, ENOENT and others.
 */
export async function makeFolders(folder: string): Promise<string | null> {
  const missing: string[] = [];
  let nearest = resolve(folder);
  while (!(await isFolder(nearest))) {
    missing.push(nearest);
    if (dirname(nearest) === nearest) break;
    nearest = dirname(nearest);
  }
  for (const path of missing.toReversed()) {
    await mkdir(path).catch(async (error: unknown) => {
      // Another process may have made it in between.
      if (!(await isFolder(path))) throw error;
    });
  }
  return missing.at(-1) ?? null;
}

/** Whether it is there, as a folder. Throws when something else stands in its place. */
async function isFolder(path: string): Promise<boolean> {
  const found = await stat(path).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return false;
  if (found.isDirectory()) return true;
  throw Object.assign(new Error(`${path} is not a folder`), { code: 'ENOTDIR' });
}

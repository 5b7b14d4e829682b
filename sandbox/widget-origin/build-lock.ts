import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Between two looks at a lock that another process holds. Milliseconds. */
const LOOK_EVERY_MS = 100;
/** A build takes seconds; whoever waits longer than this should hear about it. Milliseconds. */
const PATIENCE_MS = 120_000;

/**
 * Runs `work` while no other process of this machine does so under the same file: test files start side by side and would
 * otherwise empty each other's output. A lock whose process is gone counts for nothing.
 */
export async function withBuildLock<T>(file: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(file), { recursive: true });
  const until = Date.now() + PATIENCE_MS;
  while (!(await take(file))) {
    if ((await isAbandoned(file)) && (await removeAbandoned(file))) continue;
    if (Date.now() > until)
      throw new Error(`Another process has been building for long. Delete ${file}* if none does.`);
    await wait(LOOK_EVERY_MS);
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

async function take(file: string): Promise<boolean> {
  try {
    await writeFile(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw error;
  }
}

/**
 * By one process at a time, who looks again first: of two that found the lock abandoned, the later one would otherwise remove
 * the fresh lock of the earlier. False = another one is at it.
 */
async function removeAbandoned(file: string): Promise<boolean> {
  const removal = `${file}.removal`;
  if (!(await take(removal))) return false;
  try {
    if (await isAbandoned(file)) await rm(file, { force: true });
    return true;
  } finally {
    await rm(removal, { force: true });
  }
}

async function isAbandoned(file: string): Promise<boolean> {
  // Gone meanwhile, or just being written: then it is nobody's and somebody's, and both are tried again.
  const holder = Number(await readFile(file, 'utf8').catch(() => ''));
  if (!Number.isInteger(holder) || holder <= 0) return false;
  try {
    process.kill(holder, 0);
    return false;
  } catch (error) {
    return hasCode(error, 'ESRCH');
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

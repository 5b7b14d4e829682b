import { open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Cancellation } from '#core/cancellation.ts';
import { makeFolders } from '#server-functions/shared/local/make-folders.ts';
import { InputError, systemCodeOf } from './input-error.ts';

export interface ResultFile {
  readonly name: string;
  readonly chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/**
 * Writes all files or none: each under a temporary name in the folder, flushed to the disk, and only when all are complete
 * moved to its name, replacing an older result. Makes the folder and its missing parents, and gives the uppermost that it made (null = it was
 * there). `InputError` when the folder cannot take them.
 */
export async function writeResults(
  folder: string,
  files: readonly ResultFile[],
  cancellation: Cancellation,
): Promise<string | null> {
  const temporary = files.map(({ name }) => ({
    from: join(folder, `.${name}.${process.pid}.partial`),
    to: join(folder, name),
  }));
  try {
    const made = await makeFolders(folder);
    await refuseFoldersInTheWay(temporary.map(({ to }) => to));
    for (const [index, { chunks }] of files.entries()) {
      await writeComplete(temporary[index]?.from ?? '', chunks, cancellation);
    }
    cancellation.throwIfAborted();
    for (const { from, to } of temporary) await rename(from, to);
    return made;
  } catch (error) {
    // What cannot be removed was never made: the error to tell is the first one.
    await Promise.allSettled(temporary.map(({ from }) => rm(from, { force: true })));
    const reason = systemCodeOf(error);
    if (reason === null || error instanceof InputError) throw error;
    throw new InputError([{ code: 'cli.notWritable', where: folder, params: { reason } }], error);
  }
}

/** Writes one file that must not exist yet, all of it or nothing. Gives the folder that it made, as `writeResults`. */
export async function writeNewFile(file: string, content: string, cancellation: Cancellation): Promise<string | null> {
  const exists = await stat(file).then(
    () => true,
    () => false,
  );
  if (exists) throw new InputError([{ code: 'cli.fileExists', where: file, params: {} }]);
  return await writeResults(
    dirname(file),
    [{ name: basename(file), chunks: [new TextEncoder().encode(content)] }],
    cancellation,
  );
}

async function writeComplete(file: string, chunks: ResultFile['chunks'], cancellation: Cancellation): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    for await (const chunk of chunks) {
      cancellation.throwIfAborted();
      await handle.writeFile(chunk);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Found before anything is written: the second move must not fail after the first has happened. */
async function refuseFoldersInTheWay(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const found = await stat(file).catch(() => null);
    if (found?.isDirectory() === true)
      throw new InputError([{ code: 'cli.notWritable', where: file, params: { reason: 'EISDIR' } }]);
  }
}

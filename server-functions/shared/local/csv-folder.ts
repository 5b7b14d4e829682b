import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import type { RecipeSource } from '#core/recipes/index-tables.ts';
import { RecipeError } from '#core/recipes/recipe-error.ts';

/** Larger pieces save calls; the reader's memory does not grow with them. Bytes. */
const CHUNK_BYTES = 256 * 1024;

/** The files of a folder as a recipe's source. Throws `RecipeError` for a file that is missing or cannot be read. */
export function createCsvFolder(folder: string): RecipeSource {
  return { open: (file) => readFileChunks(folder, file) };
}

async function* readFileChunks(folder: string, file: string): AsyncGenerator<Uint8Array, void, void> {
  try {
    for await (const chunk of createReadStream(join(folder, file), { highWaterMark: CHUNK_BYTES })) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError('A stream without encoding gives bytes');
      yield chunk;
    }
  } catch (error) {
    if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') throw error;
    const reason = error.code;
    if (reason === 'ENOENT' || reason === 'ENOTDIR') throw new RecipeError('recipe.fileMissing', file, null);
    throw new RecipeError('recipe.fileNotReadable', file, null, { reason });
  }
}

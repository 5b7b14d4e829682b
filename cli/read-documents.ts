import { readFile, realpath, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { parentJsonPath } from '#core/configuration/json-path.ts';
import { parseJsonText } from '#core/configuration/parse-json-text.ts';
import type { Problem } from '#core/message.ts';
import { InputError, systemCodeOf } from './input-error.ts';

/** Larger than any document the parsers accept; a wrong path never fills the memory. Bytes. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** A document's text. Throws `InputError` when it is missing, no file, not readable, too large or not UTF-8. */
export async function readDocument(file: string, option: string): Promise<string> {
  const refuse = (code: string, params: Problem['params'] = {}): InputError =>
    new InputError([{ code, where: file, params: { option, ...params } }]);
  let bytes: Uint8Array;
  try {
    const found = await stat(file);
    if (!found.isFile()) throw refuse('cli.notAFile');
    if (found.size > MAX_DOCUMENT_BYTES) throw refuse('json.tooLarge', { limit: MAX_DOCUMENT_BYTES });
    bytes = await readFile(file);
  } catch (error) {
    if (error instanceof InputError) throw error;
    const reason = systemCodeOf(error);
    if (reason === null) throw error;
    throw reason === 'ENOENT' ? refuse('cli.fileMissing') : refuse('cli.notReadable', { reason });
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw refuse('cli.notUtf8');
  }
}

/** The folder's real path. Throws `InputError` when it is missing or no folder. */
export async function requireFolder(folder: string, option: string): Promise<string> {
  const refuse = (code: string, params: Problem['params'] = {}): InputError =>
    new InputError([{ code, where: folder, params: { option, ...params } }]);
  try {
    if (!(await stat(folder)).isDirectory()) throw refuse('cli.notAFolder');
    return await realpath(folder);
  } catch (error) {
    const reason = systemCodeOf(error);
    if (reason === null) throw error;
    throw reason === 'ENOENT' ? refuse('cli.folderMissing') : refuse('cli.notReadable', { reason });
  }
}

/** Gives problems that name a JSON path ("techniques.rfm") their place in the document's text. */
export function placeInDocument(problems: readonly Problem[], text: string, file: string): readonly Problem[] {
  const read = parseJsonText(text);
  if (!read.ok) return problems;
  return problems.map((problem) => {
    for (let path: string | null = problem.where; path !== null; path = parentJsonPath(path)) {
      const position = read.value.positionOf(path, 'value');
      if (position === null) continue;
      const { line, column } = position;
      const params = { ...problem.params, path: problem.where, line, column };
      return { ...problem, params, where: `${basename(file)}:${line}:${column}` };
    }
    return problem;
  });
}

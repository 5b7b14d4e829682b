import { appendFileSync, renameSync, statSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/** Some fifty thousand requests; the former file is kept beside it, so that the log never takes more than twice this. Bytes. */
const MAX_BYTES = 10 * 1024 * 1024;

export interface LogFileOptions {
  readonly maxBytes?: number;
  /** Several threads write to one file and one of them turns it over: two at once would lose a file. */
  readonly rotates?: boolean;
}

/**
 * Appends lines to a file, which becomes `<file>.1` once it is full. A line is handed to the system and never flushed to the
 * disk: the thread that answers does not wait for one (decision 19), and a crash of the process loses nothing.
 */
export function createLogFile(
  path: string,
  { maxBytes = MAX_BYTES, rotates = isMainThread }: LogFileOptions = {},
): (line: string) => void {
  return (line) => {
    if (rotates && sizeOf(path) >= maxBytes) renameSync(path, `${path}.1`);
    appendFileSync(path, line);
  };
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

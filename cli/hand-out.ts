import { realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { InputError } from './input-error.ts';
import { STANDARD_OUTPUT } from './parse-recommend-command.ts';
import type { CliPorts } from './run-cli.ts';
import { sayMade, shownPath } from './say-paths.ts';
import { writeResults } from './write-results.ts';

/** Bytes of CSV end their lines as RFC 4180 has it. */
export type LineEnd = '\n' | '\r\n';

/**
 * Lines to the standard output, or to the file that `--out` names (all of it or nothing, never among the data). Throws `InputError`.
 */
export async function handOut(
  lines: Iterable<string>,
  end: LineEnd,
  { out, data }: { readonly out: string | null; readonly data: string },
  ports: CliPorts,
): Promise<void> {
  const { print, cancellation } = ports;
  if (out === null || out === STANDARD_OUTPUT) {
    for (const line of lines) {
      cancellation.throwIfAborted();
      print(line);
    }
    return;
  }
  const folder = dirname(out);
  if ((await realpath(folder).catch(() => folder)) === data)
    throw new InputError([{ code: 'cli.outIsData', where: out, params: {} }]);
  sayMade(await writeResults(folder, [{ name: basename(out), chunks: encodeLines(lines, end) }], cancellation), ports);
  print(`Written: ${shownPath(out, ports)}`);
}

/** Bytes of a batch that is written at once. */
const BATCH_CHARS = 65_536;

function* encodeLines(lines: Iterable<string>, end: LineEnd): Generator<Uint8Array, void, void> {
  const encoder = new TextEncoder();
  let batch = '';
  for (const line of lines) {
    batch += line + end;
    if (batch.length < BATCH_CHARS) continue;
    yield encoder.encode(batch);
    batch = '';
  }
  yield encoder.encode(batch);
}

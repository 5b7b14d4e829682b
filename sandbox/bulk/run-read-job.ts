import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { Access } from '../api/access.ts';
import type { OrgStore } from '../store/org-store.ts';
import type { SandboxSwitches } from '../switches.ts';
import { READ_PAGE_ROWS } from './bulk-limits.ts';
import type { ReadQuery, ReadResult } from './bulk-jobs.ts';
import { compileBulkRead } from './compile-bulk-read.ts';

/** Bytes handed to the archive at a time; lets other jobs and cancellation in between. */
const CHUNK_CHARACTERS = 256 * 1024;
/** Fast rather than small: the archive travels over loopback. */
const COMPRESSION_LEVEL = 1;

/** Streams one page into `{name}.csv` inside the archive at `path`, which appears when it is complete. One snapshot serves the page. */
export async function runReadJob(
  store: OrgStore,
  access: Access,
  switches: SandboxSwitches,
  query: ReadQuery,
  name: string,
  path: string,
): Promise<ReadResult> {
  const compiled = compileBulkRead(query, store, access, switches);
  const result = { count: 0, more: false };

  async function* chunks(): AsyncGenerator<Buffer, void, void> {
    const statement = store.database.prepare(compiled.sql);
    statement.setReturnArrays(true);
    let text = `${compiled.header}\n`;
    for (const [line] of rowsOf(statement.iterate(...compiled.parameters))) {
      if (result.count === READ_PAGE_ROWS) {
        result.more = true;
        break;
      }
      result.count++;
      text += `${String(line)}\n`;
      if (text.length < CHUNK_CHARACTERS) continue;
      yield Buffer.from(text);
      text = '';
    }
    yield Buffer.from(text);
  }

  const zip = new ZipFile();
  const output = zip.outputStream;
  const source = Readable.from(chunks(), { objectMode: false });
  const partial = `${path}.partial`;
  const written = pipeline(output, createWriteStream(partial));
  // yazl does not pass errors of its sources on.
  const failed = new Promise<never>((_, reject) => source.once('error', reject));
  zip.addReadStream(source, `${name}.csv`, { compressionLevel: COMPRESSION_LEVEL, mtime: new Date(0) });
  zip.end();
  try {
    await Promise.race([written, failed]);
  } catch (error) {
    source.destroy();
    await rm(partial, { force: true });
    throw error;
  }
  await rename(partial, path);
  return result;
}

/** With `setReturnArrays` rows are arrays; the library's types know objects only. */
function* rowsOf(rows: Iterable<unknown>): Generator<readonly unknown[], void, void> {
  for (const row of rows) if (Array.isArray(row)) yield row;
}

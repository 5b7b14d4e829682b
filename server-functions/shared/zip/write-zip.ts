import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { checkEntryName } from './entry-name.ts';

export interface ZipInput {
  /** A constant of ours or a job's number, never text of a record: letters, digits, `.`, `_`, `-`. */
  readonly name: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * The same content gives the same bytes, so the stored hash names the content. ZIP counts from 1980 in local time: built
 * from local parts, and without the extra field that would carry an instant, it is the same in every zone.
 */
const FIXED_TIME = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true } as const;

/**
 * Entries to the bytes of a ZIP, streaming both ways: an entry's chunks are pulled one at a time, and only as fast as the
 * archive's are taken. An error of an entry's chunks ends the archive with that error; a reader that stops early stops them.
 * Throws RangeError for an entry name that is not one of ours.
 */
export async function* writeZip(entries: readonly ZipInput[]): AsyncGenerator<Uint8Array, void, void> {
  const zip = new ZipFile();
  const output = zip.outputStream;
  if (!(output instanceof Readable)) throw new TypeError('yazl gave something else than a Node stream');
  const sources: Readable[] = [];
  zip.on('error', (error: Error) => output.destroy(error));
  try {
    for (const entry of entries) {
      checkEntryName(entry.name);
      const source = Readable.from(entry.chunks, { objectMode: false, highWaterMark: 1 });
      sources.push(source);
      // yazl pipes without listening for errors: unheard, one would end the process, and the archive would never end.
      source.on('error', (error) => output.destroy(error));
      zip.addReadStream(source, entry.name, FIXED_TIME);
    }
    zip.end();
    for await (const chunk of output) yield chunk;
  } finally {
    for (const source of sources) source.destroy();
    output.destroy();
  }
}

import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { ZipFile } from 'yazl';
import { byPath, type AppFile } from './app-files.ts';

const FOLDER = 'app/';
/** The same content gives the same bytes, in every time zone; ZIP counts from 1980. */
const FIXED_TIME = { mtime: new Date(1980, 0, 1), forceDosTimestamp: true, mode: 0o100644 } as const;

/** Our own archive, with the listing that Zoho's tool gives: `app/**` and nothing else. */
export async function writeAppZip(files: readonly AppFile[]): Promise<Uint8Array> {
  const zip = new ZipFile();
  for (const { path, bytes } of byPath(files)) zip.addBuffer(Buffer.from(bytes), FOLDER + path, FIXED_TIME);
  zip.end();
  return new Uint8Array(await buffer(Readable.from(zip.outputStream)));
}

/** What an archive holds, for unpacking as Zoho would. Throws for entries outside `app/`, and for paths that climb. */
export async function readAppZip(bytes: Uint8Array): Promise<readonly AppFile[]> {
  const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const files: AppFile[] = [];
  for await (const entry of zip.eachEntry()) {
    // yauzl refuses absolute paths and those with `..` by itself.
    if (entry.fileName.endsWith('/')) continue;
    if (!entry.fileName.startsWith(FOLDER)) throw new Error(`The archive holds ${entry.fileName}, outside app/.`);
    const content = await buffer(await zip.openReadStreamPromise(entry));
    files.push({ path: entry.fileName.slice(FOLDER.length), bytes: new Uint8Array(content) });
  }
  return byPath(files);
}

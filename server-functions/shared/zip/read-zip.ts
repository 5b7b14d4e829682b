import { crc32 } from 'node:zlib';
import { fromBufferPromise, getFileNameLowLevel, openPromise, type Entry, type ZipFile } from 'yauzl';
import { ZipError } from './zip-error.ts';

export interface ZipLimits {
  readonly maxEntries: number;
  /** Uncompressed, over all entries. Bytes. */
  readonly maxTotalBytes: number;
  /** Uncompressed : compressed, per entry, counted once an entry has given more than `RATIO_FREE_BYTES`. */
  readonly maxRatio: number;
}

/**
 * A bulk-read archive has one CSV of at most 200,000 rows (Zoho CRM API v8); repetitive CSV deflates about 1:20, and
 * deflate's own ceiling, which bombs come near, is 1:1032.
 */
export const ZIP_LIMITS: ZipLimits = { maxEntries: 16, maxTotalBytes: 2 * 1024 ** 3, maxRatio: 200 };

/** Short runs of equal rows may deflate better than any limit without harm. Bytes. */
const RATIO_FREE_BYTES = 1024 * 1024;

export interface ZipContent {
  /** Last part of the entry's path. Folders, drives and `..` are dropped: nothing here is ever used as a path. */
  readonly name: string;
  /** Bounded and checksummed while it is read; the last chunk is given only with the checksum proven at its end. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Files of a ZIP from outside, one after the other; folders are skipped. `source` is a file path or the whole archive.
 * Read an entry before asking for the next one. Throws `ZipError`; a caller that writes while it reads must drop what it
 * wrote when `chunks` throws.
 */
export async function* readZip(
  source: string | Uint8Array,
  limits: ZipLimits = ZIP_LIMITS,
): AsyncGenerator<ZipContent, void, void> {
  const zip = await openZip(source);
  const budget = { bytes: limits.maxTotalBytes };
  try {
    if (zip.entryCount > limits.maxEntries) {
      throw new ZipError(
        'tooManyEntries',
        `The archive has ${zip.entryCount} entries, at most ${limits.maxEntries} are taken`,
      );
    }
    for await (const entry of asDamaged(zip.eachEntry())) {
      const name = entryName(entry);
      if (name === '') continue;
      refuseOddEntries(entry, name);
      if (entry.uncompressedSize > budget.bytes) throw tooLarge(limits);
      yield { name, chunks: readEntry(zip, entry, name, limits, budget) };
    }
  } finally {
    zip.close();
  }
}

async function openZip(source: string | Uint8Array): Promise<ZipFile> {
  // Names stay bytes: yauzl would refuse the archive for a path that we do not use anyway.
  const options = { decodeStrings: false, autoClose: false };
  if (typeof source === 'string') {
    return openPromise(source, options).catch((error: unknown) => {
      // A missing or unreadable file is an I/O failure of ours, not a bad archive.
      throw error instanceof Error && 'code' in error ? error : damaged(error);
    });
  }
  const buffer = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  return fromBufferPromise(buffer, options).catch((error: unknown) => {
    throw damaged(error);
  });
}

async function* readEntry(
  zip: ZipFile,
  entry: Entry,
  name: string,
  limits: ZipLimits,
  budget: { bytes: number },
): AsyncGenerator<Uint8Array, void, void> {
  const stream = await zip.openReadStreamPromise(entry).catch((error: unknown) => {
    throw damaged(error);
  });
  let given = 0;
  let checksum = 0;
  let held: Uint8Array | null = null;
  for await (const chunk of asDamaged<Uint8Array>(stream)) {
    given += chunk.length;
    budget.bytes -= chunk.length;
    if (budget.bytes < 0) throw tooLarge(limits);
    if (given > RATIO_FREE_BYTES && given > entry.compressedSize * limits.maxRatio) {
      throw new ZipError('ratioTooHigh', `${name} expands more than ${limits.maxRatio} times`);
    }
    checksum = crc32(chunk, checksum);
    if (held !== null) yield held;
    held = chunk;
  }
  if (checksum !== entry.crc32) throw new ZipError('badChecksum', `${name} is damaged: its checksum does not match`);
  if (held !== null) yield held;
}

function entryName(entry: Entry): string {
  const path = getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, false);
  return path.slice(path.lastIndexOf('/') + 1);
}

const FILE_TYPE_MASK = 0o170000;
const SYMBOLIC_LINK = 0o120000;

function refuseOddEntries(entry: Entry, name: string): void {
  if (name === '.' || name === '..' || name.includes('\0')) throw damaged(new Error('An entry without a usable name'));
  const unixMode = entry.externalFileAttributes >>> 16;
  if ((unixMode & FILE_TYPE_MASK) === SYMBOLIC_LINK) throw new ZipError('symbolicLink', `${name} is a symbolic link`);
  if (!entry.canDecodeFileData())
    throw new ZipError('unsupported', `${name} is encrypted or compressed in an unknown way`);
}

function tooLarge(limits: ZipLimits): ZipError {
  return new ZipError('tooLarge', `The archive expands to more than ${limits.maxTotalBytes} bytes`);
}

/** yauzl and zlib report every contradiction of the format as a plain Error. */
async function* asDamaged<T>(items: AsyncIterable<T>): AsyncGenerator<T, void, void> {
  try {
    yield* items;
  } catch (error) {
    throw damaged(error);
  }
}

function damaged(cause: unknown): ZipError {
  return new ZipError('damaged', 'The archive is no ZIP or is damaged', cause);
}

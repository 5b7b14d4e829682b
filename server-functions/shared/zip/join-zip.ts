import { checkEntryName } from './entry-name.ts';
import { DEFLATE_END } from './deflate-open.ts';

/** One file that was deflated in pieces (`deflateOpen`). */
export interface DeflatedEntry {
  readonly name: string;
  /** Of what it inflates to. */
  readonly crc32: number;
  readonly bytes: number;
  /** Of the pieces together. */
  readonly deflatedBytes: number;
  readonly pieces: AsyncIterable<Uint8Array>;
}

// APPNOTE.TXT 6.3.10 of PKWARE; section by section.
const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END64 = 0x06064b50;
const LOCATOR64 = 0x07064b50;
const DEFLATED = 8;
/** 2.0: deflate. 4.5: ZIP64. */
const PLAIN_VERSION = 20;
const ZIP64_VERSION = 45;
/** 1980-01-01 00:00, as `writeZip`. */
const DOS_DATE = 0x21;
/** A plain file, -rw-rw-r--, made on Unix. */
const MADE_ON_UNIX = 3 << 8;
const FILE_MODE = 0o100664;
/** Where a size does not fit 32 bits, this stands in its place and the ZIP64 field has it. */
const IN_ZIP64 = 0xffff_ffff;
const ZIP64_FIELD = 0x0001;

/**
 * The bytes of a ZIP around a file that is deflated already: nothing is deflated anew, and one piece is in memory at a time.
 * The same entry gives the same bytes. `zip64From` is where sizes and places move to ZIP64; the format's own limit unless a
 * test says otherwise. Throws RangeError for a name that is not one of ours, and for pieces that are not as long as announced.
 */
export async function* joinZip(
  entry: DeflatedEntry,
  zip64From: number = IN_ZIP64,
): AsyncGenerator<Uint8Array, void, void> {
  checkEntryName(entry.name);
  const name = Buffer.from(entry.name, 'ascii');
  const sizes = [entry.bytes, entry.deflatedBytes + DEFLATE_END.length] as const;
  const [, deflated] = sizes;
  const isLarge = sizes.some((size) => size >= zip64From);
  const local = Buffer.concat([
    Buffer.concat([u32(LOCAL), common(entry.crc32, sizes, isLarge, name.length)]),
    name,
    isLarge ? zip64Field(sizes) : Buffer.alloc(0),
  ]);
  yield local;
  let given = 0;
  for await (const piece of entry.pieces) {
    given += piece.length;
    yield piece;
  }
  if (given !== entry.deflatedBytes) throw new RangeError(`${given} bytes instead of ${entry.deflatedBytes}`);
  yield DEFLATE_END;

  const directoryAt = local.length + deflated;
  const directory = Buffer.concat([
    u32(CENTRAL),
    u16(MADE_ON_UNIX | (isLarge ? ZIP64_VERSION : PLAIN_VERSION)),
    common(entry.crc32, sizes, isLarge, name.length),
    // No comment, first disk, no internal attributes; mode; at the very beginning.
    u16(0),
    u16(0),
    u16(0),
    u32(FILE_MODE * 0x1_0000),
    u32(0),
    name,
    isLarge ? zip64Field(sizes) : Buffer.alloc(0),
  ]);
  yield directory;
  const isFar = directoryAt >= zip64From;
  if (isFar) yield zip64End(directory.length, directoryAt);
  yield Buffer.concat([
    u32(END),
    u16(0),
    u16(0),
    u16(1),
    u16(1),
    u32(directory.length),
    u32(isFar ? IN_ZIP64 : directoryAt),
    u16(0),
  ]);
}

/** What the local header and the directory have in common: version, flags, method, time, date, checksum, sizes, lengths. */
function common(
  crc32: number,
  [bytes, deflated]: readonly [number, number],
  isLarge: boolean,
  nameLength: number,
): Buffer {
  return Buffer.concat([
    u16(isLarge ? ZIP64_VERSION : PLAIN_VERSION),
    u16(0),
    u16(DEFLATED),
    u16(0),
    u16(DOS_DATE),
    u32(crc32),
    u32(isLarge ? IN_ZIP64 : deflated),
    u32(isLarge ? IN_ZIP64 : bytes),
    u16(nameLength),
    u16(isLarge ? 20 : 0),
  ]);
}

function zip64Field([bytes, deflated]: readonly [number, number]): Buffer {
  return Buffer.concat([u16(ZIP64_FIELD), u16(16), u64(bytes), u64(deflated)]);
}

function zip64End(directoryBytes: number, directoryAt: number): Buffer {
  const end = Buffer.concat([
    u16(MADE_ON_UNIX | ZIP64_VERSION),
    u16(ZIP64_VERSION),
    u32(0),
    u32(0),
    u64(1),
    u64(1),
    u64(directoryBytes),
    u64(directoryAt),
  ]);
  const locator = Buffer.concat([u32(LOCATOR64), u32(0), u64(directoryAt + directoryBytes), u32(1)]);
  return Buffer.concat([u32(END64), u64(end.length), end, locator]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value >>> 0);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

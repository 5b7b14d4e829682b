import { Buffer } from 'node:buffer';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';

interface ArchivedFile {
  readonly name: string;
  readonly bytes: Buffer;
}

const LOCAL = 0x04_03_4b_50;
const CENTRAL = 0x02_01_4b_50;
const END = 0x06_05_4b_50;
const END_BYTES = 22;
const DEFLATED = 8;

/**
 * The first file of an archive as the sandbox itself writes them, by its central directory (APPNOTE 6.3.10, 4.3). Written out
 * here because archives that are wrong in one place alone are what no library makes.
 */
export function readArchive(archive: Buffer): ArchivedFile | null {
  const found = locateFile(archive);
  if (found === null) return null;
  const packed = archive.subarray(found.start, found.start + found.length);
  return { name: found.name, bytes: found.deflated ? inflateRawSync(packed) : packed };
}

export function locateFile(
  archive: Buffer,
): { readonly name: string; readonly start: number; readonly length: number; readonly deflated: boolean } | null {
  const end = archive.length - END_BYTES;
  if (end < 0 || archive.readUInt32LE(end) !== END) return null;
  const entry = archive.readUInt32LE(end + 16);
  if (archive.readUInt32LE(entry) !== CENTRAL) return null;
  const local = archive.readUInt32LE(entry + 42);
  return {
    name: archive.toString('utf8', entry + 46, entry + 46 + archive.readUInt16LE(entry + 28)),
    start: local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28),
    length: archive.readUInt32LE(entry + 20),
    deflated: archive.readUInt16LE(entry + 10) === DEFLATED,
  };
}

export function writeArchive(file: ArchivedFile | null): Uint8Array<ArrayBuffer> {
  const parts: Buffer[] = [];
  let directory = Buffer.alloc(0);
  if (file !== null) {
    const name = Buffer.from(file.name);
    const packed = deflateRawSync(file.bytes);
    // Version, flags, method, time, date, checksum, both sizes, length of the name, of the extra field.
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(DEFLATED, 4);
    common.writeUInt16LE(0x21, 8);
    common.writeUInt32LE(crc32(file.bytes), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(file.bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    parts.push(signature(LOCAL), common, name, packed);
    const version = Buffer.alloc(2);
    version.writeUInt16LE(20, 0);
    // Comment, disk, attributes, offset of the local header: all nothing.
    directory = Buffer.concat([signature(CENTRAL), version, common, Buffer.alloc(14), name]);
  }
  const offset = parts.reduce((sum, part) => sum + part.length, 0);
  const end = Buffer.alloc(END_BYTES - 4);
  const entries = file === null ? 0 : 1;
  end.writeUInt16LE(entries, 4);
  end.writeUInt16LE(entries, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Uint8Array.from(Buffer.concat([...parts, directory, signature(END), end]));
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

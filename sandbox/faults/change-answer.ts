import { Buffer } from 'node:buffer';
import { crc32, deflateRawSync, inflateRawSync } from 'node:zlib';
import { GATEWAY_PAGE, type AnswerChange } from './fault-effect.ts';

/** An answer on its way to the caller. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

const HTML = { 'content-type': 'text/html;charset=UTF-8' };

/** The answer as it arrives. Answers that are refusals already stay as they are; so does what has no body to change. */
export function changeAnswer(answer: WireAnswer, how: Exclude<AnswerChange, 'cutConnection'>): WireAnswer {
  if (answer.status >= 400) return answer;
  const { body } = answer;
  switch (how) {
    case 'gatewayPage':
      return { status: 200, headers: HTML, body: bytesOf(GATEWAY_PAGE) };
    case 'noContent':
      return { status: 204, headers: {}, body: new Uint8Array() };
    case 'htmlType':
      return { ...answer, headers: { ...answer.headers, ...HTML } };
    case 'cutBody':
    case 'cutFile':
      return { ...answer, body: body.slice(0, body.length >> 1) };
    case 'flipByte':
      return { ...answer, body: flipInside(body) };
    case 'jobFailed':
      return withJobState(answer, 'FAILURE');
    case 'jobStuck':
      return withJobState(answer, 'IN PROGRESS');
    case 'emptyArchive':
      return { ...answer, body: writeArchive(null) };
    case 'csvBom':
      return withFile(answer, (text) => `\u{feff}${text}`);
    case 'csvWithoutLastRow':
      return withFile(answer, (text) => `${text.split('\n').slice(0, -2).join('\n')}\n`);
    case 'csvLastRowTwice':
      return withFile(answer, (text) => `${text}${text.split('\n').at(-2) ?? ''}\n`);
  }
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text));
}

/** In the packed bytes, where a checksum notices; in the middle of a body that is no archive. */
function flipInside(body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const packed = locateFile(Buffer.from(body));
  const at = packed === null ? body.length >> 1 : packed.start + (packed.length >> 1);
  return body.map((byte, index) => (index === at ? byte ^ 0xff : byte));
}

/** A job's answer without its result, in another state. */
function withJobState(answer: WireAnswer, state: string): WireAnswer {
  const text = Buffer.from(answer.body).toString();
  const changed = JSON.stringify(JSON.parse(text), (key, value: unknown) =>
    key === 'state' ? state : key === 'result' ? undefined : value,
  );
  return { ...answer, body: bytesOf(changed) };
}

/** The one file of a result archive, changed, in a sound archive. Other bodies stay as they are. */
function withFile(answer: WireAnswer, change: (text: string) => string): WireAnswer {
  const found = readArchive(Buffer.from(answer.body));
  if (found === null) return answer;
  return { ...answer, body: writeArchive({ name: found.name, bytes: Buffer.from(change(found.bytes.toString())) }) };
}

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
function readArchive(archive: Buffer): ArchivedFile | null {
  const found = locateFile(archive);
  if (found === null) return null;
  const packed = archive.subarray(found.start, found.start + found.length);
  return { name: found.name, bytes: found.deflated ? inflateRawSync(packed) : packed };
}

function locateFile(
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

function writeArchive(file: ArchivedFile | null): Uint8Array<ArrayBuffer> {
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

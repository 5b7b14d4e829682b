import { Buffer } from 'node:buffer';
import { readArchive, writeArchive } from './one-file-archive.ts';

/** No record has it: ids of the sandbox carry their org's number. */
const NOBODY = '999999999999999999';
const HEADERS_END = '\r\n\r\n';

/**
 * A form with an archive of one CSV whose first column is the id, its first row naming a record that is gone. The form is
 * changed in place, since its boundary stands in the request's header as well. Other bodies stay as they are.
 */
export function orphanFirstRow(form: Uint8Array): Uint8Array<ArrayBuffer> {
  const body = Buffer.from(form);
  const start = body.indexOf(HEADERS_END) + HEADERS_END.length;
  const boundary = body.subarray(0, body.indexOf('\r\n')).toString('latin1');
  const end = body.indexOf(`\r\n${boundary}`, start);
  const found = end < 0 ? null : readArchive(body.subarray(start, end));
  if (found === null) return Uint8Array.from(body);
  const text = found.bytes.toString().replace(/^(.*\n)\d+/, `$1${NOBODY}`);
  const archive = writeArchive({ name: found.name, bytes: Buffer.from(text) });
  return Uint8Array.from(Buffer.concat([body.subarray(0, start), archive, body.subarray(end)]));
}

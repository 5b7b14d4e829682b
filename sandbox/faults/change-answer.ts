import { Buffer } from 'node:buffer';
import { GATEWAY_PAGE, type AnswerChange } from './fault-effect.ts';
import { locateFile, readArchive, writeArchive } from './one-file-archive.ts';

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
      return withJobState(answer, { state: 'FAILURE', status: 'FAILED' });
    case 'jobStuck':
      return withJobState(answer, { state: 'IN PROGRESS', status: 'INPROGRESS' });
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

/** A job's answer without its result, in another state; jobs that write call theirs `status` and spell it their way. */
function withJobState(
  answer: WireAnswer,
  { state, status }: { readonly state: string; readonly status: string },
): WireAnswer {
  const text = Buffer.from(answer.body).toString();
  const changed = JSON.stringify(JSON.parse(text), (key, value: unknown) => {
    if (key === 'state') return state;
    if (key === 'status') return status;
    return key === 'result' ? undefined : value;
  });
  return { ...answer, body: bytesOf(changed) };
}

/** The one file of a result archive, changed, in a sound archive. Other bodies stay as they are. */
function withFile(answer: WireAnswer, change: (text: string) => string): WireAnswer {
  const found = readArchive(Buffer.from(answer.body));
  if (found === null) return answer;
  return { ...answer, body: writeArchive({ name: found.name, bytes: Buffer.from(change(found.bytes.toString())) }) };
}

import { fail, ok, type Result } from '#core/result.ts';
import { formatJsonPath, type JsonPath } from './json-path.ts';
import { hasLoneSurrogate, isForbiddenKey, MAX_DOCUMENT_DEPTH, type Json } from './plain-json.ts';

/** Both 1-based; columns count UTF-16 units, as editors do. */
export interface TextPosition {
  readonly line: number;
  readonly column: number;
}

export interface JsonText {
  readonly value: Json;
  /** Where a value starts, and where the key before it does; null for a path that is not in the text. */
  positionOf(path: string, part: 'value' | 'key'): TextPosition | null;
}

export interface JsonTextProblem extends TextPosition {
  /** `json.<code>` without the prefix. */
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly path: string;
}

/** A configuration with every label and 25 conditions each is under 100 kB. UTF-16 units. */
export const MAX_DOCUMENT_LENGTH = 2_000_000;

/** Stops the descent at the first problem; never leaves this file. */
class JsonTextError extends Error {
  readonly offset: number;
  readonly path: JsonPath;
  readonly params: JsonTextProblem['params'];
  constructor(code: string, offset: number, path: JsonPath, params: JsonTextProblem['params'] = {}) {
    super(code);
    this.offset = offset;
    this.path = path;
    this.params = params;
  }
}

/**
 * JSON by RFC 8259, stricter than `JSON.parse` where that one loses something silently (a key given twice, a number that
 * a double cannot hold as written, keys of prototypes, half a surrogate pair), with the position of every value.
 * A scanner of our own (docs/decisions/json-documents.md): core takes no dependency for it, and these checks would be ours anyway.
 */
export function parseJsonText(text: string): Result<JsonText, JsonTextProblem> {
  const lineStarts = findLineStarts(text);
  const at = (offset: number): TextPosition => locate(lineStarts, offset);
  try {
    if (text.length > MAX_DOCUMENT_LENGTH)
      throw new JsonTextError('tooLarge', 0, [], { length: text.length, limit: MAX_DOCUMENT_LENGTH });
    const { value, offsets } = readDocument(text);
    return ok({
      value,
      positionOf(path, part) {
        const offset = offsets[part].get(path);
        return offset === undefined ? null : at(offset);
      },
    });
  } catch (error) {
    if (!(error instanceof JsonTextError)) throw error;
    return fail({ code: error.message, params: error.params, path: formatJsonPath(error.path), ...at(error.offset) });
  }
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORDS: readonly (readonly [string, Json])[] = [
  ['true', true],
  ['false', false],
  ['null', null],
];

function readDocument(text: string) {
  const offsets = { value: new Map<string, number>(), key: new Map<string, number>() };
  // A byte order mark is an encoding's business, not the document's.
  let offset = text.startsWith('\uFEFF') ? 1 : 0;

  function unexpected(path: JsonPath): JsonTextError {
    if (offset >= text.length) return new JsonTextError('endsTooEarly', offset, path);
    return new JsonTextError('unexpected', offset, path, {
      found: String.fromCodePoint(text.codePointAt(offset) ?? 0),
    });
  }
  function skipSpace(): void {
    while (offset < text.length && ' \t\n\r'.includes(text.charAt(offset))) offset++;
  }
  function isNext(character: string): boolean {
    skipSpace();
    if (text.charAt(offset) !== character) return false;
    offset++;
    return true;
  }
  function expectNext(character: string, path: JsonPath): void {
    if (!isNext(character)) throw unexpected(path);
  }

  function readValue(path: JsonPath): Json {
    skipSpace();
    offsets.value.set(formatJsonPath(path), offset);
    const first = text.charAt(offset);
    if (first === '"') return readString(path);
    if (first === '{' || first === '[') {
      if (path.length >= MAX_DOCUMENT_DEPTH)
        throw new JsonTextError('tooDeep', offset, path, { limit: MAX_DOCUMENT_DEPTH });
      offset++;
      return first === '{' ? readObject(path) : readArray(path);
    }
    for (const [word, value] of WORDS)
      if (text.startsWith(word, offset)) {
        offset += word.length;
        return value;
      }
    return readNumber(path);
  }

  function readObject(path: JsonPath): Json {
    const result: Record<string, Json> = {};
    if (isNext('}')) return result;
    do {
      skipSpace();
      const keyOffset = offset;
      if (text.charAt(offset) !== '"') throw unexpected(path);
      const key = readString(path);
      const inside = [...path, key];
      if (isForbiddenKey(key)) throw new JsonTextError('forbiddenKey', keyOffset, inside, { key });
      if (Object.hasOwn(result, key)) throw new JsonTextError('duplicateKey', keyOffset, inside, { key });
      offsets.key.set(formatJsonPath(inside), keyOffset);
      expectNext(':', inside);
      result[key] = readValue(inside);
    } while (isNext(','));
    expectNext('}', path);
    return result;
  }

  function readArray(path: JsonPath): Json {
    const result: Json[] = [];
    if (isNext(']')) return result;
    do result.push(readValue([...path, result.length]));
    while (isNext(','));
    expectNext(']', path);
    return result;
  }

  function readString(path: JsonPath): string {
    const start = offset;
    for (offset++; text.charAt(offset) !== '"'; offset++) {
      if (offset >= text.length) throw new JsonTextError('unclosedText', start, path);
      if (text.charCodeAt(offset) < 0x20) throw new JsonTextError('controlCharacter', offset, path);
      if (text.charAt(offset) !== '\\') continue;
      if (!/^\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/.test(text.slice(offset, offset + 6)))
        throw new JsonTextError('badEscape', offset, path);
      offset++;
    }
    offset++;
    // Everything `JSON.parse` could object to has been looked at.
    const value: unknown = JSON.parse(text.slice(start, offset));
    if (typeof value !== 'string' || hasLoneSurrogate(value)) throw new JsonTextError('loneSurrogate', start, path);
    return value;
  }

  function readNumber(path: JsonPath): number {
    NUMBER.lastIndex = offset;
    const written = NUMBER.exec(text)?.[0];
    if (written === undefined) throw unexpected(path);
    const value = Number(written);
    if (!Number.isFinite(value) || canonicalDecimal(written) !== canonicalDecimal(String(value)))
      throw new JsonTextError('numberNotExact', offset, path, { found: written.slice(0, 40) });
    offset += written.length;
    return value;
  }

  skipSpace();
  if (offset >= text.length) throw new JsonTextError('empty', offset, []);
  const value = readValue([]);
  skipSpace();
  if (offset < text.length) throw unexpected([]);
  return { value, offsets };
}

/** Equal texts for equal decimal values: significant digits and a power of ten. */
function canonicalDecimal(written: string): string {
  const [mantissa = '', exponent = '0'] = written.toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.replace('-', '').split('.');
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  const sign = mantissa.startsWith('-') ? '-' : '';
  if (significant === '') return `${sign}0`;
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

function findLineStarts(text: string): readonly number[] {
  const starts = [0];
  for (const lineBreak of text.matchAll(/\r\n|\n|\r/g)) starts.push(lineBreak.index + lineBreak[0].length);
  return starts;
}

function locate(lineStarts: readonly number[], offset: number): TextPosition {
  const next = lineStarts.findIndex((start) => start > offset);
  const line = next === -1 ? lineStarts.length : next;
  return { line, column: offset - (lineStarts[line - 1] ?? 0) + 1 };
}

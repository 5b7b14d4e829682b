import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { formatJsonPath, type JsonPath } from './json-path.ts';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Deeper than any document of ours (the deepest path has 9 steps) and far from any stack limit. Nested containers. */
export const MAX_DOCUMENT_DEPTH = 40;

/** Names that reach into an object's prototype somewhere down the line. Refused as keys anywhere in a document. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** A key that no document may have: it reaches into an object's prototype. */
export function isForbiddenKey(key: string): boolean {
  return FORBIDDEN_KEYS.has(key);
}

/** Half of a surrogate pair: no file or request body can carry it as UTF-8. */
export function hasLoneSurrogate(text: string): boolean {
  return /\p{Surrogate}/u.test(text);
}

/**
 * A private copy of a value that JSON writes and reads back unchanged; nothing that would be dropped, coerced or called on
 * the way (undefined, NaN, -0, dates, getters, cycles, holes). Problems are `json.*` with the place.
 */
export function toPlainJson(value: unknown): Result<Json, Problem> {
  try {
    return ok(copy(value, []));
  } catch (error) {
    if (error instanceof NotPlain) return fail(error.problem);
    throw error;
  }
}

/** Stops the walk at the first problem; never leaves this file. */
class NotPlain extends Error {
  readonly problem: Problem;
  constructor(code: string, path: JsonPath, params: Problem['params'] = {}) {
    super(code);
    this.problem = { code: `json.${code}`, params, where: formatJsonPath(path) };
  }
}

function copy(value: unknown, path: JsonPath): Json {
  if (value === null || typeof value === 'boolean') return value;
  if (typeof value === 'string') {
    if (hasLoneSurrogate(value)) throw new NotPlain('loneSurrogate', path);
    return value;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value) || Object.is(value, -0))
      throw new NotPlain('numberNotExact', path, { found: String(value) });
    return value;
  }
  if (typeof value !== 'object') throw new NotPlain('notJson', path, { found: typeof value });
  // A cycle ends here too.
  if (path.length >= MAX_DOCUMENT_DEPTH) throw new NotPlain('tooDeep', path, { limit: MAX_DOCUMENT_DEPTH });
  return Array.isArray(value) ? copyArray(value, path) : copyObject(value, path);
}

function copyArray(value: readonly unknown[], path: JsonPath): Json {
  const keys = Reflect.ownKeys(value);
  // Exactly the indexes and `length`: no holes, nothing beside them.
  if (keys.length !== value.length + 1) throw new NotPlain('notJson', path, { found: 'array' });
  return Array.from({ length: value.length }, (_, index) =>
    copy(readProperty(value, String(index), path), [...path, index]),
  );
}

function copyObject(value: object, path: JsonPath): Json {
  const prototype: unknown = Object.getPrototypeOf(value);
  // Plain objects of another realm have a root prototype of their own.
  if (prototype !== null && (typeof prototype !== 'object' || Object.getPrototypeOf(prototype) !== null))
    throw new NotPlain('notJson', path, { found: 'object' });
  const result: Record<string, Json> = {};
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key === 'symbol') throw new NotPlain('notJson', path, { found: 'symbol' });
    if (isForbiddenKey(key)) throw new NotPlain('forbiddenKey', [...path, key], { key });
    if (hasLoneSurrogate(key)) throw new NotPlain('loneSurrogate', path);
    result[key] = copy(readProperty(value, key, path), [...path, key]);
  }
  return result;
}

/** Own and enumerable. Never runs a getter: its stored value is undefined, which is no JSON. */
function readProperty(value: object, key: string, path: JsonPath): unknown {
  const property = Object.getOwnPropertyDescriptor(value, key);
  if (property === undefined || property.enumerable !== true)
    throw new NotPlain('notJson', [...path, key], { found: 'hidden' });
  return property.value;
}

import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { parentJsonPath } from './json-path.ts';
import { parseJsonText, type JsonText } from './parse-json-text.ts';
import { toPlainJson, type Json } from './plain-json.ts';
import { toProblems } from './schema-problems.ts';
import type * as z from 'zod/mini';

/** A versioned document of ours: its `format` value, its schema, and the rules that look across fields. */
export interface DocumentKind<T> {
  /** `lodestar.config/1`: family and version. */
  readonly format: string;
  readonly schema: z.ZodMiniType<T>;
  readonly check: (document: T) => readonly Problem[];
}

/** Strict: what is accepted serialises to the same JSON again. Problems: `json.*`, `document.*`, `schema.*` and the kind's own. */
export function parseDocument<T>(value: unknown, kind: DocumentKind<T>): Result<T, Problem[]> {
  const plain = toPlainJson(value);
  return plain.ok ? parsePlain(plain.value, kind) : fail([plain.error]);
}

/** The same for a file's text. `where` becomes "file:line:column"; `params` also carry `path`, `line` and `column`. */
export function parseDocumentText<T>(text: string, fileName: string, kind: DocumentKind<T>): Result<T, Problem[]> {
  const read = parseJsonText(text);
  if (!read.ok) {
    const { code, params, path, line, column } = read.error;
    return fail([
      { code: `json.${code}`, params: { ...params, path, line, column }, where: `${fileName}:${line}:${column}` },
    ]);
  }
  const parsed = parsePlain(read.value.value, kind);
  return parsed.ok ? parsed : fail(parsed.error.map((problem) => placeInText(problem, read.value, fileName)));
}

function parsePlain<T>(value: Json, kind: DocumentKind<T>): Result<T, Problem[]> {
  const wrongFormat = checkFormat(value, kind.format);
  if (wrongFormat !== null) return fail([wrongFormat]);
  const parsed = kind.schema.safeParse(value);
  if (!parsed.success) return fail(toProblems(parsed.error.issues, value));
  const problems = kind.check(parsed.data);
  return problems.length > 0 ? fail([...problems]) : ok(parsed.data);
}

/** Before the schema: a document of another version would drown in messages about its fields. */
function checkFormat(value: Json, known: string): Problem | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return { code: 'document.notAnObject', params: { expected: known }, where: '$' };
  const found = 'format' in value ? value['format'] : undefined;
  if (typeof found !== 'string')
    return { code: 'document.formatMissing', params: { expected: known }, where: 'format' };
  if (found === known) return null;
  const [family, version] = splitFormat(known);
  const [foundFamily, foundVersion] = splitFormat(found);
  const params = { found: found.slice(0, 60), expected: known };
  if (foundFamily !== family) return { code: 'document.otherFormat', params, where: 'format' };
  const isNewer = Number.isSafeInteger(foundVersion) && foundVersion > version;
  return { code: isNewer ? 'document.newerFormat' : 'document.unknownFormat', params, where: 'format' };
}

function splitFormat(format: string): readonly [family: string, version: number] {
  const parts = /^([a-z.]+)\/([1-9]\d*)$/.exec(format);
  return [parts?.[1] ?? format.split('/')[0] ?? '', Number(parts?.[2] ?? Number.NaN)];
}

/** The value itself, the key of what should not be there, or the nearest container of what is missing. */
function placeInText(problem: Problem, text: JsonText, fileName: string): Problem {
  const part = problem.code === 'schema.unknownKey' || problem.code === 'schema.wrongKey' ? 'key' : 'value';
  let position = text.positionOf(problem.where, part);
  for (let path = parentJsonPath(problem.where); position === null && path !== null; path = parentJsonPath(path))
    position = text.positionOf(path, 'value');
  const { line, column } = position ?? { line: 1, column: 1 };
  return {
    ...problem,
    params: { ...problem.params, path: problem.where, line, column },
    where: `${fileName}:${line}:${column}`,
  };
}

import type * as z from 'zod/mini';
import type { Problem } from '#core/message.ts';
import { formatJsonPath, type JsonPath } from './json-path.ts';
import type { Json } from './plain-json.ts';

type Issue = z.core.$ZodIssue;

/** An offending value is quoted up to this many characters: enough to recognise it, too little to drown the message. */
const MAX_QUOTED_LENGTH = 60;

/**
 * A schema's issues as problems with JSON paths: `schema.missing`, `.wrongType`, `.unknownKey`, `.notOneOf`, `.wrongFormat`, `.notAField`,
 * `.tooSmall`, `.notAbove`, `.tooLarge`, `.tooFew`, `.tooMany`, `.tooShort`, `.tooLong`, `.wrongKey`, `.invalid`. `document` is the value that was parsed.
 */
export function toProblems(issues: readonly Issue[], document: Json): Problem[] {
  return issues.flatMap((issue) => toProblem(issue, [], document));
}

function toProblem(issue: Issue, base: JsonPath, document: Json): Problem[] {
  const path = [...base, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  const found = valueAt(document, path);
  const problem = (code: string, params: Problem['params'] = {}): Problem[] => [
    {
      code: `schema.${code}`,
      params: found === undefined ? params : { found: quote(found), ...params },
      where: formatJsonPath(path),
    },
  ];
  if (found === undefined && issue.code !== 'unrecognized_keys')
    return problem('missing', { key: String(path.at(-1) ?? '') });
  switch (issue.code) {
    case 'invalid_type':
      return problem('wrongType', { expected: issue.expected });
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        code: 'schema.unknownKey',
        params: { key },
        where: formatJsonPath([...path, key]),
      }));
    case 'invalid_value':
      return problem('notOneOf', { expected: issue.values.map(String).join(' ') });
    case 'invalid_format':
      return path.at(-1) === 'field' ? problem('notAField') : problem('wrongFormat', { expected: nameOfFormat(issue) });
    case 'too_small':
      if (issue.origin === 'array') return problem('tooFew', { minimum: Number(issue.minimum) });
      if (issue.origin === 'string') return problem('tooShort', { minimum: Number(issue.minimum) });
      return problem(issue.inclusive === false ? 'notAbove' : 'tooSmall', { minimum: Number(issue.minimum) });
    case 'too_big':
      if (issue.origin === 'array') return problem('tooMany', { maximum: Number(issue.maximum) });
      if (issue.origin === 'string') return problem('tooLong', { maximum: Number(issue.maximum) });
      return problem('tooLarge', { maximum: Number(issue.maximum) });
    case 'invalid_key':
      return problem('wrongKey', { key: String(path.at(-1) ?? '') });
    case 'invalid_union':
      return explainUnion(issue.errors, path, document) ?? problem('invalid');
    default:
      return problem('invalid');
  }
}

/** A pattern is shown as it is: "regex" would tell nobody what to write. */
function nameOfFormat(issue: Extract<Issue, { code: 'invalid_format' }>): string {
  return issue.format === 'regex' ? String(issue.pattern) : issue.format;
}

/**
 * A union fails once per alternative; a person meant one of them. Alternatives of another shape, or another value of the
 * telling key (operator, mode, type, kind), were not meant; of the others the one with the least to mend is explained.
 */
function explainUnion(alternatives: readonly (readonly Issue[])[], path: JsonPath, document: Json): Problem[] | null {
  const shaped = alternatives.filter(
    (issues) => !issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0),
  );
  const candidates = shaped.length > 0 ? shaped : alternatives;
  const isTelling = (issue: Issue): boolean =>
    issue.code === 'invalid_value' &&
    issue.path.length === 1 &&
    valueAt(document, [...path, String(issue.path[0])]) !== undefined;
  const meant = candidates.filter((issues) => !issues.some(isTelling));
  if (meant.length === 0) {
    const telling = candidates.flatMap((issues) => issues.filter(isTelling));
    const [first] = telling;
    if (first !== undefined && telling.every((issue) => issue.path[0] === first.path[0])) {
      const values = [...new Set(telling.flatMap((issue) => (issue.code === 'invalid_value' ? issue.values : [])))];
      return toProblem({ ...first, code: 'invalid_value', values }, path, document);
    }
  }
  const [closest] = (meant.length > 0 ? meant : candidates).toSorted((a, b) => weight(a) - weight(b));
  return closest?.flatMap((issue) => toProblem(issue, path, document)) ?? null;
}

function weight(issues: readonly Issue[]): number {
  return issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
}

function valueAt(document: Json, path: JsonPath): Json | undefined {
  let value: Json | undefined = document;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    const inside: readonly (readonly [string, Json])[] = Object.entries(value);
    value = inside.find(([key]) => key === String(step))?.[1];
  }
  return value;
}

function quote(value: Json): string {
  const text = JSON.stringify(value);
  return text.length <= MAX_QUOTED_LENGTH ? text : `${text.slice(0, MAX_QUOTED_LENGTH - 1)}…`;
}

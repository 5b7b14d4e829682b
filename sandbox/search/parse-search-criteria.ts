import { ZohoError } from '../api/zoho-error.ts';
import type { Criterion, Literal } from '../coql/query.ts';

/** "You can search for a maximum of 10 criteria" (Zoho, search records). */
export const MAX_SEARCH_CRITERIA = 10;
/** As COQL's IN. */
const MAX_VALUES = 100;

const COMPARISONS = {
  equals: '=',
  not_equal: '!=',
  greater_than: '>',
  greater_equal: '>=',
  less_than: '<',
  less_equal: '<=',
} as const;

/** 400 INVALID_QUERY, which a search answers whatever is wrong with its criteria. */
function invalidSearch(reason: string): ZohoError {
  return new ZohoError(400, 'INVALID_QUERY', 'Invalid query formed', { param_name: 'criteria', reason });
}

/**
 * Reads `((Last_Name:starts_with:G) and (Email:equals:a@b.example))`: every criterion and every joined group in brackets; a
 * bracket, comma or backslash inside a value stands behind a backslash. Throws INVALID_QUERY.
 */
export function parseSearchCriteria(text: string): Criterion {
  const reader = { text, at: 0, criteria: 0 };
  const criterion = group(reader, 0);
  if (reader.at < text.trimEnd().length) throw invalidSearch(`unexpected text at ${reader.at + 1}`);
  if (reader.criteria > MAX_SEARCH_CRITERIA) throw invalidSearch(`more than ${MAX_SEARCH_CRITERIA} criteria`);
  return criterion;
}

interface Reader {
  readonly text: string;
  at: number;
  criteria: number;
}

const SPACE = /\s*/y;
const JOINT = /\s*(and|or)\s*/iy;
const HEAD = /\s*([A-Za-z]\w*)\s*:\s*([a-z_]+)\s*:/y;
const VALUE = /(?:[^(),\\]|\\[^])*/y;

function take(reader: Reader, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (found !== null) reader.at = pattern.lastIndex;
  return found;
}

function takeSymbol(reader: Reader, symbol: string): boolean {
  take(reader, SPACE);
  if (reader.text[reader.at] !== symbol) return false;
  reader.at++;
  return true;
}

function group(reader: Reader, depth: number): Criterion {
  // Each criterion has brackets of its own, so that this many levels hold all there may be.
  if (depth > 2 * MAX_SEARCH_CRITERIA || !takeSymbol(reader, '(')) throw invalidSearch('brackets expected');
  const criterion = leaf(reader) ?? chain(reader, depth + 1);
  if (!takeSymbol(reader, ')')) throw invalidSearch('brackets are not closed');
  return criterion;
}

function chain(reader: Reader, depth: number): Criterion {
  let criterion = group(reader, depth);
  for (let joint = take(reader, JOINT); joint !== null; joint = take(reader, JOINT)) {
    const kind = joint[1]?.toLowerCase() === 'or' ? 'or' : 'and';
    criterion = { kind, left: criterion, right: group(reader, depth) };
  }
  return criterion;
}

function leaf(reader: Reader): Criterion | null {
  const head = take(reader, HEAD);
  if (head === null) return null;
  const [, path = '', comparator = ''] = head;
  reader.criteria++;
  const values: Literal[] = [];
  do {
    const value = (take(reader, VALUE)?.[0] ?? '').trim().replaceAll(/\\([^])/g, '$1');
    if (value === '') throw invalidSearch('value expected');
    values.push({ kind: 'text', value });
  } while (takeSymbol(reader, ','));
  return toCondition(path, comparator, values);
}

function toCondition(path: string, comparator: string, values: readonly Literal[]): Criterion {
  const [first, second] = values;
  if (first === undefined) throw invalidSearch('value expected');
  if (comparator === 'in') {
    if (values.length > MAX_VALUES) throw invalidSearch(`more than ${MAX_VALUES} values`);
    return { kind: 'in', path, negated: false, values };
  }
  if (comparator === 'between' && second !== undefined && values.length === 2)
    return { kind: 'between', path, from: first, to: second };
  const operator = Object.entries(COMPARISONS).find(([name]) => name === comparator)?.[1];
  if (values.length > 1 || (operator === undefined && comparator !== 'starts_with'))
    throw invalidSearch(`comparator ${comparator} does not take these values`);
  return operator === undefined
    ? { kind: 'like', path, negated: false, value: { kind: 'text', value: `${String(first.value)}%` } }
    : { kind: 'compare', path, operator, value: first };
}

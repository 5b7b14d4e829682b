import type { SandboxSwitches } from '../switches.ts';
import { queryLimitExceeded, syntaxError } from './coql-error.ts';
import { MAX_CRITERIA, MAX_IN_VALUES } from './coql-limits.ts';
import { isReservedWord } from './coql-words.ts';
import { COMPARISONS, type Criterion, type Literal } from './query.ts';
import type { TokenReader } from './token-reader.ts';

type CriteriaPairs = SandboxSwitches['criteriaPairs'];

/** Deep enough for 25 criteria, shallow enough for the stack. */
const MAX_NESTING = 100;

/** Reads what follows WHERE. Throws SYNTAX_ERROR or LIMIT_EXCEEDED. */
export function parseCriterion(reader: TokenReader, pairs: CriteriaPairs): Criterion {
  const counter = { criteria: 0 };
  const criterion = pair(reader, pairs, counter, 0);
  if (counter.criteria > MAX_CRITERIA) throw queryLimitExceeded('where', MAX_CRITERIA);
  return criterion;
}

interface Counter {
  criteria: number;
}

/** `A`, `A and B`; where pairs are optional also `A and B or C`, AND binding first. */
function pair(reader: TokenReader, pairs: CriteriaPairs, counter: Counter, depth: number): Criterion {
  if (pairs === 'optional') return chain(reader, counter, depth);
  const left = term(reader, pairs, counter, depth);
  const joint = takeJoint(reader);
  return joint === null ? left : { kind: joint, left, right: term(reader, pairs, counter, depth) };
}

function chain(reader: TokenReader, counter: Counter, depth: number): Criterion {
  const product = (): Criterion => {
    let left = term(reader, 'optional', counter, depth);
    while (reader.takeWord('and')) left = { kind: 'and', left, right: term(reader, 'optional', counter, depth) };
    return left;
  };
  let left = product();
  while (reader.takeWord('or')) left = { kind: 'or', left, right: product() };
  return left;
}

function takeJoint(reader: TokenReader): 'and' | 'or' | null {
  if (reader.takeWord('and')) return 'and';
  return reader.takeWord('or') ? 'or' : null;
}

function term(reader: TokenReader, pairs: CriteriaPairs, counter: Counter, depth: number): Criterion {
  if (depth > MAX_NESTING) throw syntaxError('(', reader.peek().at);
  if (reader.takeSymbol('(')) {
    const inner = pair(reader, pairs, counter, depth + 1);
    reader.expectSymbol(')');
    return inner;
  }
  counter.criteria++;
  return condition(reader);
}

function condition(reader: TokenReader): Criterion {
  const field = reader.next();
  const usable = field.kind === 'text' || (field.kind === 'word' && !isReservedWord(field.value));
  if (!usable) throw syntaxError(field.value, field.at);
  const path = field.value;
  if (reader.takeWord('is')) {
    const negated = reader.takeWord('not');
    if (!reader.takeWord('null')) throw syntaxError(reader.peek().value, reader.peek().at);
    return { kind: 'null', path, negated };
  }
  if (reader.takeWord('between')) {
    const from = literal(reader);
    if (!reader.takeWord('and')) throw syntaxError(reader.peek().value, reader.peek().at);
    return { kind: 'between', path, from, to: literal(reader) };
  }
  const negated = reader.takeWord('not');
  if (reader.takeWord('like')) return { kind: 'like', path, negated, value: literal(reader) };
  if (reader.takeWord('in')) return { kind: 'in', path, negated, values: values(reader) };
  const symbol = reader.next();
  const operator = COMPARISONS.find((each) => each === symbol.value);
  if (negated || operator === undefined || symbol.kind !== 'symbol') throw syntaxError(symbol.value, symbol.at);
  return { kind: 'compare', path, operator, value: literal(reader) };
}

function values(reader: TokenReader): readonly Literal[] {
  reader.expectSymbol('(');
  const found = [literal(reader)];
  while (reader.takeSymbol(',')) found.push(literal(reader));
  reader.expectSymbol(')');
  if (found.length > MAX_IN_VALUES) throw queryLimitExceeded('in', MAX_IN_VALUES);
  return found;
}

function literal(reader: TokenReader): Literal {
  const token = reader.next();
  if (token.kind === 'text') return { kind: 'text', value: token.value };
  if (token.kind === 'number') return { kind: 'number', value: token.value };
  const word = token.value.toLowerCase();
  if (token.kind === 'word' && (word === 'true' || word === 'false'))
    return { kind: 'boolean', value: word === 'true' };
  throw syntaxError(token.value, token.at);
}

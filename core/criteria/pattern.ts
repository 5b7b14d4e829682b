import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import type { CriteriaTree } from './criteria.ts';

interface Token {
  readonly kind: 'number' | 'and' | 'or' | 'open' | 'close' | 'end';
  /** As written. */
  readonly text: string;
  /** 1-based column in the pattern. */
  readonly position: number;
}

/** Stops the descent at the first problem; never leaves this file. */
class PatternError extends Error {
  readonly problem: Problem;
  constructor(code: string, position: number, params: Problem['params'] = {}) {
    super(code);
    this.problem = { code: `pattern.${code}`, params: { ...params, position }, where: 'pattern' };
  }
}

/**
 * SET-4: reads `((1 AND 2) OR 3)` over `count` numbered conditions. AND and OR in any case; outer parentheses optional;
 * an empty pattern joins all conditions by AND. Every condition is used at least once.
 *
 * AND and OR side by side without parentheses are refused, not given a precedence: readers differ on `1 AND 2 OR 3`, and
 * a wrong reading silently selects other accounts. The problem offers both readings as `andFirst` and `orFirst`.
 *
 * Problems carry `params.position`, the 1-based column of the offending place. Nested equal operators are flattened.
 */
export function parsePattern(pattern: string, count: number): Result<CriteriaTree, Problem> {
  try {
    if (pattern.trim() === '') return ok(joinAll(count));
    const tree = createParser(tokenize(pattern), count).parse();
    const used = new Set<number>();
    collectConditions(tree, used);
    for (let condition = 1; condition <= count; condition++)
      if (!used.has(condition)) throw new PatternError('unusedCondition', pattern.length + 1, { condition });
    return ok(tree);
  } catch (error) {
    if (error instanceof PatternError) return fail(error.problem);
    throw error;
  }
}

/** Writes a tree with the parentheses it needs and no others; `parsePattern` gives the same tree back. */
export function formatPattern(tree: CriteriaTree): string {
  if (tree.kind === 'condition') return String(tree.condition);
  return tree.children
    .map((child) => (child.kind === 'condition' ? formatPattern(child) : `(${formatPattern(child)})`))
    .join(tree.kind === 'and' ? ' AND ' : ' OR ');
}

function joinAll(count: number): CriteriaTree {
  const children = Array.from({ length: count }, (_, index) => ({ kind: 'condition', condition: index + 1 }) as const);
  return join('and', children);
}

/** One child stands for itself; children of the same kind are taken in. */
function join(kind: 'and' | 'or', children: readonly CriteriaTree[]): CriteriaTree {
  const [only] = children;
  if (only !== undefined && children.length === 1) return only;
  return { kind, children: children.flatMap((child) => (child.kind === kind ? child.children : [child])) };
}

function collectConditions(tree: CriteriaTree, into: Set<number>): void {
  if (tree.kind === 'condition') into.add(tree.condition);
  else for (const child of tree.children) collectConditions(child, into);
}

function tokenize(pattern: string): readonly Token[] {
  const tokens: Token[] = [];
  const lexeme = /\s+|\d+|[\p{L}\p{M}_]+|[()]/uy;
  while (lexeme.lastIndex < pattern.length) {
    const position = lexeme.lastIndex + 1;
    const text = lexeme.exec(pattern)?.[0];
    if (text === undefined) {
      const found = String.fromCodePoint(pattern.codePointAt(position - 1) ?? 0);
      throw new PatternError('unexpectedCharacter', position, { found });
    }
    if (text.trim() === '') continue;
    tokens.push({ kind: kindOf(text, position), text, position });
  }
  tokens.push({ kind: 'end', text: '', position: pattern.length + 1 });
  return tokens;
}

function kindOf(text: string, position: number): Token['kind'] {
  if (text === '(') return 'open';
  if (text === ')') return 'close';
  if (/^\d/.test(text)) return 'number';
  const word = text.toUpperCase();
  if (word === 'AND') return 'and';
  if (word === 'OR') return 'or';
  throw new PatternError('unknownWord', position, { found: text });
}

function createParser(tokens: readonly Token[], count: number) {
  let next = 0;
  const last = tokens.length - 1;
  const peek = (): Token => {
    const token = tokens[Math.min(next, last)];
    if (token === undefined) throw new RangeError('A token list ends with "end"');
    return token;
  };
  const take = (): Token => {
    const token = peek();
    next++;
    return token;
  };

  function group(): CriteriaTree {
    const children = [operand()];
    const operators: ('and' | 'or')[] = [];
    let mixedAt = 0;
    for (let token = peek(); token.kind === 'and' || token.kind === 'or'; token = peek()) {
      if (mixedAt === 0 && operators.length > 0 && operators[0] !== token.kind) mixedAt = token.position;
      operators.push(token.kind);
      take();
      children.push(operand());
    }
    if (mixedAt > 0)
      throw new PatternError('mixedWithoutParentheses', mixedAt, {
        andFirst: formatPattern(bind('and', children, operators)),
        orFirst: formatPattern(bind('or', children, operators)),
      });
    return join(operators[0] ?? 'and', children);
  }

  function operand(): CriteriaTree {
    const token = take();
    if (token.kind === 'number') {
      const condition = Number(token.text);
      if (condition < 1 || condition > count)
        throw new PatternError('unknownCondition', token.position, { found: token.text, count });
      return { kind: 'condition', condition };
    }
    if (token.kind === 'end') throw new PatternError('endsTooEarly', token.position);
    if (token.kind !== 'open') throw new PatternError('conditionExpected', token.position, { found: token.text });
    const inner = group();
    const closing = take();
    if (closing.kind === 'close') return inner;
    if (closing.kind === 'end') throw new PatternError('unclosedParenthesis', token.position);
    throw new PatternError('operatorExpected', closing.position, { found: closing.text });
  }

  return {
    parse(): CriteriaTree {
      const tree = group();
      const rest = take();
      if (rest.kind === 'close') throw new PatternError('unopenedParenthesis', rest.position);
      if (rest.kind !== 'end') throw new PatternError('operatorExpected', rest.position, { found: rest.text });
      return tree;
    },
  };
}

/** Reads a flat list with one operator binding tighter, to show what a mixed pattern could mean. */
function bind(
  tight: 'and' | 'or',
  children: readonly CriteriaTree[],
  operators: readonly ('and' | 'or')[],
): CriteriaTree {
  const groups: CriteriaTree[][] = [[]];
  for (const [index, child] of children.entries()) {
    if (index > 0 && operators[index - 1] !== tight) groups.push([]);
    groups.at(-1)?.push(child);
  }
  return join(
    tight === 'and' ? 'or' : 'and',
    groups.map((group) => join(tight, group)),
  );
}

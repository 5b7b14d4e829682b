/**
 * A small reader of COQL conditions for tests, written from Zoho's description alone and sharing nothing with the compiler:
 * pairs in parentheses, the operators of Zoho CRM API v8, quoted texts, numbers, true and false. It throws where CRM would
 * answer SYNTAX_ERROR, three criteria in one pair of parentheses included.
 */
export type CoqlValue = string | number | boolean;
export type CoqlNode =
  | { readonly joint: 'and' | 'or'; readonly left: CoqlNode; readonly right: CoqlNode }
  | { readonly field: string; readonly operator: string; readonly values: readonly CoqlValue[] };

export function parseCoql(where: string): CoqlNode {
  const tokens = [...where.matchAll(/\s*('[^'\\]*'|<=|>=|!=|[=<>(),]|-?\d+(?:\.\d+)?|[A-Za-z][A-Za-z0-9_]*|\S)/gy)].map(
    (match) => match[1] ?? '',
  );
  let next = 0;
  const peek = () => tokens[next]?.toLowerCase() ?? '';
  const take = (expected?: string): string => {
    const token = tokens[next++] ?? '';
    if (expected !== undefined && token.toLowerCase() !== expected)
      throw new SyntaxError(`"${expected}" expected, not "${token}"`);
    return token;
  };

  function node(): CoqlNode {
    if (peek() !== '(') return criterion();
    take('(');
    const left = node();
    if (peek() === ')') {
      take(')');
      return left;
    }
    const joint = take().toLowerCase();
    if (joint !== 'and' && joint !== 'or') throw new SyntaxError(`and/or expected, not "${joint}"`);
    const right = node();
    take(')');
    return { joint, left, right };
  }

  function criterion(): CoqlNode {
    const field = take();
    if (!/^[A-Za-z]\w*$/.test(field)) throw new SyntaxError(`Field expected, not "${field}"`);
    if (peek() === 'is') {
      take('is');
      const negated = peek() === 'not';
      if (negated) take('not');
      take('null');
      return { field, operator: negated ? 'is not null' : 'is null', values: [] };
    }
    let operator = take().toLowerCase();
    if (operator === 'not') operator = `not ${take().toLowerCase()}`;
    if (operator === 'in' || operator === 'not in') return { field, operator, values: list() };
    if (operator === 'between') {
      const from = value();
      take('and');
      return { field, operator, values: [from, value()] };
    }
    if (!['=', '!=', '<', '>', '<=', '>=', 'like', 'not like'].includes(operator))
      throw new SyntaxError(`Unknown operator "${operator}"`);
    return { field, operator, values: [value()] };
  }

  function list(): CoqlValue[] {
    take('(');
    const values = [value()];
    while (peek() === ',') {
      take(',');
      values.push(value());
    }
    take(')');
    return values;
  }

  function value(): CoqlValue {
    const token = take();
    if (token.startsWith("'") && token.length > 1) return token.slice(1, -1);
    if (token === 'true' || token === 'false') return token === 'true';
    if (/^-?\d/.test(token)) return Number(token);
    throw new SyntaxError(`Value expected, not "${token}"`);
  }

  const tree = node();
  if (next !== tokens.length) throw new SyntaxError(`End expected, not "${tokens[next] ?? ''}"`);
  return tree;
}

export function countCoqlCriteria(node: CoqlNode): number {
  return 'joint' in node ? countCoqlCriteria(node.left) + countCoqlCriteria(node.right) : 1;
}

/** SQL's three values: comparing with an empty field is unknown (null), and only true selects. Text ignores case. */
export function evaluateCoql(node: CoqlNode, cellOf: (field: string) => CoqlValue | null): boolean | null {
  if ('joint' in node) {
    const sides = [evaluateCoql(node.left, cellOf), evaluateCoql(node.right, cellOf)];
    const decisive = node.joint === 'or';
    if (sides.includes(decisive)) return decisive;
    return sides.includes(null) ? null : !decisive;
  }
  const cell = cellOf(node.field);
  if (node.operator === 'is null') return cell === null;
  if (node.operator === 'is not null') return cell !== null;
  if (cell === null) return null;
  if (node.operator.startsWith('not ')) {
    const positive = compare(cell, node.operator.slice(4), node.values);
    return !positive;
  }
  return compare(cell, node.operator, node.values);
}

function compare(cell: CoqlValue, operator: string, values: readonly CoqlValue[]): boolean {
  const left = fold(cell);
  const rights = values.map(fold);
  const [right = '', upper = ''] = rights;
  switch (operator) {
    case '=':
      return left === right;
    case '!=':
      return left !== right;
    case '<':
      return left < right;
    case '>':
      return left > right;
    case '<=':
      return left <= right;
    case '>=':
      return left >= right;
    case 'in':
      return rights.includes(left);
    case 'between':
      return left >= right && left <= upper;
    case 'like':
      return like(String(left), String(right));
    default:
      throw new SyntaxError(`Unknown operator "${operator}"`);
  }
}

function fold(value: CoqlValue): CoqlValue {
  return typeof value === 'string' ? Array.from(value, (character) => character.toLowerCase()).join('') : value;
}

function like(text: string, pattern: string): boolean {
  const open = pattern.startsWith('%');
  const body = pattern.slice(open ? 1 : 0, pattern.endsWith('%') ? -1 : undefined);
  if (open && pattern.endsWith('%')) return text.includes(body);
  return open ? text.endsWith(body) : text.startsWith(body);
}

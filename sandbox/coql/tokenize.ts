import type { SandboxSwitches } from '../switches.ts';
import { syntaxError } from './coql-error.ts';

export interface Token {
  readonly kind: 'word' | 'text' | 'number' | 'symbol' | 'end';
  /** Words as written; texts without quotes, doubled quotes undone; symbols and numbers as written. */
  readonly value: string;
  readonly at: number;
}

const SPACE = /\s+/y;
const WORD = /[A-Za-z_$][\w$]*(?:\.[A-Za-z_$][\w$]*)*/y;
const NUMBER = /-?\d+(?:\.\d+)?(?![\w.])/y;
const SYMBOL = /!=|>=|<=|[=<>(),]/y;
/** Zoho escapes a quote by doubling it (Kaizen 171). Whether a backslash escapes too is a switch. */
const TEXT = {
  itself: /'(?:[^']|'')*'|"(?:[^"]|"")*"/y,
  escapes: /'(?:[^'\\]|''|\\[^])*'|"(?:[^"\\]|""|\\[^])*"/y,
} as const;
/** SQL keeps the backslash before its wildcards, for LIKE to read. */
const ESCAPED = /\\([^%_])/g;
const CONTROLS: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', 0: '\0' };

/** Splits a query. Throws `SYNTAX_ERROR` at the first character that begins nothing. */
export function tokenize(text: string, backslash: SandboxSwitches['backslashInText']): readonly Token[] {
  const tokens: Token[] = [];
  let at = 0;
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at;
    return pattern.exec(text)?.[0] ?? null;
  };
  while (at < text.length) {
    const space = take(SPACE);
    if (space !== null) {
      at += space.length;
      continue;
    }
    const token = nextToken(take, at, backslash);
    if (token === null) throw syntaxError(text[at] ?? '', at);
    tokens.push(token.token);
    at += token.length;
  }
  tokens.push({ kind: 'end', value: '', at });
  return tokens;
}

function nextToken(
  take: (pattern: RegExp) => string | null,
  at: number,
  backslash: SandboxSwitches['backslashInText'],
): { readonly token: Token; readonly length: number } | null {
  const quoted = take(TEXT[backslash]);
  if (quoted !== null) {
    const quote = quoted.charAt(0);
    const doubled = quoted.slice(1, -1).replaceAll(quote + quote, quote);
    const value =
      backslash === 'itself'
        ? doubled
        : doubled.replaceAll(ESCAPED, (_, character: string) => CONTROLS[character] ?? character);
    return { token: { kind: 'text', value, at }, length: quoted.length };
  }
  for (const [kind, pattern] of [
    ['word', WORD],
    ['number', NUMBER],
    ['symbol', SYMBOL],
  ] as const) {
    const value = take(pattern);
    if (value !== null) return { token: { kind, value, at }, length: value.length };
  }
  return null;
}

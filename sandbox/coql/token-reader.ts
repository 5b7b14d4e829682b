import type { SandboxSwitches } from '../switches.ts';
import { syntaxError } from './coql-error.ts';
import { tokenize, type Token } from './tokenize.ts';

/** Reads a query's tokens one by one; `take..` says whether it was there, `expect..` throws SYNTAX_ERROR. */
export interface TokenReader {
  peek(): Token;
  next(): Token;
  takeWord(word: string): boolean;
  takeSymbol(symbol: string): boolean;
  expectSymbol(symbol: string): void;
  isSymbolAfter(symbol: string): boolean;
  /** A whole number without sign. */
  expectCount(): number;
}

export function createTokenReader(text: string, backslash: SandboxSwitches['backslashInText']): TokenReader {
  const tokens = tokenize(text, backslash);
  const end: Token = { kind: 'end', value: '', at: text.length };
  let at = 0;
  const peek = (ahead = 0): Token => tokens[at + ahead] ?? end;
  const next = (): Token => {
    const token = peek();
    at++;
    return token;
  };
  const take = (matches: boolean): boolean => {
    if (matches) at++;
    return matches;
  };
  return {
    peek: () => peek(),
    next,
    takeWord: (word) => take(peek().kind === 'word' && peek().value.toLowerCase() === word),
    takeSymbol: (symbol) => take(peek().kind === 'symbol' && peek().value === symbol),
    isSymbolAfter: (symbol) => peek(1).kind === 'symbol' && peek(1).value === symbol,
    expectSymbol: (symbol) => {
      const token = next();
      if (token.kind !== 'symbol' || token.value !== symbol) throw syntaxError(token.value, token.at);
    },
    expectCount: () => {
      const token = next();
      if (token.kind !== 'number' || !/^\d{1,9}$/.test(token.value)) throw syntaxError(token.value, token.at);
      return Number(token.value);
    },
  };
}

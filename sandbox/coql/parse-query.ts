import type { SandboxSwitches } from '../switches.ts';
import { clauseError, duplicateData, queryLimitExceeded, syntaxError } from './coql-error.ts';
import {
  DEFAULT_ROWS,
  MAX_AGGREGATES,
  MAX_COLUMNS,
  MAX_GROUP_BY,
  MAX_ORDER_BY,
  MAX_REACHABLE_ROWS,
  MAX_ROWS,
} from './coql-limits.ts';
import { isReservedWord } from './coql-words.ts';
import { parseCriterion } from './parse-criterion.ts';
import { AGGREGATES, type CoqlQuery, type Expression, type SelectItem } from './query.ts';
import { createTokenReader, type TokenReader } from './token-reader.ts';

/** How a text is read: criteria in pairs, `((A and B) and C)`, or nested at will; what a backslash means. */
export type Reading = Pick<SandboxSwitches, 'criteriaPairs' | 'backslashInText'>;

/**
 * Reads one SELECT. Throws `ZohoError`: SYNTAX_ERROR with the place or the missing clause, LIMIT_EXCEEDED and
 * DUPLICATE_DATA with the clause.
 * Names are checked later, against metadata.
 */
export function parseQuery(text: string, reading: Reading): CoqlQuery {
  const reader = createTokenReader(text, reading.backslashInText);
  if (!reader.takeWord('select')) throw clauseError('select');
  const columns = list(reader, selectItem);
  if (columns.length > MAX_COLUMNS) throw queryLimitExceeded('select', MAX_COLUMNS);
  const aggregates = columns.filter((column) => column.aggregate !== null);
  if (aggregates.length > MAX_AGGREGATES) throw queryLimitExceeded('aggregate functions', MAX_AGGREGATES);
  refuseTwice('aggregate functions', aggregates);
  if (!reader.takeWord('from')) throw clauseError('from');
  const module = name(reader);
  if (!reader.takeWord('where')) throw clauseError('where');
  const where = parseCriterion(reader, reading.criteriaPairs);
  const groupBy = reader.takeWord('group') ? by(reader, name) : [];
  if (groupBy.length > MAX_GROUP_BY) throw queryLimitExceeded('group by', MAX_GROUP_BY);
  refuseTwice(
    'group by',
    groupBy.map((path) => ({ aggregate: null, path })),
  );
  const orderBy = reader.takeWord('order') ? by(reader, orderItem) : [];
  if (orderBy.length > MAX_ORDER_BY) throw queryLimitExceeded('order by', MAX_ORDER_BY);
  refuseTwice(
    'order by',
    orderBy.map(({ item }) => item),
  );
  const { limit, offset } = rows(reader);
  const rest = reader.peek();
  if (rest.kind !== 'end') throw syntaxError(rest.value, rest.at);
  return { columns, module, where, groupBy, orderBy, limit, offset };
}

function refuseTwice(clause: string, expressions: readonly Expression[]): void {
  const seen = new Set<string>();
  for (const { aggregate, path } of expressions) {
    const key = `${aggregate ?? ''} ${path}`;
    if (seen.has(key)) throw duplicateData(clause, path);
    seen.add(key);
  }
}

function list<T>(reader: TokenReader, item: (reader: TokenReader) => T): T[] {
  const items = [item(reader)];
  while (reader.takeSymbol(',')) items.push(item(reader));
  return items;
}

function by<T>(reader: TokenReader, item: (reader: TokenReader) => T): T[] {
  if (!reader.takeWord('by')) throw syntaxError(reader.peek().value, reader.peek().at);
  return list(reader, item);
}

/** A module or field: a word that is not reserved, or any word in quotes. */
function name(reader: TokenReader): string {
  const token = reader.next();
  const usable = token.kind === 'text' || (token.kind === 'word' && !isReservedWord(token.value));
  if (!usable) throw syntaxError(token.value, token.at);
  return token.value;
}

function expression(reader: TokenReader): Expression {
  const token = reader.peek();
  const aggregate = AGGREGATES.find((each) => each === token.value.toUpperCase());
  if (token.kind !== 'word' || aggregate === undefined || !reader.isSymbolAfter('(')) {
    return { aggregate: null, path: name(reader) };
  }
  reader.next();
  reader.expectSymbol('(');
  const path = name(reader);
  reader.expectSymbol(')');
  return { aggregate, path };
}

function selectItem(reader: TokenReader): SelectItem {
  const item = expression(reader);
  return { ...item, alias: reader.takeWord('as') ? name(reader) : null };
}

function orderItem(reader: TokenReader): { readonly item: Expression; readonly descending: boolean } {
  const item = expression(reader);
  if (reader.takeWord('asc')) return { item, descending: false };
  return { item, descending: reader.takeWord('desc') };
}

/** `LIMIT rows`, `LIMIT rows OFFSET skipped`, `LIMIT skipped, rows`, `OFFSET skipped`. */
function rows(reader: TokenReader): { readonly limit: number | null; readonly offset: number } {
  let limit: number | null = null;
  let offset = 0;
  if (reader.takeWord('limit')) {
    limit = reader.expectCount();
    if (reader.takeSymbol(',')) {
      offset = limit;
      limit = reader.expectCount();
    }
    if (limit > MAX_ROWS) throw queryLimitExceeded('limit', MAX_ROWS);
  }
  if (reader.takeWord('offset')) offset = reader.expectCount();
  if (offset + (limit ?? DEFAULT_ROWS) > MAX_REACHABLE_ROWS) throw queryLimitExceeded('offset', MAX_REACHABLE_ROWS);
  return { limit, offset };
}

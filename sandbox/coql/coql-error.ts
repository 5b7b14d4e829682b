import { ZohoError, type JsonObject } from '../api/zoho-error.ts';

/** The query cannot be read; `near` is where reading stopped. */
export function syntaxError(near: string, at: number): ZohoError {
  return new ZohoError(400, 'SYNTAX_ERROR', 'error occurred while parsing the query', { near, column: at + 1 });
}

/** A clause is missing or out of place: `{clause: "where"}`. */
export function clauseError(clause: string): ZohoError {
  return new ZohoError(400, 'SYNTAX_ERROR', 'error occurred while parsing the query', { clause });
}

/** The query reads, but names or compares something impossible. */
export function invalidQuery(reason: string, details: JsonObject = {}): ZohoError {
  return new ZohoError(400, 'INVALID_QUERY', 'invalid query formed', { reason, ...details });
}

export function queryLimitExceeded(clause: string, limit: number): ZohoError {
  return new ZohoError(400, 'LIMIT_EXCEEDED', `${clause} limit exceeded`, { clause, limit });
}

/** A field twice in one clause ("Query API - Limitations"; its details are not documented). */
export function duplicateData(clause: string, column: string): ZohoError {
  return new ZohoError(400, 'DUPLICATE_DATA', 'duplicate fields in the clause', { clause, column_name: column });
}

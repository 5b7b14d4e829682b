import type { DatabaseSync } from 'node:sqlite';
import { inTransaction } from '../store/open-database.ts';
import type { ApiContext } from './request-context.ts';
import { ZohoError, type JsonObject } from './zoho-error.ts';

/** What became of one row of a batch. */
export type RowOutcome =
  | { readonly ok: true; readonly envelope: JsonObject }
  | { readonly ok: false; readonly error: ZohoError };

/** Runs one row's work; a `ZohoError` undoes what the row has written and becomes its envelope, a bug travels on. */
export function attemptRow(database: DatabaseSync, work: () => JsonObject): RowOutcome {
  database.exec('SAVEPOINT row');
  try {
    const envelope = work();
    database.exec('RELEASE row');
    return { ok: true, envelope };
  } catch (error) {
    if (!(error instanceof ZohoError)) throw error;
    database.exec('ROLLBACK TO row; RELEASE row');
    return { ok: false, error };
  }
}

/** All rows of a batch in one transaction; a failed row leaves the others standing. */
export function attemptRows<T>(
  c: ApiContext,
  rows: readonly T[],
  work: (row: T, index: number) => JsonObject,
): RowOutcome[] {
  const { database } = c.env.context.store();
  return inTransaction(database, () => rows.map((row, index) => attemptRow(database, () => work(row, index))));
}

/**
 * The batch envelope, rows in input order under `root`: `success` when all went well, 207 mixed, and where every row failed
 * 400, or the one row's own status (412 ALREADY_MODIFIED of a single record). Source: Zoho CRM API v8.
 */
export function answerRows(c: ApiContext, root: string, outcomes: readonly RowOutcome[], success: 200 | 201): Response {
  const body = { [root]: outcomes.map((outcome) => (outcome.ok ? outcome.envelope : outcome.error.envelope())) };
  const failures = outcomes.flatMap((outcome) => (outcome.ok ? [] : [outcome.error]));
  if (failures.length === 0) return c.json(body, success);
  if (failures.length < outcomes.length) return c.json(body, 207);
  const [only] = failures;
  return c.json(body, failures.length === 1 && only !== undefined ? only.status : 400);
}

/** `{code: SUCCESS, details, message, status: success}` plus what the operation adds. */
export function successEnvelope(message: string, details: JsonObject, more: JsonObject = {}): JsonObject {
  return { code: 'SUCCESS', ...more, details, message, status: 'success' };
}

import { CrmError, type CrmErrorReason } from '#core/crm/crm-error.ts';
import { newRunCursor } from '../run-cursor.ts';
import { moveOn, type UnitResult } from '../run-context.ts';
import type { RunRow } from '../run-row.ts';

/** Why what changed cannot be merged into what stands, so that everything is read instead. */
export type FullReason =
  /** Nothing is published, or it left no ledger. */
  | 'noLedger'
  /** Other settings than what stands was made under. */
  | 'settingsChanged'
  /** Another day in the org than that of what stands. */
  | 'dayMoved'
  /** Fields, zone or rates are others. */
  | 'orgChanged'
  /** Longer ago than the CRM surely lists deleted records. */
  | 'sweptTooLongAgo'
  /** What stands was not brought into the CRM's fields, and what is missing is not known or too much to name. */
  | 'labelsNotWritten'
  /** A module does not say what changed in it. */
  | 'changesNotTold'
  | 'tooMuchChanged'
  /** The CRM counts other records than are known, twice in a row. */
  | 'countsDiffer';

/** Begins again as a full run, in the same row: nothing of what was swept is used, and no object is written under the same name. */
export function becomeFull(row: RunRow, reason: FullReason): UnitResult {
  return {
    change: moveOn('begin', newRunCursor(row.job.cursor.round + 1), {
      fullBecause: reason,
      progress: { accounts: 0, deals: 0, lineItems: 0 },
    }),
    note: reason,
  };
}

/** What a CRM answers that cannot tell what changed. */
const NOT_TOLD: ReadonlySet<CrmErrorReason> = new Set(['invalidField', 'invalidModule', 'invalidQuery', 'notFound']);

/** Why an error of a sweep is a case for a full run; null = it is none. */
export function whyNotTold(error: unknown): 'changesNotTold' | 'tooMuchChanged' | null {
  if (!(error instanceof CrmError)) return null;
  if (error.details['code'] === 'tooManyChanges') return 'tooMuchChanged';
  return NOT_TOLD.has(error.reason) ? 'changesNotTold' : null;
}

import * as z from 'zod/mini';

/** ENG-4: one line of a record's ledger. Lines are only ever added. */
export const ledgerRowSchema = z.strictObject({
  /** Epoch day in the org's zone on which it counts from: of the change, of the touch point, or of the run for all. */
  day: z.int(),
  rule: z.string().check(z.maxLength(40)),
  /** What was added or taken away, never 0. */
  points: z.int(),
  /** The record's total after it. */
  total: z.int(),
  /** Id of the touch point behind it; null = a field. */
  touchPoint: z.nullable(z.string().check(z.maxLength(200))),
});
export type LedgerRow = z.infer<typeof ledgerRowSchema>;

/** ENG-4: a record's score summary: `total = positive + negative`. */
export interface ScoreSummary {
  readonly total: number;
  /** Of the rules that add, what they add now. */
  readonly positive: number;
  /** Of those that take away: 0 or less. */
  readonly negative: number;
}

/** Points of each rule that the ledger holds now; a rule whose points were taken back is not in it. */
export function pointsByRule(rows: readonly LedgerRow[]): ReadonlyMap<string, number> {
  const points = new Map<string, number>();
  for (const row of rows) points.set(row.rule, (points.get(row.rule) ?? 0) + row.points);
  return new Map([...points].filter(([, sum]) => sum !== 0));
}

/** The summary as of the last line. */
export function summariseLedger(rows: readonly LedgerRow[]): ScoreSummary {
  let positive = 0;
  let negative = 0;
  for (const points of pointsByRule(rows).values()) {
    if (points > 0) positive += points;
    else negative += points;
  }
  return { total: positive + negative, positive, negative };
}

/** The summary as of the end of a day (TEC-3): a line counts from its day on. */
export function summariseAsOf(rows: readonly LedgerRow[], day: number): ScoreSummary {
  return summariseLedger(rows.filter((row) => row.day <= day));
}

/** ENG-4: best first; of equal totals the one with less against it, then the older record. `id` is a CRM id. */
export function rankByScore<T extends { readonly id: string; readonly summary: ScoreSummary }>(
  records: readonly T[],
): T[] {
  return records.toSorted(
    (a, b) => b.summary.total - a.summary.total || b.summary.negative - a.summary.negative || compareIds(a.id, b.id),
  );
}

/** 64-bit ids as texts: the shorter one is smaller. */
function compareIds(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  return a < b ? -1 : Number(a > b);
}

import { takeInputs } from './begin-run.ts';
import { hashInputs, planOf } from './frozen-run.ts';
import { newRunCursor } from './run-cursor.ts';
import type { RunContext } from './run-context.ts';
import { generationOf, type RunRow } from './run-row.ts';

/**
 * A run that a person takes up again goes on at its cursor where it would read the same fields under the same settings for the
 * same day, beside the same published generation; else it begins anew, as another generation. null = it never began.
 */
export async function resumeRun({ ports, org, job }: RunContext): Promise<((row: RunRow) => RunRow) | null> {
  const { row } = job;
  const { cursor, inputHash } = row.job;
  if (cursor.frozen === null) return null;
  const now = await takeInputs(ports, org, row.asOf);
  const plan = typeof now === 'string' ? null : planOf(now);
  const same = typeof now !== 'string' && plan?.ok === true && hashInputs(now, plan.value) === inputHash;
  const standing = typeof now === 'string' ? null : now.former;
  // It may have published without having noted it; and what it published may have been followed by another.
  const beside =
    standing?.record.id === generationOf(row) || (!cursor.published && (standing?.revision ?? null) === cursor.beside);
  // What it published already stands under its own name: nothing is left to go on with but the labels.
  if (same && beside) return (present) => ({ ...present, reason: null, problems: [], endedAt: null });
  return (present) => ({
    ...present,
    reason: null,
    problems: [],
    endedAt: null,
    generation: null,
    projection: null,
    progress: { accounts: 0, deals: 0, lineItems: 0 },
    job: { ...present.job, step: 'begin', cursor: newRunCursor(cursor.round + 1), inputHash: null },
  });
}

import * as z from 'zod';

/**
 * How far a durable job has come and who works on it: a part of the job's own row, so that one compare-and-set moves what people
 * see, where to go on, and the proof of who may write (decision 9: one item is atomic, two are not).
 */
export function jobStateSchema<Cursor>(cursor: z.ZodType<Cursor>) {
  return z.strictObject({
    /** Raised by every claim; a worker that finds another one in the row stops without another effect. */
    epoch: z.int(),
    /** Fresh for each claim: it tells two workers apart whose write ended as "unknown". null = nobody's. */
    holder: z.string().nullable(),
    /** Epoch milliseconds; 0 = free. */
    leaseUntil: z.number(),
    /** What is done next, and where in it. */
    step: z.string(),
    cursor,
    /** What the cursor was made from; null before anything was. */
    inputHash: z.string().nullable(),
    /** Claims since the cursor last moved. */
    attempts: z.int(),
  });
}

export interface JobState<Cursor> {
  readonly epoch: number;
  readonly holder: string | null;
  readonly leaseUntil: number;
  readonly step: string;
  readonly cursor: Cursor;
  readonly inputHash: string | null;
  readonly attempts: number;
}

/** Free, and never claimed. */
export function newJobState<Cursor>(step: string, cursor: Cursor): JobState<Cursor> {
  return { epoch: 0, holder: null, leaseUntil: 0, step, cursor, inputHash: null, attempts: 0 };
}

/** A stored row that carries its job. */
export interface DurableRow<Cursor = unknown> {
  readonly job: JobState<Cursor>;
}

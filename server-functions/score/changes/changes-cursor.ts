import * as z from 'zod';

const instants = z.strictObject({ accounts: z.number(), deals: z.number() });

/** Where a run of what changed stands; epoch milliseconds. */
export const changesCursorSchema = z.strictObject({
  /** Newest change that the ledger has, of the CRM's clock: what is asked for begins a little before. */
  since: instants,
  /** When the last run that swept began, of our clock: deleted records are asked for since then. */
  sweptAt: z.number(),
  /** Newest change seen. */
  seen: instants,
  /** Parts that name the records that are gone; null = not asked yet, or none. */
  gone: z.strictObject({ accounts: z.string().nullable(), deals: z.string().nullable() }),
  /** Records that the CRM counted beyond those known and what is usual, and that nothing explains yet; null = none. */
  surplus: z.strictObject({ accounts: z.int(), deals: z.int() }).nullable(),
  /** Part that says what became of the ledger; null = not merged. */
  merged: z.string().nullable(),
});
export type ChangesCursor = z.infer<typeof changesCursorSchema>;

import * as z from 'zod';

/** PER-3: the accounts that somebody's numbers, lists and files are cut to. */
export const accountViewSchema = z.strictObject({
  /** Ascending, each once. */
  ids: z.instanceof(BigInt64Array),
  /** Of the ids: equal views share what was worked out for them. */
  digest: z.string(),
});
export type AccountView = z.infer<typeof accountViewSchema>;

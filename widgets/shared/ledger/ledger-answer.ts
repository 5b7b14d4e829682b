import * as z from 'zod/mini';

/** ENG-4: what the server functions say of one record's points. */
export const ledgerSchema = z.object({
  id: z.string(),
  total: z.int(),
  positive: z.int(),
  negative: z.int(),
  /** Of those that the ledger names, and the viewer may know of. */
  rules: z.array(z.object({ id: z.string(), names: z.object({ en: z.string(), es: z.string() }) })),
  /** Oldest first. */
  ledger: z.array(
    z.object({
      date: z.iso.date(),
      points: z.int(),
      total: z.int(),
      /** Id; null = it names a hidden field, or nobody knows any more what it named. */
      rule: z.nullable(z.string()),
      /** null = a field. */
      touchPoint: z.nullable(z.string()),
    }),
  ),
});
export type RecordLedger = z.infer<typeof ledgerSchema>;

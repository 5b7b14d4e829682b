import * as z from 'zod';

/** Messages and problems as they are stored; core made them. */
export const problemSchema = z.object({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  where: z.string(),
});
export const messageSchema = problemSchema.omit({ where: true });

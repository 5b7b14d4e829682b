import * as z from 'zod/mini';
import { techniqueSchema } from './answers.ts';

const daySchema = z.iso.date();
const labelIdSchema = z.nullable(z.string());
const countSchema = z.int().check(z.gte(0));

export const labelHistorySchema = z.object({
  /** null = nothing was published since history is kept. */
  begins: z.nullable(daySchema),
  days: z.array(
    z.object({
      day: daySchema,
      /** null = the technique was not in use, or nothing was published yet. */
      counts: z.nullable(z.array(z.object({ labelId: labelIdSchema, accounts: countSchema }))),
    }),
  ),
  /** null = the period ends before history begins. */
  flows: z.nullable(
    z.object({
      from: daySchema,
      to: daySchema,
      moves: z.array(z.object({ from: labelIdSchema, to: labelIdSchema, accounts: countSchema })),
    }),
  ),
});
export type LabelHistory = z.infer<typeof labelHistorySchema>;
export type LabelFlows = NonNullable<LabelHistory['flows']>;
export type LabelMove = LabelFlows['moves'][number];

const stripSchema = z.array(
  z.object({
    day: daySchema,
    label: labelIdSchema,
    /** null = history begins here. Text: a cause that a later version adds is shown without words. */
    cause: z.nullable(z.string()),
  }),
);
export type StripPart = z.infer<typeof stripSchema>[number];
export const accountHistorySchema = z.object({
  techniques: z.partialRecord(techniqueSchema, stripSchema),
});
export type AccountHistory = z.infer<typeof accountHistorySchema>;

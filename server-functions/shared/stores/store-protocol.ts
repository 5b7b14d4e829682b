import * as z from 'zod';
import { DATA_CENTRES } from '#core/crm/org-key.ts';

/** What travels between the answering thread and the store's thread. */
const org = z.strictObject({ dc: z.enum(DATA_CENTRES), orgId: z.string() });
const expiry = z.number().optional();

export const storeCallSchema = z.discriminatedUnion('method', [
  z.strictObject({ method: z.literal('read'), args: z.tuple([org, z.string()]) }),
  z.strictObject({ method: z.literal('create'), args: z.tuple([org, z.string(), z.string(), expiry]) }),
  z.strictObject({ method: z.literal('replace'), args: z.tuple([org, z.string(), z.string(), z.string(), expiry]) }),
  z.strictObject({ method: z.literal('remove'), args: z.tuple([org, z.string(), z.string()]) }),
  z.strictObject({
    method: z.literal('list'),
    args: z.tuple([
      org,
      z.string(),
      z.object({ limit: z.number().optional(), cursor: z.string().optional() }).optional(),
    ]),
  }),
]);
export type StoreCall = z.infer<typeof storeCallSchema>;
export const storeRequestSchema = z.strictObject({ id: z.number(), call: storeCallSchema });

const itemSchema = z.strictObject({ key: z.string(), value: z.string(), revision: z.string() });
export const readAnswerSchema = z.nullable(itemSchema);
export const listAnswerSchema = z.strictObject({ items: z.array(itemSchema), cursor: z.nullable(z.string()) });
export const writeAnswerSchema = z.discriminatedUnion('outcome', [
  z.strictObject({ outcome: z.literal('written'), revision: z.string() }),
  z.strictObject({ outcome: z.literal('conflict') }),
  z.strictObject({ outcome: z.literal('unknown') }),
]);

export const storeAnswerSchema = z.union([
  z.strictObject({
    id: z.number(),
    error: z.strictObject({
      code: z.enum(['itemTooLarge', 'invalidKey', 'blobDamaged', 'storageFull', 'unavailable']),
      message: z.string(),
    }),
  }),
  z.strictObject({ id: z.number(), value: z.unknown() }),
]);

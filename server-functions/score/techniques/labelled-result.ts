import * as z from 'zod';
import type { Parts } from '../../shared/runs/parts.ts';
import type { LabelCount, MoreGenerations } from '../generation.ts';
import { messageSchema } from '../problem-schema.ts';
import { moreBasesSchema, type MoreBases } from './more-records.ts';

const resultSchema = z.strictObject({
  bases: moreBasesSchema,
  labelCounts: z.array(z.strictObject({ labelId: z.string().nullable(), accounts: z.int() })),
  warnings: z.array(messageSchema),
});
/** What a technique's units say of it as a whole; one of the bases. */
export interface LabelledResult {
  readonly bases: MoreBases;
  readonly labelCounts: readonly LabelCount[];
  readonly warnings: readonly { readonly code: string; readonly params: Readonly<Record<string, unknown>> }[];
}

/** Gives the name of the part. */
export function writeResult(parts: Parts, result: LabelledResult): Promise<string> {
  return parts.write(Buffer.from(JSON.stringify(result)));
}

/** What `writeResult` wrote, as a generation holds it. */
export async function readResult(parts: Parts, name: string): Promise<MoreGenerations> {
  const text = new TextDecoder().decode(await parts.read(name));
  const { bases, labelCounts, warnings } = resultSchema.parse(JSON.parse(text));
  const { engagement, recommendations, voice } = bases;
  const said = { labelCounts, warnings };
  return {
    ...(engagement === undefined ? {} : { engagement: { basis: engagement, ...said } }),
    ...(recommendations === undefined ? {} : { recommendations: { basis: recommendations, ...said } }),
    ...(voice === undefined ? {} : { voice: { basis: voice, ...said } }),
  };
}

import * as z from 'zod';
import { columnOf } from '../column-of.ts';
import { ledgerManifestSchema } from '../ledger/ledger-manifest.ts';
import type { RunContext } from '../run-context.ts';

/** What became of the ledger: the shards as they are now, and which accounts have other deals than before. */
export const mergedSchema = z.strictObject({
  ...ledgerManifestSchema.pick({ deals: true, owners: true }).shape,
  /** Places of the shards that are others than before. */
  shards: z.array(z.int()),
  /** Part that names the accounts; null = none. */
  touched: z.string().nullable(),
});
export type Merged = z.infer<typeof mergedSchema>;

/** What `mergeChanges` left. Throws `TypeError` before that (a bug). */
export async function readMerged({ parts }: Pick<RunContext, 'parts'>, name: string | null): Promise<Merged> {
  if (name === null) throw new TypeError('what changed was not merged');
  return mergedSchema.parse(JSON.parse(new TextDecoder().decode(await parts('merged').read(name))));
}

/** Ids of a part of gone records. */
export async function readGone(
  { parts }: Pick<RunContext, 'parts'>,
  name: string | null,
): Promise<ReadonlySet<bigint>> {
  if (name === null) return new Set();
  const table = await parts('gone').readTable(name);
  return new Set(columnOf(table, 'id', 'id').values.subarray(0, table.length));
}

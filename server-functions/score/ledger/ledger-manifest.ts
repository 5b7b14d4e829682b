import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import type { WorkPorts } from '../../shared/ports.ts';
import { readBytes, writeBytes } from '../../shared/stores/blob-bytes.ts';
import { keptSampleSchema } from '../techniques/samples/kept-sample.ts';
import { generationBlob, type GenerationRecord } from '../generation-record.ts';

/**
 * Deals of this many accounts lie in one object: some 40,000 deals and 2 MB where an account has five, so that one changed deal
 * costs a read and a write of that, and a million accounts are 125 objects. Accounts.
 */
export const LEDGER_SHARD_ACCOUNTS = 8_000;

const name = z.string();
const ids = z.array(z.string());
const surplus = z.strictObject({ accounts: z.int(), deals: z.int() }).nullable();

/** Which objects hold the ledger of a generation, and how current it is. Objects of an untouched shard are named again by later generations. */
export const ledgerManifestSchema = z.strictObject({
  format: z.literal('lodestar.ledger/1'),
  /** The newest change that is in it, in epoch milliseconds of the CRM's clock; by module. */
  watermark: z.strictObject({ accounts: z.number(), deals: z.number() }),
  /** When the run that made it began; epoch milliseconds of our clock. */
  sweptAt: z.number(),
  /** Under what the deals were read: fields, settings, rates, zone and day. */
  inputHash: z.string(),
  /** The object that says what the org was taken for: metadata, zone, rates. */
  inputs: name,
  /** By ranges of account ids; `from` is where a range begins, `null` the object of no deals. */
  deals: z.array(z.strictObject({ from: z.string(), name: name.nullable(), rows: z.int() })),
  /** Which account each deal is kept under, by a hash of the deal's id. */
  owners: z.array(name.nullable()),
  /** By ranges of account ids, each with at most the accounts of an evidence shard. */
  evidence: z.array(z.strictObject({ from: z.string(), name })),
  /** Records taken out since the last full run, which may be restored without a trace; the last ones. */
  gone: z.strictObject({ accounts: ids, deals: ids }),
  /** Records that the CRM counted beyond those that the last full run read; null = it did not say. */
  usualSurplus: surplus,
  /** Records that the CRM counted beyond those known and beyond what is usual, and that did not come or go since; null = none. */
  surplus,
  /** The last full run was made because counts differed: until the next one they are no reason for another. */
  isRecounted: z.boolean(),
  /** What labels of some accounts rest on, for previews, as of the last full run; absent = it kept none. */
  samples: z.optional(
    z.strictObject({
      engagement: z.optional(keptSampleSchema),
      recommendations: z.optional(keptSampleSchema),
      voice: z.optional(keptSampleSchema),
    }),
  ),
});
export type LedgerManifest = z.infer<typeof ledgerManifestSchema>;

/** Objects that several generations name. */
export const LEDGER_PREFIX = 'ledger/';

/** The ledger of a generation; null where it has none. Throws `StoreError` where it is not what was published. */
export async function readManifest(
  { blob }: Pick<WorkPorts, 'blob'>,
  org: OrgKey,
  { id, ledger: digest }: Pick<GenerationRecord, 'id' | 'ledger'>,
): Promise<LedgerManifest | null> {
  if (digest === null) return null;
  const key = generationBlob(id, 'ledger');
  const found = await blob.read(org, key);
  if (found?.info.sha256 !== digest) throw new StoreError('blobDamaged', `${key} is gone or another one`);
  return parseManifest(await readBytes(blob, org, key), key);
}

/** The ledger named by a generation that is known by its id alone; null where it has none. */
export async function findManifest(
  { blob }: Pick<WorkPorts, 'blob'>,
  org: OrgKey,
  id: string,
): Promise<LedgerManifest | null> {
  const key = generationBlob(id, 'ledger');
  const bytes = await readBytes(blob, org, key);
  return bytes === null ? null : parseManifest(bytes, key);
}

/** Gives the digest. */
export async function writeManifest(
  { blob }: Pick<WorkPorts, 'blob'>,
  org: OrgKey,
  id: string,
  manifest: LedgerManifest,
): Promise<string> {
  const { sha256 } = await writeBytes(blob, org, generationBlob(id, 'ledger'), Buffer.from(JSON.stringify(manifest)));
  return sha256;
}

/** Every object that a ledger names. */
export function* namesOf({
  inputs,
  deals,
  owners,
  evidence,
  samples = {},
}: LedgerManifest): Generator<string, void, void> {
  yield inputs;
  for (const shard of [...deals, ...evidence]) if (shard.name !== null) yield shard.name;
  for (const shard of owners) if (shard !== null) yield shard;
  for (const kept of Object.values(samples)) if (kept !== undefined) yield* [kept.about, kept.rows];
}

function parseManifest(bytes: Uint8Array | null, key: string): LedgerManifest {
  const parsed = bytes === null ? null : ledgerManifestSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
  if (parsed?.success !== true) throw new StoreError('blobDamaged', `${key} is no ledger`);
  return parsed.data;
}

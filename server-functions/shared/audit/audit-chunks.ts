import * as z from 'zod';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { Store } from '#core/store/store.ts';
import { auditLineSchema, foldLines, type AuditLine } from './audit-line.ts';

/** Below the store's limit of an item by more than a batch of lines. Bytes. */
export const MAX_CHUNK_BYTES = 90_000;
const MS_PER_DAY = 86_400_000;
/** "0000" to "9999": a listing in key order is one in order of writing. */
const INDEX_DIGITS = 4;

export const auditChunkSchema = z.strictObject({
  format: z.literal('lodestar.audit/1'),
  /** Writer -> the last of its batches in here: a batch whose answer was lost on the way is not added twice. */
  writers: z.record(z.string(), z.number()),
  lines: z.array(auditLineSchema),
});
type AuditChunk = z.infer<typeof auditChunkSchema>;

/** Lines of one day of one org, as one writer adds them: together or not at all. */
export interface AuditBatch {
  readonly org: OrgKey;
  /** ISO day in the org's zone. */
  readonly day: string;
  readonly writer: string;
  /** Counts a writer's batches. */
  readonly sequence: number;
  readonly lines: readonly AuditLine[];
  readonly expiresAt: number;
}

/** Where the lines of an ISO day lie. */
export function auditPrefix(day: string): string {
  return `audit/${day}/`;
}

/** Lines of a day that are older than `days` are gone. Epoch milliseconds. */
export function expiryOf(at: number, days: number): number {
  return at + days * MS_PER_DAY;
}

/** A chunk, or null for an item of another shape: the others of its day are read without it. */
export function parseChunk(text: string): AuditChunk | null {
  try {
    const parsed = auditChunkSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/**
 * One attempt to add a batch to chunk `index` of its day. `full`: it has no room (or cannot be read, and is left alone);
 * `again`: somebody else was first, or the store did not say. Throws `StoreError`.
 */
export async function addToChunk(store: Store, batch: AuditBatch, index: number): Promise<'added' | 'full' | 'again'> {
  const { org, writer, sequence, expiresAt } = batch;
  const key = `${auditPrefix(batch.day)}${String(index).padStart(INDEX_DIGITS, '0')}`;
  const item = await store.read(org, key);
  const present = item === null ? EMPTY : parseChunk(item.value);
  if (present === null) return 'full';
  if ((present.writers[writer] ?? 0) >= sequence) return 'added';
  const text = JSON.stringify({
    ...present,
    writers: { ...present.writers, [writer]: sequence },
    lines: [...foldLines(present.lines, batch.lines)],
  } satisfies AuditChunk);
  if (item !== null && Buffer.byteLength(text) > MAX_CHUNK_BYTES) return 'full';
  const result =
    item === null
      ? await store.create(org, key, text, expiresAt)
      : await store.replace(org, key, item.revision, text, expiresAt);
  return result.outcome === 'written' ? 'added' : 'again';
}

const EMPTY: AuditChunk = { format: 'lodestar.audit/1', writers: {}, lines: [] };

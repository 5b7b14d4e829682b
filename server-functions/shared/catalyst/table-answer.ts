import * as z from 'zod';
import { StoreError } from '#core/store/store-error.ts';
import { parseRevision, type ItemRevision } from './item-revision.ts';

export interface StandingItem {
  readonly key: string;
  readonly value: string;
  readonly revision: ItemRevision;
  /** False for what an update made of a key that was not there: nobody's item. */
  readonly whole: boolean;
}

const text = z.object({ S: z.string() });
const itemSchema = z.object({ key: text, val: text, rev: text, made: text.optional() });
const dataSchema = z.object({ status: z.string(), old_item: z.record(z.string(), z.unknown()).optional() });
const readSchema = z.object({
  get: z.array(z.object({ item: itemSchema.optional() })).optional(),
  start_key: z.record(z.string(), z.unknown()).nullish(),
});
const writeSchema = z.object({
  create: z.array(dataSchema).length(1).optional(),
  update: z.array(dataSchema).length(1).optional(),
  delete: z.array(dataSchema).length(1).optional(),
});

/** Items of a read or query. Throws `StoreError`: an item of another shape was not written by this adapter. */
export function readTableAnswer(answer: unknown): {
  readonly items: readonly StandingItem[];
  readonly hasMore: boolean;
} {
  const parsed = readSchema.safeParse(plain(answer));
  if (!parsed.success) throw new StoreError('unavailable', 'the table answered in an unknown form', parsed.error);
  const { get = [], start_key } = parsed.data;
  const items = get.flatMap(({ item }) => (item === undefined ? [] : [toStanding(item)]));
  return { items, hasMore: start_key !== null && start_key !== undefined && Object.keys(start_key).length > 0 };
}

/**
 * Whether a conditional write took place, by the status of its item. `unproven`: the platform calls it a success and names no
 * item that it acted on. It may then have "updated" a key that was not there, since conditions are ignored where there is
 * nothing to compare (documented for inserting, not said for the others).
 */
export function readWriteAnswer(answer: unknown): 'written' | 'mismatch' | 'unproven' {
  const parsed = writeSchema.safeParse(plain(answer));
  const data = parsed.success ? (parsed.data.create ?? parsed.data.update ?? parsed.data.delete)?.[0] : undefined;
  if (!parsed.success || data === undefined)
    throw new StoreError('unavailable', 'the table answered in an unknown form', parsed.error);
  if (data.status !== 'Success') return 'mismatch';
  if (parsed.data.create !== undefined) return 'written';
  return data.old_item !== undefined && Object.keys(data.old_item).length > 0 ? 'written' : 'unproven';
}

function toStanding({ key, val, rev, made }: z.infer<typeof itemSchema>): StandingItem {
  const revision = parseRevision(rev.S);
  if (revision === null) throw new StoreError('unavailable', `the item ${key.S} has no revision of ours`);
  return { key: key.S, value: val.S, revision, whole: made !== undefined };
}

/** The SDK wraps items in classes that say what they hold as JSON. */
function plain(answer: unknown): unknown {
  return JSON.parse(JSON.stringify(answer) ?? 'null');
}

import { StoreError } from '#core/store/store-error.ts';
import { whyNotReadable } from './read-rows.ts';

/** Why a source is left out; null = it is no fault of a source. */
export function unreadableSource(error: unknown): string | null {
  // An intake keeps what stood before it, and no more: two were published while this one was read.
  return error instanceof StoreError && error.code === 'blobDamaged' ? error.code : whyNotReadable(error);
}

/** Records of a source and of those before it. */
export function withMore(before: readonly number[], source: number, records: number): number[] {
  return Array.from({ length: source + 1 }, (_, at) => (before[at] ?? 0) + (at === source ? records : 0));
}

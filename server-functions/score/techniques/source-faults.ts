import { CrmError, type CrmErrorReason } from '#core/crm/crm-error.ts';
import { StoreError } from '#core/store/store-error.ts';

/** What a CRM answers of a module that cannot be read in bulk, or not by us: deals are labelled all the same. */
const NOT_READABLE: ReadonlySet<CrmErrorReason> = new Set([
  'invalidModule',
  'invalidField',
  'invalidQuery',
  'noPermission',
  'notFound',
]);

/** Why a module is left out; null = another error, which ends the run or is tried again. */
export function whyNotReadable(error: unknown): CrmErrorReason | null {
  return error instanceof CrmError && NOT_READABLE.has(error.reason) ? error.reason : null;
}

/** Why a source is left out; null = it is no fault of a source. */
export function unreadableSource(error: unknown): string | null {
  // An intake keeps what stood before it, and no more: two were published while this one was read.
  return error instanceof StoreError && error.code === 'blobDamaged' ? error.code : whyNotReadable(error);
}

/** Records of a source and of those before it. */
export function withMore(before: readonly number[], source: number, records: number): number[] {
  return Array.from({ length: source + 1 }, (_, at) => (before[at] ?? 0) + (at === source ? records : 0));
}

/** Which source each part came by; null = it was not noted. */
export function sourcesOfParts(ends: readonly number[], sources: number): ((part: number) => number) | null {
  return ends.length < sources ? null : (part) => ends.findIndex((end) => part < end);
}

import { MAX_ITEM_BYTES } from '#core/store/store.ts';
import { StoreError } from '#core/store/store-error.ts';

/** `/`-separated segments of [A-Za-z0-9._-]; `.` and `..` would climb out of a folder. */
const SEGMENT = /^(?!\.{1,2}$)[A-Za-z0-9._-]+$/;
/** Room for a dozen ids; platforms cap keys near this. Characters. */
const MAX_KEY_LENGTH = 512;

/** Throws `StoreError` `invalidKey`. */
export function checkItemKey(key: string): void {
  if (key.length <= MAX_KEY_LENGTH && key.split('/').every((segment) => SEGMENT.test(segment))) return;
  throw new StoreError('invalidKey', 'keys are paths of [A-Za-z0-9._-]');
}

/** The key, and the size of the text. Throws `StoreError` `invalidKey` or `itemTooLarge`. */
export function checkItem(key: string, value: string): void {
  checkItemKey(key);
  const bytes = Buffer.byteLength(value);
  if (bytes > MAX_ITEM_BYTES) throw new StoreError('itemTooLarge', `${bytes} bytes, at most ${MAX_ITEM_BYTES}`);
}

/** A prefix may be empty or end inside a segment. */
export function checkKeyPrefix(prefix: string): void {
  if (prefix.length <= MAX_KEY_LENGTH && /^[A-Za-z0-9._/-]*$/.test(prefix) && !prefix.split('/').includes('..')) return;
  throw new StoreError('invalidKey', 'prefixes are paths of [A-Za-z0-9._-]');
}

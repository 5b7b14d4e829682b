import { StoreError } from './store-error.ts';

/** Longest key of a Store item or a Blob. Characters; leaves room for the org in front on every platform. */
export const MAX_KEY_LENGTH = 200;

const PART = /^[A-Za-z0-9._-]+$/;

/**
 * Throws `StoreError` with `invalidKey` for what is no `/`-separated path of [A-Za-z0-9._-]. `.` and `..` as parts are
 * refused too: an adapter may keep keys as files.
 */
export function assertStoreKey(key: string): void {
  const valid =
    key.length <= MAX_KEY_LENGTH && key.split('/').every((part) => PART.test(part) && !/^\.\.?$/.test(part));
  if (!valid) throw new StoreError('invalidKey', `Not a key: ${JSON.stringify(key.slice(0, MAX_KEY_LENGTH))}`);
}

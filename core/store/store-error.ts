export type StoreErrorCode = 'itemTooLarge' | 'invalidKey' | 'blobDamaged' | 'storageFull' | 'unavailable';

/** I/O failure of a Store or Blob adapter. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

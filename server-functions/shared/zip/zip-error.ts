export type ZipErrorCode =
  /** Not a ZIP, cut off, or its structure contradicts itself. */
  | 'damaged'
  /** The content of an entry is not what its checksum says. */
  | 'badChecksum'
  | 'tooManyEntries'
  | 'tooLarge'
  /** Expands more than any honest file of ours: a bomb. */
  | 'ratioTooHigh'
  | 'symbolicLink'
  /** Encrypted, or compressed by something else than deflate. */
  | 'unsupported';

/** A ZIP from outside that is not taken in. */
export class ZipError extends Error {
  override readonly name = 'ZipError';
  readonly code: ZipErrorCode;

  constructor(code: ZipErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** Another transfer may mend it; a bomb stays one however often it comes. */
export function isBrokenTransfer({ code }: ZipError): boolean {
  return code === 'damaged' || code === 'badChecksum';
}

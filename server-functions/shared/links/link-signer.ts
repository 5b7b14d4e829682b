import { createHmac, timingSafeEqual } from 'node:crypto';

/** Keeps this use of a key apart from every other one. */
const PURPOSE = 'lodestar.links/1';

/** Makes and proves texts that come back from outside: nobody without the key makes one. */
export interface LinkSigner {
  /** The text with its proof, in characters that an address takes as they are. */
  sign(text: string): string;
  /** The text; null = not one of ours, or altered. */
  open(signed: string): string | null;
}

/** HMAC-SHA-256 under a key of its own, made from `key`. */
export function createLinkSigner(key: Uint8Array): LinkSigner {
  const own = createHmac('sha256', key).update(PURPOSE).digest();
  const sign = (text: string): string => {
    const proof = createHmac('sha256', own).update(text).digest('base64url');
    return `${Buffer.from(text).toString('base64url')}.${proof}`;
  };
  return {
    sign,
    open(signed) {
      const [body = ''] = signed.split('.', 1);
      const text = Buffer.from(body, 'base64url').toString();
      // The whole is compared: base64url has several writings of the same bytes, and only one of them is ours.
      const expected = Buffer.from(sign(text));
      const given = Buffer.from(signed);
      return given.length === expected.length && timingSafeEqual(given, expected) ? text : null;
    },
  };
}

import * as z from 'zod';
import { invalidData, ZohoError } from './zoho-error.ts';

/** How long a page token serves. Zoho documents 24 hours; milliseconds. */
export const PAGE_TOKEN_LIFETIME_MS = 24 * 60 * 60 * 1_000;

const tokenSchema = z.strictObject({
  /** The parameters it is bound to, as one text. */
  bound: z.string(),
  /** Records that the pages before have shown. */
  shown: z.number(),
  /** Sort value and id of the last record shown. */
  after: z.tuple([z.union([z.string(), z.number(), z.null()]), z.string()]),
  /** Epoch milliseconds. */
  expires: z.number(),
});
export type PageToken = z.infer<typeof tokenSchema>;

export function encodePageToken(token: PageToken): string {
  return Buffer.from(JSON.stringify(token)).toString('base64url');
}

/** Throws INVALID_DATA, TOKEN_BOUND_DATA_MISMATCH, EXPIRED_VALUE. */
export function decodePageToken(text: string, bound: string, now: number): PageToken {
  const token = parse(text);
  if (token === null) throw invalidData('invalid data', { param_name: 'page_token' });
  if (token.bound !== bound) {
    throw new ZohoError(400, 'TOKEN_BOUND_DATA_MISMATCH', 'the parameters differ from those the token was issued for', {
      param_name: 'page_token',
    });
  }
  if (token.expires <= now) {
    throw new ZohoError(400, 'EXPIRED_VALUE', 'the page token has expired', { param_name: 'page_token' });
  }
  return token;
}

function parse(text: string): PageToken | null {
  try {
    const parsed = tokenSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

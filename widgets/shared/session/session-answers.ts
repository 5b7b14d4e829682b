import * as z from 'zod/mini';

/** What the server says of a sign-in that has begun: `url` is the page where somebody consents. */
export const startedSchema = z.object({
  state: z.string().check(z.regex(/^[A-Za-z0-9_-]{8,200}$/)),
  url: z.url({ protocol: /^https?$/ }),
});
/** What it gives and renews. */
export const grantedSchema = z.object({
  session: z.string().check(z.minLength(16), z.maxLength(4_000)),
  /** Seconds left, not a time: this computer's clock may be wrong. */
  expiresIn: z.int().check(z.gte(1), z.lte(86_400)),
});
/** The same, and whose it is. */
export const signedInSchema = z.extend(grantedSchema, {
  caller: z.object({ id: z.string(), name: z.string(), orgId: z.string() }),
});
export type SignedIn = z.infer<typeof signedInSchema>;

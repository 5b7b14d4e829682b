import * as z from 'zod/mini';
import { runViewSchema } from './run-view.ts';

/** `true`, or the CRM's own name of the right that is missing (PER-4). Anything else is denied. */
const rightSchema = z.catch(z.union([z.literal(true), z.object({ missing: z.string() })]), { missing: '?' });
export type Right = true | { readonly missing: string };

/** Who is signed in, to which org, and what they may: the answer of `GET /v1/session`. */
export const sessionInfoSchema = z.object({
  user: z.object({ name: z.string() }),
  org: z.object({
    name: z.string(),
    currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
    minorDigits: z.int().check(z.gte(0), z.lte(6)),
    timeZone: z.string(),
  }),
  rights: z.object({
    setup: rightSchema,
    view: rightSchema,
    createSegments: rightSchema,
    editSegments: rightSchema,
    deleteSegments: rightSchema,
    exportAccounts: rightSchema,
  }),
  /** ISO day in the org's zone, by the server's clock. */
  today: z.optional(z.iso.date()),
  configured: z.boolean(),
  freshness: z.nullable(z.object({ asOfDay: z.int(), publishedAt: z.string(), generation: z.string() })),
  run: z.catch(z.nullable(runViewSchema), null),
});
export type SessionInfo = z.infer<typeof sessionInfoSchema>;

import * as z from 'zod/mini';
import { DISTRIBUTION_FIELDS, type Screen } from './NavigationModel.ts';

/** Filters come from bars, whose names are values of records; nothing longer was ever shown as one. */
const MAX_TEXT_CHARS = 500;
const idSchema = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/));
const textSchema = z.string().check(z.maxLength(MAX_TEXT_CHARS));

const placeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.enum(['overview', 'segments', 'exports']) }),
  z.strictObject({ kind: z.literal('edit'), id: idSchema }),
  z.strictObject({
    kind: z.literal('segment'),
    id: idSchema,
    filter: z.nullable(
      z.strictObject({
        by: z.enum(DISTRIBUTION_FIELDS),
        key: z.nullable(textSchema),
        technique: z.nullable(z.enum(['rfm', 'firmographics'])),
        name: textSchema,
      }),
    ),
  }),
]);

/** The screen that a page which is loaded again opens on, as text. An unsaved new segment is not kept: only its list is. */
export function formatPlace(screen: Screen): string {
  return JSON.stringify(screen.kind === 'create' ? { kind: 'segments' } : screen);
}

/** null = nothing that this version wrote. */
export function parsePlace(text: string | null): Screen | null {
  if (text === null) return null;
  try {
    const parsed = placeSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

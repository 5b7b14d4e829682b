import * as z from 'zod/mini';
import { techniqueSchema } from './answers.ts';
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
        technique: z.nullable(techniqueSchema),
        name: textSchema,
      }),
    ),
  }),
]);

const keptSchema = z.strictObject({ user: z.string(), place: placeSchema });

/**
 * The screen that a page which is loaded again opens on, as text, for one user of the CRM. Of an unsaved new segment
 * the list it would be in; what it holds is kept by KeptFormModel.ts.
 */
export function formatPlace(screen: Screen, user: string): string {
  const { kind } = screen;
  const place = kind === 'create' ? { kind: 'segments' } : kind === 'edit' ? { kind, id: screen.id } : screen;
  return JSON.stringify({ user, place });
}

/** null = nothing that this version wrote for this user. Where somebody else was tells what they saw. */
export function parsePlace(text: string | null, user: string): Screen | null {
  if (text === null) return null;
  try {
    const parsed = keptSchema.safeParse(JSON.parse(text));
    return parsed.success && parsed.data.user === user ? parsed.data.place : null;
  } catch {
    return null;
  }
}

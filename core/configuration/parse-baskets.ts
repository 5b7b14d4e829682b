import * as z from 'zod/mini';
import type { Problem } from '#core/message.ts';
import type { Result } from '#core/result.ts';
import { parseDocumentText } from './parse-document.ts';

export const BASKETS_FORMAT = 'lodestar.baskets/1';

/** A file of market baskets: one a line, product names next to each other, no header and nobody who bought them. */
const basketsSchema = z.strictObject({
  format: z.literal(BASKETS_FORMAT),
  name: z.string().check(z.minLength(1), z.maxLength(200)),
  /** In the data folder itself. */
  file: z.string().check(z.regex(/^\w[\w .-]{0,198}$/)),
  separator: z.enum([',', ';', '\t', '|']),
});
export type BasketsFile = z.infer<typeof basketsSchema>;

/** Whether a document calls itself one of these; says nothing about its being right. */
export function isBasketsText(text: string): boolean {
  return /"format"\s*:\s*"lodestar\.baskets\//.test(text);
}

/** A strict description from a file's text: `where` is "file:line:column". */
export function parseBasketsText(text: string, fileName: string): Result<BasketsFile, Problem[]> {
  return parseDocumentText(text, fileName, { format: BASKETS_FORMAT, schema: basketsSchema, check: () => [] });
}

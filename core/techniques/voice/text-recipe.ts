import * as z from 'zod/mini';
import { criteriaSchema } from '#core/criteria/criteria.ts';
import { apiNameSchema, columnNameSchema, MAX_FIELDS, sourceFieldSchema } from '../engagement/recipe.ts';

export const TEXTS_FORMAT = 'lodestar.texts/1';

/** A title, what was written, and an answer to it. */
const MAX_TEXT_FIELDS = 4;

/**
 * VOC-2: a source of texts as data, like those of touch points (decision 16): module, record, contact or account, when, and which of
 * its fields are read one after the other as one text. Only records for which the criteria (over `crm:Field`) hold: those that a
 * customer wrote.
 */
export const textRecipeSchema = z.strictObject({
  format: z.literal(TEXTS_FORMAT),
  id: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/)),
  names: z.strictObject({
    en: z.string().check(z.minLength(1), z.maxLength(60)),
    es: z.string().check(z.minLength(1), z.maxLength(60)),
  }),
  /** CRM module, or related list of contacts. */
  module: apiNameSchema,
  /** In a folder of CSV files. */
  file: columnNameSchema,
  /** Header of the record's own id in the file; absent = each line is a record. */
  idHeader: z.optional(columnNameSchema),
  /** Reference fields; an account that a contact belongs to goes before one that the record names, as for touch points. */
  contact: z.nullable(apiNameSchema),
  account: z.nullable(apiNameSchema),
  fields: z.array(sourceFieldSchema).check(z.minLength(1), z.maxLength(MAX_FIELDS)),
  at: apiNameSchema,
  texts: z.array(apiNameSchema).check(z.minLength(1), z.maxLength(MAX_TEXT_FIELDS)),
  when: criteriaSchema,
});
export type TextRecipe = z.infer<typeof textRecipeSchema>;

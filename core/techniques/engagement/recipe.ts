import * as z from 'zod/mini';
import { criteriaSchema } from '#core/criteria/criteria.ts';
import { CHANNELS } from './touches.ts';

export const TOUCH_POINTS_FORMAT = 'lodestar.touchpoints/1';

/** More than any module needs; a recipe is read by people. */
export const MAX_FIELDS = 60;
/** Every response of the richest channel four times over. */
export const MAX_EVENTS = 30;

export const columnNameSchema = z.string().check(z.minLength(1), z.maxLength(200));
export const apiNameSchema = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_]*$/), z.maxLength(100));

/** A field of the source: api name in CRM, and the header of its column in a file (absent = the api name). */
export const sourceFieldSchema = z.union([
  z.strictObject({
    field: apiNameSchema,
    header: z.optional(columnNameSchema),
    /** `reference`: the id of a contact or an account; in files also its name. */
    kind: z.enum(['text', 'number', 'boolean', 'reference']),
  }),
  z.strictObject({
    field: apiNameSchema,
    header: z.optional(columnNameSchema),
    kind: z.literal('instant'),
    /** How a file writes it; absent = as the CRM does, ISO with time and offset. */
    dateFormat: z.optional(z.enum(['yyyy-mm-dd', 'm/d/yyyy', 'd/m/yyyy', 'd.m.yyyy', 'yyyy/m/d', 'iso-datetime'])),
  }),
]);
export type TouchField = z.infer<typeof sourceFieldSchema>;

/** One way in which a record becomes a touch point: dated by `at` where that is filled and the criteria (over `crm:Field`) hold. */
const eventSchema = z.strictObject({
  at: apiNameSchema,
  response: z.string().check(z.maxLength(40)),
  when: criteriaSchema,
});

/**
 * Decision 16: a source of touch points as data, so that an integration needs no code: module, record, contact or account,
 * dates, and what happened. A record gives one touch point per event that applies. Messages that answer each other share a record
 * where silence is to count.
 */
export const touchPointRecipeSchema = z.strictObject({
  format: z.literal(TOUCH_POINTS_FORMAT),
  id: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/)),
  names: z.strictObject({
    en: z.string().check(z.minLength(1), z.maxLength(60)),
    es: z.string().check(z.minLength(1), z.maxLength(60)),
  }),
  channel: z.enum(CHANNELS),
  /** CRM module, or related list of contacts. */
  module: apiNameSchema,
  /** In a folder of CSV files. */
  file: columnNameSchema,
  /** Header of the record's own id in the file; absent = each line is a record. */
  idHeader: z.optional(columnNameSchema),
  /** Reference fields; an account that a contact belongs to goes before one that the record names (ENG-2). */
  contact: z.nullable(apiNameSchema),
  account: z.nullable(apiNameSchema),
  fields: z.array(sourceFieldSchema).check(z.minLength(1), z.maxLength(MAX_FIELDS)),
  events: z.array(eventSchema).check(z.minLength(1), z.maxLength(MAX_EVENTS)),
});
export type TouchPointRecipe = z.infer<typeof touchPointRecipeSchema>;

import * as z from 'zod/mini';

export const RECIPE_FORMAT = 'lodestar.recipe/1';

const columnName = z.string().check(z.minLength(1), z.maxLength(200));
const apiName = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_]*$/), z.maxLength(100));

/** A column of the file and the CRM field it fills. `reference` columns name a record of another file by its id or name. */
export const recipeFieldSchema = z.union([
  z.strictObject({
    column: columnName,
    field: apiName,
    type: z.enum(['text', 'choice', 'integer', 'decimal', 'boolean', 'email', 'phone', 'website']),
    /** Exact spellings in the file -> the value meant: `{"technolgy": "technology"}`. Each use is reported. */
    aliases: z.optional(z.record(z.string(), z.string())),
  }),
  z.strictObject({
    column: columnName,
    field: apiName,
    type: z.literal('money'),
    /** Multiplies each amount: a file that counts in millions says 1000000. */
    unit: z.optional(z.int().check(z.gte(1))),
    /** Column with an ISO currency code; absent = the recipe's currency. */
    currencyColumn: z.optional(columnName),
  }),
  z.strictObject({
    column: columnName,
    field: apiName,
    type: z.literal('date'),
    /** Day order of the file's dates; no guessing, since 3/4/2017 has two readings. */
    dateFormat: z.enum(['yyyy-mm-dd', 'm/d/yyyy', 'd/m/yyyy', 'd.m.yyyy', 'yyyy/m/d', 'iso-datetime']),
  }),
  z.strictObject({
    column: columnName,
    field: apiName,
    type: z.literal('reference'),
    to: z.enum(['accounts', 'contacts', 'products']),
    by: z.enum(['id', 'name']),
    aliases: z.optional(z.record(z.string(), z.string())),
  }),
]);
export type RecipeField = z.infer<typeof recipeFieldSchema>;

export const recipeTableSchema = z.strictObject({
  file: columnName,
  /** Column with the row's own id; absent = rows are identified by their name column. */
  idColumn: z.optional(columnName),
  nameColumn: columnName,
  fields: z.array(recipeFieldSchema).check(z.minLength(1), z.maxLength(200)),
});
export type RecipeTable = z.infer<typeof recipeTableSchema>;

/** Where the products of a deal stand (SET-3), unless a field of the deals refers to the products: that is one product a deal. */
export const recipeProductsSchema = z.union([
  /** A file of its own, one row a product of a deal. */
  z.strictObject({
    kind: z.literal('lineItems'),
    file: columnName,
    dealColumn: columnName,
    productColumn: columnName,
    /** How lines name their products; without a products file, products are the distinct texts of the column. */
    by: z.enum(['id', 'name']),
  }),
  /** A column of the deals file that lists several products: "A;B". */
  z.strictObject({
    kind: z.literal('lookups'),
    column: columnName,
    separator: z.string().check(z.minLength(1), z.maxLength(3)),
    by: z.enum(['id', 'name']),
  }),
]);

const stageNames = z.array(columnName).check(z.minLength(1));

/**
 * Decision 17: which file is which module, and how its columns become CRM fields. Without an accounts file, accounts are the
 * distinct account names of the deals. Separator and encoding are read from the files (comma, semicolon, tab; UTF-8).
 */
export const recipeSchema = z.strictObject({
  format: z.literal(RECIPE_FORMAT),
  name: columnName,
  currency: z.string().check(z.regex(/^[A-Z]{3}$/)),
  timeZone: z.string(),
  /** Numbers written 1.234,5 say "comma". */
  decimalSeparator: z.enum(['point', 'comma']),
  accounts: z.optional(recipeTableSchema),
  contacts: z.optional(recipeTableSchema),
  products: z.optional(recipeTableSchema),
  deals: recipeTableSchema,
  dealProducts: z.optional(recipeProductsSchema),
  stages: z.strictObject({ open: stageNames, won: stageNames, lost: stageNames }),
});
export type Recipe = z.infer<typeof recipeSchema>;

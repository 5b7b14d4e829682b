import * as z from 'zod/mini';

const apiName = z.string().check(z.regex(/^[A-Za-z][A-Za-z0-9_]*$/), z.maxLength(100));

/** One mapped module: which CRM module plays the role, and target -> field api name. */
export const moduleMappingSchema = z.strictObject({
  module: apiName,
  fields: z.record(z.string().check(z.regex(/^[a-z][A-Za-z0-9]*$/)), apiName),
});
export type ModuleMapping = z.infer<typeof moduleMappingSchema>;

/** SET-3: where the products of a deal come from, best first. `relatedList` has no quantity. */
export const productSourceSchema = z.union([
  z.strictObject({
    kind: z.literal('lineItems'),
    module: apiName,
    parent: apiName,
    product: apiName,
    quantity: z.nullable(apiName),
  }),
  z.strictObject({ kind: z.literal('lookups'), field: apiName }),
  z.strictObject({ kind: z.literal('relatedList'), list: apiName }),
  z.strictObject({ kind: z.literal('lookup'), field: apiName }),
  z.strictObject({ kind: z.literal('none') }),
]);
export type ProductSource = z.infer<typeof productSourceSchema>;

/** SET-1..3. Lookups live among the modules' fields (contacts.account, deals.account, deals.contact). */
export const mappingSchema = z.strictObject({
  accounts: moduleMappingSchema,
  contacts: z.nullable(moduleMappingSchema),
  products: z.nullable(moduleMappingSchema),
  deals: moduleMappingSchema,
  dealProducts: productSourceSchema,
});
export type Mapping = z.infer<typeof mappingSchema>;

import * as z from 'zod';

const names = { module: z.string(), field: z.string() };

/** Something that an administrator or a user does to the org while others are at work. Crosses to the API's thread. */
export const orgChangeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('deleteField'), ...names }),
  z.strictObject({ kind: z.literal('renameField'), ...names, to: z.string() }),
  z.strictObject({ kind: z.literal('retypeField'), ...names, to: z.enum(['text', 'picklist', 'boolean']) }),
  /** Hidden from every profile that is not the administrators', and from theirs too. */
  z.strictObject({ kind: z.literal('hideField'), ...names }),
  /** The option's value changes, in the picklist and in the records that hold it. */
  z.strictObject({ kind: z.literal('renameOption'), ...names, from: z.string(), to: z.string() }),
  z.strictObject({ kind: z.literal('renameModule'), module: z.string(), to: z.string() }),
  z.strictObject({ kind: z.literal('removePermission'), permission: z.string() }),
  /** The module's first record, by id. */
  z.strictObject({ kind: z.literal('deleteRecord'), module: z.string() }),
  /** The second account becomes part of the first: its deals and contacts move, it is deleted. */
  z.strictObject({ kind: z.literal('mergeAccounts') }),
  z.strictObject({ kind: z.literal('setTimeZone'), to: z.string() }),
  z.strictObject({ kind: z.literal('setHomeCurrency'), to: z.string() }),
]);
export type OrgChange = z.infer<typeof orgChangeSchema>;

import * as z from 'zod';

const apiName = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,99}$/);
const scope = z.string().regex(/^(?:ZohoCRM|ZohoFiles)\.[A-Za-z.]+$/);
const field = z.strictObject({
  apiName,
  label: z.string().min(1),
  type: z.enum(['text', 'longText', 'choice', 'integer', 'date']),
});

/** `docs/org-description.json`: all that an org and its developer console must hold for the extension (PLT-3). */
export const orgDescriptionSchema = z.strictObject({
  format: z.literal('lodestar.org/1'),
  /** `installer` reads and writes for everybody, `users` say who they are. */
  scopes: z.strictObject({ installer: z.array(scope).min(1), users: z.array(scope).min(1) }),
  modules: z.array(
    z.strictObject({ apiName, label: z.string().min(1), holds: z.string().min(1), fields: z.array(field).min(1) }),
  ),
  /** Made by the functions when a configuration is published, those of its techniques. */
  accountFields: z.array(field),
  widgets: z.array(
    z.strictObject({
      name: z.string().min(1),
      page: z.string().regex(/^[a-z0-9-]+\.html$/),
      place: z.enum(['relatedList', 'webTab', 'settings']),
      module: apiName.nullable(),
    }),
  ),
  rights: z.array(apiName),
  connections: z.array(z.never()),
  variables: z.array(z.never()),
  redirectPath: z.string().startsWith('/'),
  afterInstallation: z.array(z.string().min(1)),
});
export type OrgDescription = z.infer<typeof orgDescriptionSchema>;

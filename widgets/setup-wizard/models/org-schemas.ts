import * as z from 'zod/mini';
import type { FieldMetadata, ModuleMetadata } from '#core/crm/metadata.ts';

const optionSchema = z.object({
  id: z.nullable(z.string()),
  actual: z.string(),
  display: z.string(),
  colour: z.nullable(z.string()),
  stageType: z.nullable(z.enum(['open', 'won', 'lost'])),
});
const fieldSchema = z.object({
  apiName: z.string(),
  label: z.string(),
  type: z.enum([
    'text',
    'longText',
    'choice',
    'choices',
    'integer',
    'decimal',
    'money',
    'percent',
    'date',
    'instant',
    'boolean',
    'lookup',
    'lookups',
    'user',
    'email',
    'phone',
    'website',
    'subform',
    'other',
  ]),
  custom: z.boolean(),
  mandatory: z.boolean(),
  readOnly: z.boolean(),
  lookupModule: z.nullable(z.string()),
  subformModule: z.nullable(z.string()),
  options: z.array(optionSchema),
});
const moduleSchema = z.object({
  apiName: z.string(),
  singularLabel: z.string(),
  pluralLabel: z.string(),
  custom: z.boolean(),
  viewable: z.boolean(),
  editable: z.boolean(),
});
const fieldsByModule = z.record(z.string(), z.array(fieldSchema));

export interface OrgModules {
  readonly modules: readonly ModuleMetadata[];
  readonly fields: FieldsByModule;
  readonly relatedLists: Readonly<Record<string, readonly { readonly apiName: string; readonly module: string }[]>>;
}
export type FieldsByModule = Readonly<Record<string, readonly FieldMetadata[]>>;

/** What the org calls its modules and fields: read for its labels, types and lookups. */
export const orgSchema = z.object({
  modules: z.array(moduleSchema),
  fields: fieldsByModule,
  relatedLists: z.catch(z.record(z.string(), z.array(z.object({ apiName: z.string(), module: z.string() }))), {}),
});
export const fieldsSchema = z.pipe(
  z.object({ fields: fieldsByModule }),
  z.transform(({ fields }) => fields),
);

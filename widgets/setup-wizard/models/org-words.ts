import type { FieldMetadata, ModuleMetadata } from '#core/crm/metadata.ts';
import type { FieldsOf } from '#core/mapping/detect-lookups.ts';
import type { RelatedListsOf } from '#core/mapping/detect-product-sources.ts';
import type { FieldsByModule, OrgModules } from './org-schemas.ts';

/** The org's metadata as screens read it: labels are the org's own, and what is unknown shows by its api name. */
export interface OrgWords {
  readonly modules: readonly ModuleMetadata[];
  readonly fieldsOf: FieldsOf;
  readonly relatedListsOf: RelatedListsOf;
  readonly isLoaded: (module: string) => boolean;
  readonly moduleLabel: (module: string) => string;
  readonly fieldLabel: (module: string, field: string) => string;
  readonly field: (module: string, field: string) => FieldMetadata | null;
}

/** Modules whose fields were not read have none here: `isLoaded` tells. */
export function createOrgWords({ modules, fields, relatedLists }: OrgModules): OrgWords {
  const known = new Map(Object.entries(fields));
  const lists = new Map(Object.entries(relatedLists));
  const fieldsOf: FieldsOf = (module) => known.get(module) ?? [];
  const field = (module: string, name: string): FieldMetadata | null =>
    fieldsOf(module).find(({ apiName }) => apiName === name) ?? null;
  return {
    modules,
    fieldsOf,
    relatedListsOf: (module) => lists.get(module) ?? [],
    isLoaded: (module) => known.has(module),
    moduleLabel: (module) => modules.find(({ apiName }) => apiName === module)?.pluralLabel ?? module,
    fieldLabel: (module, name) => field(module, name)?.label ?? name,
    field,
  };
}

/** With the fields of more modules. */
export function withFields(org: OrgModules, more: FieldsByModule): OrgModules {
  return { ...org, fields: { ...org.fields, ...more } };
}

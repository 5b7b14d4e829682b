import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { ModuleOfRole } from './fit-target.ts';
import { MAPPING_TARGETS, type ModuleRole } from './targets.ts';

/** Fields of a module by its api name; empty for a module that is unknown or hidden. */
export type FieldsOf = (module: string) => readonly FieldMetadata[];

/** SET-3, in the documents' numbering: 1 accounts, 2 contacts, 3 products, 4 deals. 3-4 is `detectProductSources`. */
export type RelationId = '1-2' | '1-4' | '4-2' | '1-3';

export interface LookupRelation {
  readonly relation: RelationId;
  readonly mandatory: boolean;
  /** The role whose module holds the lookup, and the one it points at. */
  readonly from: ModuleRole;
  readonly to: ModuleRole;
  /** Field api name; null = none found. */
  readonly chosen: string | null;
  /** The other fields that would serve. Not empty: the admin is asked to look. */
  readonly alternatives: readonly string[];
}

const RELATIONS: readonly Pick<LookupRelation, 'relation' | 'mandatory' | 'from' | 'to'>[] = [
  { relation: '1-2', mandatory: true, from: 'contacts', to: 'accounts' },
  { relation: '1-4', mandatory: true, from: 'deals', to: 'accounts' },
  { relation: '4-2', mandatory: true, from: 'deals', to: 'contacts' },
  { relation: '1-3', mandatory: false, from: 'products', to: 'accounts' },
];

/** Target of a role that holds the lookup to another role; the optional 1-3 has none. */
const TARGET_OF: Readonly<Partial<Record<RelationId, string>>> = {
  '1-2': 'account',
  '1-4': 'account',
  '4-2': 'contact',
};

/** Relations between the roles that have a module, by lookup fields alone: a module without records yet counts too (SET-3). */
export function detectLookups(moduleOf: ModuleOfRole, fieldsOf: FieldsOf): LookupRelation[] {
  return RELATIONS.flatMap((relation) => {
    const holder = moduleOf[relation.from];
    const pointedAt = moduleOf[relation.to];
    if (holder === undefined || pointedAt === undefined) return [];
    const targetName = TARGET_OF[relation.relation];
    const systemFields = MAPPING_TARGETS[relation.from].find(({ name }) => name === targetName)?.systemFields ?? [];
    const [chosen = null, ...alternatives] = lookupsTo(pointedAt, fieldsOf(holder), systemFields);
    return [{ ...relation, chosen, alternatives }];
  });
}

/** Single lookups that point at a module: the named system fields first, then the CRM's own, then custom ones. */
export function lookupsTo(
  module: string,
  fields: readonly FieldMetadata[],
  systemFields: readonly string[] = [],
): readonly string[] {
  const rank = (field: FieldMetadata): number => {
    if (systemFields.includes(field.apiName)) return 0;
    return field.custom ? 2 : 1;
  };
  return fields
    .filter((field) => field.type === 'lookup' && field.lookupModule === module)
    .toSorted((a, b) => rank(a) - rank(b))
    .map((field) => field.apiName);
}

import type { FieldMetadata, ModuleMetadata } from '#core/crm/metadata.ts';
import type { Message, Problem } from '#core/message.ts';
import { detectLookups, lookupsTo, type FieldsOf, type LookupRelation } from './detect-lookups.ts';
import { detectProductSources, type ProductSources, type RelatedListsOf } from './detect-product-sources.ts';
import { refuseFit, type ModuleOfRole } from './fit-target.ts';
import type { Mapping, ModuleMapping } from './mapping.ts';
import { MAPPING_TARGETS, MODULE_ROLES, type MappingTarget, type ModuleRole } from './targets.ts';

export interface TargetSuggestion {
  readonly target: string;
  readonly required: boolean;
  /** Field api name; null = mapped by hand or not at all. */
  readonly apiName: string | null;
  /** The other fields that fit, by api name. */
  readonly alternatives: readonly string[];
  /** Fields that carry the expected name but do not fit, with the reason. */
  readonly refused: readonly Message[];
  /** Features that need it. */
  readonly unlocks: readonly string[];
}

export interface ModuleSuggestion {
  readonly role: ModuleRole;
  /** Module api name; null = the admin picks. */
  readonly module: string | null;
  /** Viewable modules that play no role yet. */
  readonly alternatives: readonly string[];
  readonly targets: readonly TargetSuggestion[];
}

export interface MappingSuggestion {
  readonly modules: Readonly<Record<ModuleRole, ModuleSuggestion>>;
  readonly relations: readonly LookupRelation[];
  readonly products: ProductSources;
  /** What stops the setup: modules, required targets and mandatory lookups that were not found. */
  readonly missing: readonly Problem[];
  /**
   * What can be used already: null while accounts or deals lack a required target; contacts and products are null while
   * they, or their mandatory lookup from deals, do.
   */
  readonly mapping: Mapping | null;
}

export interface SuggestionOptions {
  /** The admin's own choice of module per role (SET-1: standard or custom); other roles take the standard module. */
  readonly chosen?: ModuleOfRole;
  readonly relatedListsOf?: RelatedListsOf;
}

const STANDARD_MODULES: Readonly<Record<ModuleRole, string>> = {
  accounts: 'Accounts',
  contacts: 'Contacts',
  products: 'Products',
  deals: 'Deals',
};

/**
 * SET-1..3 from metadata alone: system fields map themselves, lookups are detected, custom fields are offered where their
 * type fits. Nothing is guessed from a custom field's name. The deals' products are `mapping.dealProducts`, not a field.
 */
export function suggestMapping(
  modules: readonly ModuleMetadata[],
  fieldsOf: FieldsOf,
  { chosen = {}, relatedListsOf }: SuggestionOptions = {},
): MappingSuggestion {
  const moduleOf = chooseModules(modules, chosen);
  const taken = new Set(Object.values(moduleOf));
  const free = modules.filter(({ viewable, apiName }) => viewable && !taken.has(apiName)).map(({ apiName }) => apiName);
  const suggest = (role: ModuleRole): ModuleSuggestion => {
    const module = moduleOf[role] ?? null;
    const fields = module === null ? [] : fieldsOf(module);
    const targets = MAPPING_TARGETS[role].map((target) => suggestTarget(target, fields, moduleOf));
    return { role, module, alternatives: free, targets };
  };
  const suggested = {
    accounts: suggest('accounts'),
    contacts: suggest('contacts'),
    products: suggest('products'),
    deals: suggest('deals'),
  };
  const relations = detectLookups(moduleOf, fieldsOf);
  const products = detectProductSources(moduleOf, fieldsOf, relatedListsOf);
  return {
    modules: suggested,
    relations,
    products,
    missing: [
      ...MODULE_ROLES.flatMap((role) => missingOf(suggested[role])),
      ...missingRelations(relations, products, moduleOf),
    ],
    mapping: toMapping(suggested, products),
  };
}

function chooseModules(modules: readonly ModuleMetadata[], chosen: ModuleOfRole): ModuleOfRole {
  const moduleOf: Partial<Record<ModuleRole, string>> = {};
  for (const role of MODULE_ROLES) {
    const wanted = chosen[role] ?? STANDARD_MODULES[role];
    const isFree = !Object.values(moduleOf).includes(wanted);
    if (isFree && modules.some(({ apiName, viewable }) => apiName === wanted && viewable)) moduleOf[role] = wanted;
  }
  return moduleOf;
}

function suggestTarget(
  target: MappingTarget,
  fields: readonly FieldMetadata[],
  moduleOf: ModuleOfRole,
): TargetSuggestion {
  const fitting = fields.filter((field) => refuseFit(field, target, moduleOf) === null).map(({ apiName }) => apiName);
  const system = target.systemFields.flatMap((name) => fields.filter(({ apiName }) => apiName === name));
  const apiName =
    system.find((field) => fitting.includes(field.apiName))?.apiName ?? detectLookup(target, fields, moduleOf);
  const refused = system.flatMap((field) => refuseFit(field, target, moduleOf) ?? []);
  return {
    target: target.name,
    required: target.required,
    apiName,
    alternatives: fitting.filter((name) => name !== apiName),
    refused,
    unlocks: target.unlocks,
  };
}

/** A lookup to another role is recognised by where it points; one to its own role (a parent) may mean anything. */
function detectLookup(target: MappingTarget, fields: readonly FieldMetadata[], moduleOf: ModuleOfRole): string | null {
  if (target.lookupTo === null || !target.types.every((type) => type === 'lookup') || target.name === 'parentAccount')
    return null;
  const module = moduleOf[target.lookupTo];
  return module === undefined ? null : (lookupsTo(module, fields)[0] ?? null);
}

function missingOf({ role, module, targets }: ModuleSuggestion): Problem[] {
  if (module === null) return [{ code: 'mapping.moduleMissing', params: { role }, where: role }];
  return targets
    .filter((target) => target.required && target.apiName === null)
    .map(({ target }) => ({
      code: 'mapping.requiredMissing',
      params: { role, module, target },
      where: `${role}.fields.${target}`,
    }));
}

/** 1-2 and 1-4 are required targets already; 4-2 and 3-4 are mandatory by SET-3 only. */
function missingRelations(
  relations: readonly LookupRelation[],
  products: ProductSources,
  moduleOf: ModuleOfRole,
): Problem[] {
  const missing: Problem[] = relations
    .filter(({ relation, chosen }) => relation === '4-2' && chosen === null)
    .map(({ relation, from, to }) => ({
      code: 'mapping.lookupMissing',
      params: { relation, from, to },
      where: 'deals.fields.contact',
    }));
  if (products.chosen.kind === 'none' && moduleOf.products !== undefined && moduleOf.deals !== undefined)
    missing.push({
      code: 'mapping.lookupMissing',
      params: { relation: '3-4', from: 'deals', to: 'products' },
      where: 'dealProducts',
    });
  return missing;
}

function toMapping(suggested: MappingSuggestion['modules'], products: ProductSources): Mapping | null {
  const accounts = toModuleMapping(suggested.accounts);
  const deals = toModuleMapping(suggested.deals);
  if (accounts === null || deals === null) return null;
  const productModule = products.chosen.kind === 'none' ? null : toModuleMapping(suggested.products);
  return {
    accounts,
    contacts: Object.hasOwn(deals.fields, 'contact') ? toModuleMapping(suggested.contacts) : null,
    products: productModule,
    deals,
    dealProducts: productModule === null ? { kind: 'none' } : products.chosen,
  };
}

function toModuleMapping({ module, targets }: ModuleSuggestion): ModuleMapping | null {
  if (module === null || targets.some(({ required, apiName }) => required && apiName === null)) return null;
  const fields: Record<string, string> = {};
  for (const { target, apiName } of targets) if (apiName !== null && target !== 'products') fields[target] = apiName;
  return { module, fields };
}

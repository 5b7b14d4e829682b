import type { FieldMetadata } from '#core/crm/metadata.ts';
import { detectLookups, type LookupRelation, type RelationId } from '#core/mapping/detect-lookups.ts';
import { detectProductSources, type ProductSources } from '#core/mapping/detect-product-sources.ts';
import { refuseFit, type ModuleOfRole } from '#core/mapping/fit-target.ts';
import type { ModuleMapping, ProductSource } from '#core/mapping/mapping.ts';
import { suggestMapping } from '#core/mapping/suggest-mapping.ts';
import { MAPPING_TARGETS, MODULE_ROLES, type MappingTarget, type ModuleRole } from '#core/mapping/targets.ts';
import type { Message } from '#core/message.ts';
import type { OrgWords } from './org-words.ts';
import { isLeftOut, type SetupDraft } from './setup-draft.ts';

/** A role's mapping while it is being edited: the module may still be open. */
export interface RoleMapping {
  readonly module: string | null;
  readonly fields: Readonly<Record<string, string>>;
}
export type Editing = Readonly<Record<ModuleRole, RoleMapping>>;

export interface TargetChoice {
  readonly field: FieldMetadata;
  /** Why it may not be mapped here; null = it may. */
  readonly refusal: Message | null;
}
export interface TargetView {
  readonly target: MappingTarget;
  readonly chosen: string | null;
  readonly choices: readonly TargetChoice[];
  /** What is wrong with the field that is mapped now. */
  readonly problem: Message | null;
  /** A field by that system name exists but does not fit (SET-2). */
  readonly refusedSystemField: Message | null;
}

/** Saved modules as they are, the others as suggested from metadata (SET-2). */
export function startEditing(draft: SetupDraft, org: OrgWords): Editing {
  const chosen: Partial<Record<ModuleRole, string>> = {};
  for (const role of MODULE_ROLES) {
    const saved = draft.modules[role];
    if (saved !== null) chosen[role] = saved.module;
  }
  const suggestion = suggestMapping(org.modules, org.fieldsOf, { chosen, relatedListsOf: org.relatedListsOf });
  const start = (role: ModuleRole): RoleMapping => {
    const saved = draft.modules[role];
    if (saved !== null) return saved;
    const { module, targets } = suggestion.modules[role];
    return { module, fields: fieldsFrom(targets) };
  };
  return byRole(start);
}

/** Another module plays the role: its fields are suggested anew, and lookups of the others that pointed at the old one too. */
export function chooseModule(editing: Editing, role: ModuleRole, module: string | null, org: OrgWords): Editing {
  const moved = { ...editing, [role]: { module, fields: {} } };
  const moduleOf = moduleOfRole(moved);
  const suggestion = suggestMapping(org.modules, org.fieldsOf, {
    chosen: moduleOf,
    relatedListsOf: org.relatedListsOf,
  });
  return byRole((other): RoleMapping => {
    const now = moved[other];
    if (now.module === null) return now;
    const suggested = fieldsFrom(suggestion.modules[other].targets);
    if (other === role)
      return { module: now.module, fields: suggestion.modules[role].module === module ? suggested : {} };
    const kept = Object.entries(now.fields).flatMap(([name, apiName]): [string, string][] => {
      const target = MAPPING_TARGETS[other].find((known) => known.name === name);
      const field = org.field(now.module ?? '', apiName);
      if (target === undefined || field === null || refuseFit(field, target, moduleOf) === null)
        return [[name, apiName]];
      const instead = suggested[name];
      return instead === undefined ? [] : [[name, instead]];
    });
    return { module: now.module, fields: Object.fromEntries(kept) };
  });
}

/** null takes the field off the target. */
export function chooseField(editing: Editing, role: ModuleRole, target: string, apiName: string | null): Editing {
  const { module, fields } = editing[role];
  const others = Object.fromEntries(Object.entries(fields).filter(([name]) => name !== target));
  return { ...editing, [role]: { module, fields: apiName === null ? others : { ...others, [target]: apiName } } };
}

/** The role's targets in their documented order; the deals' products are a source, not a field (see `productSources`). */
export function targetViews(editing: Editing, role: ModuleRole, org: OrgWords): TargetView[] {
  const { module, fields } = editing[role];
  if (module === null) return [];
  const moduleOf = moduleOfRole(editing);
  return MAPPING_TARGETS[role]
    .filter(({ name }) => name !== 'products')
    .map((target): TargetView => {
      const choices = org
        .fieldsOf(module)
        .filter(({ type }) => type !== 'other')
        .map((field) => ({ field, refusal: refuseFit(field, target, moduleOf) }));
      const chosen = fields[target.name] ?? null;
      const mapped = choices.find(({ field }) => field.apiName === chosen);
      const missing: Message = {
        code: 'mapping.fieldMissing',
        params: { role, module, target: target.name, field: chosen },
      };
      const system = choices.find(
        ({ field, refusal }) => refusal !== null && target.systemFields.includes(field.apiName),
      );
      return {
        target,
        chosen,
        choices,
        problem: chosen === null ? null : mapped === undefined ? missing : mapped.refusal,
        refusedSystemField: chosen === null ? (system?.refusal ?? null) : null,
      };
    });
}

/** What keeps a role from being saved; empty = it can be. */
export function roleProblems(editing: Editing, role: ModuleRole, org: OrgWords): Message[] {
  const { module } = editing[role];
  if (module === null) return [{ code: 'mapping.moduleMissing', params: { role } }];
  return targetViews(editing, role, org).flatMap(({ target, chosen, problem }) => {
    if (problem !== null) return [problem];
    return target.required && chosen === null
      ? [{ code: 'mapping.requiredMissing', params: { role, module, target: target.name } }]
      : [];
  });
}

/** The role's mapping as a document; null while `roleProblems` are left. */
export function savedModule(editing: Editing, role: ModuleRole, org: OrgWords): ModuleMapping | null {
  const { module, fields } = editing[role];
  return module === null || roleProblems(editing, role, org).length > 0 ? null : { module, fields: { ...fields } };
}

export interface RelationView extends LookupRelation {
  /** Field mapped now; null = none. */
  readonly current: string | null;
  /** Every lookup that would serve, the current one included. */
  readonly options: readonly string[];
  /** Target that a change sets; null = shown only (1-3). */
  readonly target: string | null;
}

const TARGET_OF: Readonly<Record<RelationId, string | null>> = {
  '1-2': 'account',
  '1-4': 'account',
  '4-2': 'contact',
  '1-3': null,
};

/** SET-3: the lookup relations between the roles that have a module and are not left out. */
export function relationViews(editing: Editing, draft: SetupDraft, org: OrgWords): RelationView[] {
  return detectLookups(moduleOfRole(editing, draft), org.fieldsOf).map((relation) => {
    const target = TARGET_OF[relation.relation];
    const found = [...(relation.chosen === null ? [] : [relation.chosen]), ...relation.alternatives];
    const current = target === null ? relation.chosen : (editing[relation.from].fields[target] ?? null);
    return { ...relation, target, current, options: found };
  });
}

/** Relation 3-4: where a deal's products may come from, best first. */
export function productSources(editing: Editing, draft: SetupDraft, org: OrgWords): ProductSources {
  return detectProductSources(moduleOfRole(editing, draft), org.fieldsOf, org.relatedListsOf);
}

/** Keeps the admin's choice while it is still one of those found, else takes the best. */
export function settleProductSource(chosen: ProductSource, sources: ProductSources): ProductSource {
  const all = [sources.chosen, ...sources.alternatives];
  return all.find((source) => sameSource(source, chosen)) ?? sources.chosen;
}

/** Whether both read products from the same place. */
export function sameSource(a: ProductSource, b: ProductSource): boolean {
  return sourceKey(a) === sourceKey(b);
}

/** One text for a source, for keys and for comparing. */
export function sourceKey(source: ProductSource): string {
  switch (source.kind) {
    case 'lineItems':
      return `lineItems:${source.module}:${source.product}`;
    case 'lookups':
    case 'lookup':
      return `${source.kind}:${source.field}`;
    case 'relatedList':
      return `relatedList:${source.list}`;
    case 'none':
      return 'none';
  }
}

/** Modules chosen by role; with a draft, without the roles that it leaves out. */
export function moduleOfRole(editing: Editing, draft?: SetupDraft): ModuleOfRole {
  const moduleOf: Partial<Record<ModuleRole, string>> = {};
  for (const role of MODULE_ROLES) {
    const { module } = editing[role];
    if (module !== null && (draft === undefined || !isLeftOut(draft, role))) moduleOf[role] = module;
  }
  return moduleOf;
}

function fieldsFrom(
  targets: readonly { readonly target: string; readonly apiName: string | null }[],
): Record<string, string> {
  return Object.fromEntries(
    targets.flatMap(({ target, apiName }): [string, string][] =>
      apiName === null || target === 'products' ? [] : [[target, apiName]],
    ),
  );
}

function byRole(make: (role: ModuleRole) => RoleMapping): Editing {
  return { accounts: make('accounts'), contacts: make('contacts'), products: make('products'), deals: make('deals') };
}

import type { Configuration } from '#core/configuration/configuration.ts';
import type { FieldRead, TableRequest } from '#core/crm/crm-batch.ts';
import type { ChoiceOption, FieldMetadata } from '#core/crm/metadata.ts';
import type { FieldReference } from '#core/mapping/field-reference.ts';
import { ruleFields } from '#core/scoring-rules/evaluate-rules.ts';
import {
  SCORED_MODULES,
  type ScoredModule,
  type ScoringRule,
  type ScoringRules,
} from '#core/scoring-rules/scoring-rules.ts';
import type { TouchPointRecipe } from '#core/techniques/engagement/recipe.ts';
import { touchNumber } from '#core/techniques/engagement/touches.ts';
import type { BulkSource } from '../score/techniques/plan-source.ts';
import { planTechniques } from '../score/techniques/plan-techniques.ts';
import { moduleNameOf, resolveRuleField } from './module-fields.ts';
import type { RulesRunRow } from './rules-run-row.ts';

/** Column of a contact's account, beside the record's own id. */
export const ACCOUNT = 'rules:account';

type Fields = Readonly<Record<string, readonly FieldMetadata[]>>;
type Warnings = RulesRunRow['warnings'];

/** A module whose records are scored. */
export interface PlannedModule {
  readonly module: ScoredModule;
  readonly apiName: string;
  readonly rules: readonly ScoringRule[];
  /** Columns are keyed by the rules' references, deals' stages once more by what they mean. */
  readonly request: TableRequest;
  /** Fields that rules name and the org does not have, or not any more. */
  readonly lacks: readonly FieldReference[];
  readonly stageOptions: readonly ChoiceOption[];
  /** Places in `TOUCHES` that some rule counts. */
  readonly touches: ReadonlySet<number>;
}

export interface RulesPlan {
  readonly modules: readonly PlannedModule[];
  /** Contacts with their accounts; null = no rule of accounts counts touch points. */
  readonly contacts: TableRequest | null;
  /** Where touch points are read from beside what the intake has; none where no rule counts any. */
  readonly sources: readonly BulkSource<TouchPointRecipe>[];
  readonly countsTouches: boolean;
  readonly warnings: Warnings;
}

/**
 * What a run of these rules reads. Fields of modules that the org lacks are not there; such modules are left out and named. `scored` have
 * scores already: what rules gave that are gone is taken back.
 */
export function planRules(
  { rules }: ScoringRules,
  configuration: Configuration,
  fields: Fields,
  scored: readonly ScoredModule[],
): RulesPlan {
  const warnings: Warnings[number][] = [];
  const modules = SCORED_MODULES.flatMap((module): PlannedModule[] => {
    const own = rules.filter((rule) => rule.module === module);
    if (own.length === 0 && !scored.includes(module)) return [];
    const apiName = moduleNameOf(module, configuration.mapping);
    const known = apiName === null ? undefined : fields[apiName];
    if (apiName === null || known === undefined) {
      warnings.push({ code: 'scoringRules.moduleNotInOrg', params: { module } });
      return [];
    }
    return [planModule(module, apiName, own, configuration, known)];
  });
  const countsTouches = modules.some(({ touches }) => touches.size > 0);
  const ofAccounts = modules.some(({ module, touches }) => module === 'accounts' && touches.size > 0);
  const more = countsTouches ? planTechniques(configuration, fields) : null;
  const contacts = ofAccounts ? contactsOf(configuration) : null;
  if (countsTouches && more === null) warnings.push({ code: 'scoringRules.intakeAlone', params: {} });
  return {
    modules,
    contacts,
    sources: (more?.sources ?? []).flatMap((source) => (source.intake === null ? [source] : [])),
    countsTouches,
    warnings,
  };
}

/** Modules whose fields are asked for; the org need not have them all. */
export function modulesOfRules(
  { rules }: Pick<ScoringRules, 'rules'>,
  { mapping }: Pick<Configuration, 'mapping'>,
  scored: readonly ScoredModule[],
): readonly string[] {
  const all = new Set([...rules.map(({ module }) => module), ...scored]);
  return [...all].flatMap((module) => moduleNameOf(module, mapping) ?? []);
}

function planModule(
  module: ScoredModule,
  apiName: string,
  rules: readonly ScoringRule[],
  { mapping }: Configuration,
  fields: readonly FieldMetadata[],
): PlannedModule {
  const wanted = ruleFields(rules, module);
  const reads = wanted.flatMap((reference): FieldRead[] => {
    const field = resolveRuleField(reference, module, mapping, fields);
    return field.ok ? [{ apiName: field.value.apiName, as: reference, kind: field.value.kind }] : [];
  });
  const stage = mapping.deals.fields['stage'];
  const touches = rules.flatMap((rule) =>
    rule.kind === 'touch' && rule.active ? [touchNumber(rule.channel, rule.response)] : [],
  );
  return {
    module,
    apiName,
    rules,
    lacks: wanted.filter((reference) => !reads.some(({ as }) => as === reference)),
    request: { module: apiName, fields: [{ apiName: 'id', as: 'id', kind: 'id' }, ...reads], passing: true },
    stageOptions: module === 'deals' ? (fields.find((field) => field.apiName === stage)?.options ?? []) : [],
    touches: new Set(touches),
  };
}

function contactsOf({ mapping }: Configuration): TableRequest | null {
  const account = mapping.contacts?.fields['account'];
  if (mapping.contacts === null || account === undefined) return null;
  return {
    module: mapping.contacts.module,
    fields: [
      { apiName: 'id', as: 'id', kind: 'id' },
      { apiName: account, as: ACCOUNT, kind: 'id' },
    ],
    passing: true,
  };
}

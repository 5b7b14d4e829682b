import type { Configuration } from '#core/configuration/configuration.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { KindsOf } from '#core/criteria/check-criteria.ts';
import type { ModuleMapping } from '#core/mapping/mapping.ts';
import { fail, ok } from '#core/result.ts';
import { SCORED_MODULES, type ScoredModule } from '#core/scoring-rules/scoring-rules.ts';
import type { FieldChoice } from '#widgets/shared/criteria-builder/edit-criteria.ts';
import type { OrgWords } from '../models/org-words.ts';
import type { SetupApi } from '../models/setup-api.ts';

/** Zoho's own api name; leads are not mapped (SET-1). Source: Zoho CRM API v8, modules. */
const LEADS = 'Leads';

/** A module whose records rules can score, or why they cannot. */
export interface RuleModule {
  readonly module: ScoredModule;
  /** As the org calls its records; null = it has none of its own for them. */
  readonly label: string | null;
  readonly state: 'there' | 'notMapped' | 'notInOrg' | 'notReadable' | 'fieldsUnread';
  readonly mapping: ModuleMapping | null;
  readonly fields: readonly FieldMetadata[];
}

/** The modules as the published settings map them; fields that the wizard has not read are asked for. */
export async function readRuleModules(
  api: Pick<SetupApi, 'fields'>,
  org: OrgWords,
  { mapping }: Pick<Configuration, 'mapping'>,
): Promise<readonly RuleModule[]> {
  return Promise.all(
    SCORED_MODULES.map(async (module): Promise<RuleModule> => {
      const mapped = module === 'leads' ? { module: LEADS, fields: {} } : mapping[module];
      if (mapped === null) return { module, label: null, state: 'notMapped', mapping: null, fields: [] };
      const known = org.modules.find(({ apiName }) => apiName === mapped.module);
      if (known === undefined) return { module, label: null, state: 'notInOrg', mapping: mapped, fields: [] };
      const there = { module, label: known.pluralLabel, mapping: mapped };
      if (!known.viewable) return { ...there, state: 'notReadable', fields: [] };
      const loaded = org.fieldsOf(mapped.module);
      if (loaded.length > 0) return { ...there, state: 'there', fields: loaded };
      const answer = await api.fields(mapped.module);
      const fields = answer.ok ? (answer.value[mapped.module] ?? []) : [];
      return { ...there, state: fields.length > 0 ? 'there' : 'fieldsUnread', fields };
    }),
  );
}

/** Touch points are those of contacts and accounts. */
export function countsTouches(module: ScoredModule): boolean {
  return module === 'accounts' || module === 'contacts';
}

/** Kinds of the fields that the builder offers; null = they could not be read, and the server judges. */
export function kindsOfChoices({ state }: RuleModule, choices: readonly FieldChoice[]): KindsOf | null {
  if (state !== 'there') return null;
  return (reference) => {
    const choice = choices.find((each) => each.reference === reference);
    return choice === undefined
      ? fail({ code: 'criteria.unknownField', params: { field: reference } })
      : ok([choice.kind]);
  };
}

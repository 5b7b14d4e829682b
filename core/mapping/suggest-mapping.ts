import type { ModuleMetadata } from '#core/crm/metadata.ts';
import type { Message, Problem } from '#core/message.ts';
import type { FieldsOf, LookupRelation, ProductSources, RelatedListsOf } from './detect-lookups.ts';
import type { Mapping } from './mapping.ts';
import type { ModuleRole } from './targets.ts';

export interface TargetSuggestion {
  readonly target: string;
  readonly required: boolean;
  /** Field api name; null = map by hand or leave. */
  readonly apiName: string | null;
  /** Other fields whose type fits, by api name. */
  readonly alternatives: readonly string[];
  /** Fields that carry the expected name but cannot serve, with the reason. */
  readonly refused: readonly Message[];
  readonly unlocks: readonly string[];
}

export interface ModuleSuggestion {
  readonly role: ModuleRole;
  /** Module api name; null = the admin picks. */
  readonly module: string | null;
  readonly alternatives: readonly string[];
  readonly targets: readonly TargetSuggestion[];
}

export interface MappingSuggestion {
  readonly modules: Readonly<Record<ModuleRole, ModuleSuggestion>>;
  readonly relations: readonly LookupRelation[];
  readonly products: ProductSources;
  /** What stops the mapping: required targets and mandatory lookups that were not found. */
  readonly missing: readonly Problem[];
  /** Complete when nothing is missing for accounts and deals; contacts and products stay null while incomplete. */
  readonly mapping: Mapping | null;
}

export interface SuggestionOptions {
  /** The admin's own choice of module per role (SET-1: standard or custom); unset roles use the standard module. */
  readonly chosen?: Readonly<Partial<Record<ModuleRole, string>>>;
  readonly relatedListsOf?: RelatedListsOf;
}

export function suggestMapping(
  _modules: readonly ModuleMetadata[],
  _fieldsOf: FieldsOf,
  _options: SuggestionOptions = {},
): MappingSuggestion {
  throw new Error('not built yet');
}

import type { Criteria } from '#core/criteria/criteria.ts';
import { CRM_PREFIX } from '#core/mapping/field-reference.ts';
import { columnKindOf, STAGE_TYPE } from '#core/mapping/resolve-field.ts';
import { MAPPING_TARGETS } from '#core/mapping/targets.ts';
import type { ModuleMapping } from '#core/mapping/mapping.ts';
import type { FieldChoice } from '#widgets/shared/criteria-builder/edit-criteria.ts';
import type { OrgWords } from './org-words.ts';

interface ChoiceWords {
  /** The derived field that says what a stage means, and its three values. */
  readonly stageType: string;
  readonly open: string;
  readonly won: string;
  readonly lost: string;
}

/**
 * The fields of a module that criteria may name, mapped ones first under their target, all by the org's labels. Lookups
 * and users are left out (people know them by name, criteria by id) unless `used` names them.
 */
export function fieldChoices(
  role: 'accounts' | 'contacts' | 'deals' | 'leads',
  module: ModuleMapping,
  org: Pick<OrgWords, 'fieldsOf'>,
  words: ChoiceWords,
  used: readonly Criteria[] = [],
): FieldChoice[] {
  const named = new Set(used.flatMap(({ conditions }) => conditions.map(({ field }) => field)));
  const targetOf = new Map(
    // Leads have no targets: they are not mapped (SET-1).
    (role === 'leads' ? [] : MAPPING_TARGETS[role]).flatMap(({ name }): [string, string][] => {
      const apiName = module.fields[name];
      return apiName === undefined ? [] : [[apiName, name]];
    }),
  );
  const fields = org.fieldsOf(module.module);
  const repeated = new Set(fields.map(({ label }) => label).filter((label, at, all) => all.indexOf(label) !== at));
  const choices = fields.flatMap((field): FieldChoice[] => {
    const kind = columnKindOf(field.type);
    const reference = targetOf.get(field.apiName) ?? CRM_PREFIX + field.apiName;
    if (kind === null || (kind === 'id' && !named.has(reference))) return [];
    return [
      {
        reference,
        label: repeated.has(field.label) ? `${field.label} (${field.apiName})` : field.label,
        kind,
        options: field.options.map(({ actual, display }) => ({ value: actual, label: display })),
      },
    ];
  });
  const isMapped = (choice: FieldChoice): boolean => !choice.reference.startsWith(CRM_PREFIX);
  const stage: FieldChoice[] =
    role === 'deals' && Object.hasOwn(module.fields, 'stage')
      ? [
          {
            reference: STAGE_TYPE,
            label: words.stageType,
            kind: 'text',
            options: (['won', 'open', 'lost'] as const).map((value) => ({ value, label: words[value] })),
          },
        ]
      : [];
  return [...stage, ...choices.filter(isMapped), ...choices.filter((choice) => !isMapped(choice))];
}

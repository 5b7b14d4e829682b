import type { Criteria } from '#core/criteria/criteria.ts';
import type { FieldChoice } from '#widgets/shared/criteria-builder/edit-criteria.ts';
import { ownFieldName } from '#widgets/shared/i18n/own-field-name.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { fieldChoices } from './models/field-choices.ts';
import { useSetup } from './setup-context.ts';

/** The fields of a saved module for the criteria builder; none while the module is not saved. */
export function useFieldChoices(role: 'accounts' | 'deals', used: readonly Criteria[]): FieldChoice[] {
  const t = useTranslator();
  const { setup } = useSetup();
  const module = setup.draft.draft.value.modules[role];
  if (module === null) return [];
  const words = {
    stageType: t.text('setup.stageType'),
    open: t.text('setup.stageType.open'),
    won: t.text('setup.stageType.won'),
    lost: t.text('setup.stageType.lost'),
  };
  return fieldChoices(role, module, setup.mapping.org.value, words, used).map((choice) => ({
    ...choice,
    label: ownFieldName(choice.reference, choice.label, t),
  }));
}

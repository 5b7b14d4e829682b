import type { ScoredModule, ScoringRule } from '#core/scoring-rules/scoring-rules.ts';
import type { FieldChoice } from '#widgets/shared/criteria-builder/edit-criteria.ts';
import { ownFieldName } from '#widgets/shared/i18n/own-field-name.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { fieldChoices } from '../models/field-choices.ts';
import type { RuleModule } from './rule-modules.ts';

/** The fields of each module for the criteria builder; those that rules name already are among them. */
export function useRuleChoices(
  modules: readonly RuleModule[],
  rules: readonly ScoringRule[],
): (module: ScoredModule) => readonly FieldChoice[] {
  const t = useTranslator();
  const words = {
    stageType: t.text('setup.stageType'),
    open: t.text('setup.stageType.open'),
    won: t.text('setup.stageType.won'),
    lost: t.text('setup.stageType.lost'),
  };
  const choices = new Map(
    modules.map(({ module, mapping, fields }) => {
      if (mapping === null) return [module, []];
      const used = rules.flatMap((rule) => (rule.kind === 'field' && rule.module === module ? [rule.criteria] : []));
      const found = fieldChoices(module, mapping, { fieldsOf: () => fields }, words, used);
      return [
        module,
        found.map((choice) => ({ ...choice, label: ownFieldName(choice.reference, choice.label, t) })),
      ] as const;
    }),
  );
  return (module) => choices.get(module) ?? [];
}

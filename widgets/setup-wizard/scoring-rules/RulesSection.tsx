import { useState } from 'preact/hooks';
import type { ScoredModule } from '#core/scoring-rules/scoring-rules.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { DecisionFoot } from '../components/DecisionFoot.tsx';
import { useSaving } from '../components/use-saving.ts';
import { useSetup } from '../setup-context.ts';
import { ModuleRules } from './ModuleRules.tsx';
import { kindsOfChoices, type RuleModule } from './rule-modules.ts';
import { checkRule } from './rule-problems.ts';
import { moduleName, sayDifference, sayRuleProblem } from './rule-words.ts';
import { sayRulesFailure } from './say-failure.ts';
import type { StandingRules } from './scoring-rules-api.ts';
import type { ScoringRulesModel } from './ScoringRulesModel.ts';
import { useRuleChoices } from './use-rule-choices.ts';

interface RulesSectionProps {
  readonly model: ScoringRulesModel;
  readonly standing: StandingRules;
  readonly modules: readonly RuleModule[];
}

/** The rules by module, as they are being changed, and putting them in force. */
export function RulesSection({ model, standing, modules }: RulesSectionProps) {
  const t = useTranslator();
  const { today } = useSetup();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const rules = model.rules.value;
  const choicesOf = useRuleChoices(modules, rules);
  const kindsOf = (module: ScoredModule) => {
    const found = modules.find((each) => each.module === module);
    return found === undefined ? null : kindsOfChoices(found, choicesOf(module));
  };
  const local = rules.flatMap((rule) => checkRule(rule, kindsOf));
  const { ofRules, ofAll } = model.problems.value;
  const wrong = new Set(local.map(({ rule }) => rule)).size;
  const saving = useSaving(
    'rulesSetup',
    model,
    wrong === 0 || !model.unsaved.value ? null : t.text('rulesSetup.wrong.rules', { count: wrong }),
  );
  const [present] = standing.versions;
  const differences = model.differences.value ?? [];
  // A module that cannot be scored is said below the others, unless rules of it stand.
  const shown = modules.filter(
    ({ module, state }) =>
      state === 'there' || state === 'fieldsUnread' || rules.some((rule) => rule.module === module),
  );
  const show = (id: string, isOpen: boolean): void => {
    const next = new Set(open);
    if (isOpen) next.add(id);
    else next.delete(id);
    setOpen(next);
  };

  return (
    <section class="stack" aria-labelledby="rules-heading">
      <h3 id="rules-heading">{t.text('rulesSetup.rules')}</h3>
      {rules.length === 0 && <p class="soft measure">{t.text('rulesSetup.none')}</p>}
      {shown.map((module) => (
        <ModuleRules
          key={module.module}
          module={module}
          modules={modules}
          rules={rules}
          standing={standing.rules}
          choices={choicesOf(module.module)}
          problems={[...local, ...ofRules]}
          today={today.iso}
          newId={model.newId}
          open={open}
          onShow={show}
          onEdit={model.edit}
        />
      ))}
      {modules
        .filter((module) => !shown.includes(module))
        .map(({ module, state }) => (
          <p key={module} class="soft measure">
            {state !== 'there' && t.text(`rulesSetup.module.${state}`, { module: moduleName(module, modules, t) })}
          </p>
        ))}
      {ofAll.length > 0 && (
        <Banner tone="bad">
          <ul class="rule-lines">
            {ofAll.map((message, index) => (
              <li key={index}>{sayRuleProblem(message, { modules, choices: [] }, t)}</li>
            ))}
          </ul>
        </Banner>
      )}
      <DecisionFoot
        part="rulesSetup"
        model={model}
        decided={present ?? { changedBy: null, changedAt: null }}
        saving={saving}
        sayFailed={(failure) => sayRulesFailure(failure, t)}
        differences={
          differences.length > 0 && (
            <>
              {' '}
              {t.text('rulesSetup.conflict.differences')}
              <ul class="rule-lines">
                {differences.map((difference) => (
                  <li key={`${difference.kind} ${difference.rule.id}`}>{sayDifference(difference, t)}</li>
                ))}
              </ul>
            </>
          )
        }
      />
    </section>
  );
}

import { parseIsoDay } from '#core/crm/days.ts';
import type { ScoringRule } from '#core/scoring-rules/scoring-rules.ts';
import type { FieldChoice } from '#widgets/shared/criteria-builder/edit-criteria.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { sayPoints } from '#widgets/shared/ledger/say-points.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { isSameRule } from './edit-rules.ts';
import type { RuleModule } from './rule-modules.ts';
import type { RuleProblem } from './rule-problems.ts';
import { RuleEditor } from './RuleEditor.tsx';
import { ruleName, sayRule } from './rule-words.ts';

interface RuleRowProps {
  readonly rule: ScoringRule;
  /** As it is in force; null = it is new. */
  readonly standing: ScoringRule | null;
  readonly modules: readonly RuleModule[];
  readonly choices: readonly FieldChoice[];
  readonly problems: readonly RuleProblem[];
  readonly open: boolean;
  readonly onShow: (shown: boolean) => void;
  readonly onChange: (change: (rule: ScoringRule) => ScoringRule) => void;
  readonly onRemove: () => void;
}

/** The sentence stands; the form opens on demand, so that many rules stay readable. */
export function RuleRow(props: RuleRowProps) {
  const t = useTranslator();
  const { rule, standing, modules, choices, problems, open, onShow, onChange, onRemove } = props;
  const name = ruleName(rule, t);
  const fromDay = parseIsoDay(rule.fromDay);
  return (
    <li class="rule">
      <span class={`rule__points number ${rule.points < 0 ? 'rule__points--minus' : ''}`}>
        {sayPoints(rule.points, t)}
      </span>
      <div class="rule__words">
        <strong>{name}</strong>
        {!open && <span>{sayRule(rule, choices, t)}</span>}
        <span class="soft rule__notes">
          {!rule.active && <span>{t.text('rulesSetup.rule.off')}</span>}
          {standing === null || !isSameRule(rule, standing) ? (
            <span>{t.text('rulesSetup.rule.unsaved')}</span>
          ) : (
            rule.active && fromDay !== null && <span>{t.text('rulesSetup.rule.from', { fromDay })}</span>
          )}
          {problems.length > 0 && !open && (
            <span class="field__error">{t.text('rulesSetup.rule.problems', { count: problems.length })}</span>
          )}
        </span>
      </div>
      <div class="rule__end">
        <Button
          kind="plain"
          expanded={open}
          label={t.text(open ? 'rulesSetup.rule.closeOf' : 'rulesSetup.rule.editOf', { rule: name })}
          onPress={() => onShow(!open)}
        >
          {t.text(open ? 'rulesSetup.rule.close' : 'rulesSetup.rule.edit')}
        </Button>
        <Button kind="plain" label={t.text('rulesSetup.rule.remove', { rule: name })} onPress={onRemove}>
          <Icon name="cross" />
        </Button>
      </div>
      {open && (
        <RuleEditor
          rule={rule}
          isNew={standing === null}
          modules={modules}
          choices={choices}
          problems={problems}
          onChange={onChange}
        />
      )}
    </li>
  );
}

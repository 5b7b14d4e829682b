import { useId } from 'preact/hooks';
import { MAX_FIELD_RULES, MAX_TOUCH_RULES, type ScoringRule } from '#core/scoring-rules/scoring-rules.ts';
import { startCondition, type FieldChoice } from '#widgets/shared/criteria-builder/edit-criteria.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { useSetup } from '../setup-context.ts';
import { removeRule, replaceRule, startRule } from './edit-rules.ts';
import { countsTouches, type RuleModule } from './rule-modules.ts';
import type { RuleProblem } from './rule-problems.ts';
import { RuleRow } from './RuleRow.tsx';
import { moduleName, ruleName } from './rule-words.ts';
import type { ScoringRulesModel } from './ScoringRulesModel.ts';

interface ModuleRulesProps {
  readonly module: RuleModule;
  readonly modules: readonly RuleModule[];
  /** Of all modules, as they are being changed, and as they stand. */
  readonly rules: readonly ScoringRule[];
  readonly standing: readonly ScoringRule[];
  readonly choices: readonly FieldChoice[];
  readonly problems: readonly RuleProblem[];
  /** ISO day. */
  readonly today: string;
  readonly newId: () => string;
  /** Ids of the rules that are open for editing. */
  readonly open: ReadonlySet<string>;
  readonly onShow: (id: string, shown: boolean) => void;
  readonly onEdit: ScoringRulesModel['edit'];
}

const MOST = { field: MAX_FIELD_RULES, touch: MAX_TOUCH_RULES } as const;
/** Fields that a first condition is mostly about. */
const FIRST_FIELDS: readonly string[] = ['industry', 'title', 'stageType', 'crm:Lead_Source'];

export function ModuleRules(props: ModuleRulesProps) {
  const t = useTranslator();
  const headingId = useId();
  const { toasts } = useSetup();
  const { module, modules, rules, standing, choices, problems, today, newId, open, onShow, onEdit } = props;
  const { state } = module;
  const name = moduleName(module.module, modules, t);
  const own = rules.filter((rule) => rule.module === module.module);
  const there = state === 'there' || state === 'fieldsUnread';

  const add = (kind: ScoringRule['kind']): void => {
    const id = newId();
    const first = choices.find(({ reference }) => FIRST_FIELDS.includes(reference)) ?? choices[0];
    const conditions = first === undefined ? [] : [startCondition(first, today)];
    const criteria = kind === 'field' ? { conditions, pattern: '' } : null;
    onEdit((before) => [...before, startRule(before, { module: module.module, id, today, criteria })]);
    onShow(id, true);
  };
  const remove = (rule: ScoringRule): void => {
    let putBack: ReturnType<typeof removeRule>['undo'] | null = null;
    onEdit((before) => {
      const removed = removeRule(before, rule.id);
      putBack = removed.undo;
      return removed.rules;
    });
    toasts.show(t.text('rulesSetup.rule.removed', { rule: ruleName(rule, t) }), () => {
      if (putBack !== null) onEdit(putBack);
    });
  };
  const addButton = (kind: ScoringRule['kind']) => {
    const full = own.filter((rule) => rule.kind === kind).length >= MOST[kind];
    const unread = kind === 'field' && choices.length === 0;
    return (
      <Button
        label={t.text(`rulesSetup.add.${kind}Of`, { module: name })}
        blockedBy={
          full
            ? t.text('rulesSetup.add.full', { most: MOST[kind] })
            : unread
              ? t.text('rulesSetup.module.fieldsUnread', { module: name })
              : null
        }
        onPress={() => add(kind)}
      >
        {t.text(`rulesSetup.add.${kind}`)}
      </Button>
    );
  };

  return (
    <section class="card stack rule-module" aria-labelledby={headingId}>
      <header class="section-head">
        <h4 id={headingId}>{name}</h4>
        <span class="soft">{t.text('rulesSetup.count', { count: own.length })}</span>
      </header>
      {state !== 'there' && (
        <p class="soft measure">
          {t.text(`rulesSetup.module.${state}`, { module: name })}{' '}
          {!there && own.length > 0 && t.text('rulesSetup.module.leftOut')}
        </p>
      )}
      {own.length > 0 && (
        <ul role="list" class="rules">
          {own.map((rule) => (
            <RuleRow
              key={rule.id}
              rule={rule}
              standing={standing.find(({ id }) => id === rule.id) ?? null}
              modules={modules}
              choices={choices}
              problems={problems.filter((problem) => problem.rule === rule.id)}
              open={open.has(rule.id)}
              onShow={(shown) => onShow(rule.id, shown)}
              onChange={(change) => onEdit((before) => replaceRule(before, rule.id, change))}
              onRemove={() => remove(rule)}
            />
          ))}
        </ul>
      )}
      {there && (
        <div class="rule-module__add">
          {addButton('field')}
          {countsTouches(module.module) && addButton('touch')}
        </div>
      )}
    </section>
  );
}

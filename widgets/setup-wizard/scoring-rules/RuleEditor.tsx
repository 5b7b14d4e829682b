import { useEffect, useRef, useState } from 'preact/hooks';
import { MAX_RULE_POINTS, type ScoringRule } from '#core/scoring-rules/scoring-rules.ts';
import { CHANNELS } from '#core/techniques/engagement/touches.ts';
import { CriteriaBuilder } from '#widgets/shared/criteria-builder/CriteriaBuilder.tsx';
import type { FieldChoice } from '#widgets/shared/criteria-builder/edit-criteria.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Field } from '#widgets/shared/ui/Field.tsx';
import { useSetup } from '../setup-context.ts';
import { NumberInput } from '../techniques/NumberInput.tsx';
import { responsesOf, withChannel, type FieldRule, type TouchRule } from './edit-rules.ts';
import type { RuleModule } from './rule-modules.ts';
import { conditionOf, type RuleProblem } from './rule-problems.ts';
import { ruleName, sayResponse, sayRuleProblem } from './rule-words.ts';

interface RuleEditorProps {
  readonly rule: ScoringRule;
  /** Added just now: the cursor waits in its name. */
  readonly isNew: boolean;
  readonly modules: readonly RuleModule[];
  readonly choices: readonly FieldChoice[];
  readonly problems: readonly RuleProblem[];
  readonly onChange: (change: (rule: ScoringRule) => ScoringRule) => void;
}

/** Longest name that the document takes. Characters. */
const NAME_LENGTH = 60;

export function RuleEditor({ rule, isNew, modules, choices, problems, onChange }: RuleEditorProps) {
  const t = useTranslator();
  const name = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (isNew) name.current?.select();
  }, []);
  const say = (problem: RuleProblem): string => sayRuleProblem(problem.message, { modules, choices }, t);
  const at = (place: string): string | null => {
    const found = problems.find((problem) => problem.place === place);
    return found === undefined ? null : say(found);
  };
  const elsewhere = problems.filter(
    ({ place, isServers }) =>
      !/^(?:names|points|channel|response|criteria\.conditions\[)/.test(place) &&
      (isServers || !place.startsWith('criteria.pattern')),
  );
  return (
    <div class="rule__form">
      <div class="rule__fields">
        {(['en', 'es'] as const).map((language) => (
          <Field
            key={language}
            label={t.text('rulesSetup.rule.name', { language: t.text(`setup.language.${language}`) })}
            error={at(`names.${language}`)}
          >
            {({ id, describedBy, invalid }) => (
              <input
                {...(language === t.viewer.language && { ref: name })}
                id={id}
                class="input"
                lang={language}
                maxLength={NAME_LENGTH}
                aria-describedby={describedBy}
                aria-invalid={invalid}
                value={rule.names[language]}
                onInput={({ currentTarget: { value } }) =>
                  onChange((before) => ({ ...before, names: { ...before.names, [language]: value } }))
                }
              />
            )}
          </Field>
        ))}
        <Points rule={rule} error={at('points')} onChange={onChange} />
        {rule.kind === 'touch' && (
          <TouchFields rule={rule} error={at('response') ?? at('channel')} onChange={onChange} />
        )}
      </div>
      {rule.kind === 'field' && (
        <Conditions rule={rule} choices={choices} problems={problems} say={say} onChange={onChange} />
      )}
      <p class="soft">{t.text(rule.kind === 'field' ? 'rulesSetup.rule.once' : 'rulesSetup.rule.eachTime')}</p>
      {elsewhere.length > 0 && (
        <ul class="rule-lines field__error" role="alert">
          {elsewhere.map((problem) => (
            <li key={`${problem.place} ${problem.message.code}`}>{say(problem)}</li>
          ))}
        </ul>
      )}
      <label class="tick policy">
        <input
          type="checkbox"
          checked={rule.active}
          onChange={({ currentTarget: { checked } }) => onChange((before) => ({ ...before, active: checked }))}
        />
        {t.text('rulesSetup.rule.active')}
      </label>
    </div>
  );
}

interface PartProps<R extends ScoringRule> {
  readonly rule: R;
  readonly error: string | null;
  readonly onChange: RuleEditorProps['onChange'];
}

/** Never nothing: whether they are added or taken away is chosen beside how many. */
function Points({ rule: { points }, error, onChange }: PartProps<ScoringRule>) {
  const t = useTranslator();
  const [cut, setCut] = useState<{ readonly typed: number; readonly taken: number | null } | null>(null);
  const size = Math.abs(points);
  const put = (next: number): void => onChange((before) => ({ ...before, points: next }));
  return (
    <>
      <Field label={t.text('rulesSetup.rule.effect')}>
        {({ id }) => (
          <select
            id={id}
            class="input"
            value={points < 0 ? 'minus' : 'plus'}
            onChange={({ currentTarget: { value } }) => put(size * (value === 'minus' ? -1 : 1))}
          >
            <option value="plus">{t.text('rulesSetup.rule.adds')}</option>
            <option value="minus">{t.text('rulesSetup.rule.takes')}</option>
          </select>
        )}
      </Field>
      <Field label={t.text('rulesSetup.rule.points', { most: MAX_RULE_POINTS })} error={error}>
        {({ id, describedBy }) => (
          <>
            <NumberInput
              id={id}
              describedBy={describedBy}
              value={size}
              least={1}
              most={MAX_RULE_POINTS}
              onChange={(next) => put((next ?? 1) * (points < 0 ? -1 : 1))}
              atOnce
              onCut={setCut}
            />
            <span class="field__hint" role="status">
              {/* Not of points that came otherwise since: discarded, taken from somebody else. */}
              {cut !== null &&
                cut.taken === size &&
                t.text('rulesSetup.rule.pointsCut', { typed: cut.typed, points: size, most: MAX_RULE_POINTS })}
            </span>
          </>
        )}
      </Field>
    </>
  );
}

function TouchFields({ rule, error, onChange }: PartProps<TouchRule>) {
  const t = useTranslator();
  const change = (next: (before: TouchRule) => TouchRule): void =>
    onChange((before) => (before.kind === 'touch' ? next(before) : before));
  const { channel, response } = rule;
  const responses = responsesOf(channel);
  return (
    <>
      <Field label={t.text('rulesSetup.rule.channel')}>
        {({ id }) => (
          <select
            id={id}
            class="input"
            value={channel}
            onChange={({ currentTarget: { value } }) => {
              const chosen = CHANNELS.find((each) => each === value);
              if (chosen !== undefined) change((before) => withChannel(before, chosen));
            }}
          >
            {CHANNELS.map((each) => (
              <option key={each} value={each}>
                {t.text(`engagement.channel.${each}`)}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label={t.text('rulesSetup.rule.response')} error={error}>
        {({ id, describedBy, invalid }) => (
          <select
            id={id}
            class="input"
            aria-describedby={describedBy}
            aria-invalid={invalid}
            value={response}
            onChange={({ currentTarget: { value } }) => change((before) => ({ ...before, response: value }))}
          >
            {!responses.includes(response) && <option value={response}>{response}</option>}
            {responses.map((each) => (
              <option key={each} value={each}>
                {sayResponse({ channel, response: each }, t)}
              </option>
            ))}
          </select>
        )}
      </Field>
    </>
  );
}

interface ConditionsProps {
  readonly rule: FieldRule;
  readonly choices: readonly FieldChoice[];
  readonly problems: readonly RuleProblem[];
  readonly say: (problem: RuleProblem) => string;
  readonly onChange: RuleEditorProps['onChange'];
}

/** What the builder cannot know of a condition stands beside it: a value that is missing, a field that the profile hides. */
function Conditions({ rule, choices, problems, say, onChange }: ConditionsProps) {
  const t = useTranslator();
  const { today } = useSetup();
  return (
    <CriteriaBuilder
      legend={t.text('rulesSetup.rule.conditions', { rule: ruleName(rule, t) })}
      fields={choices}
      criteria={rule.criteria}
      today={today.iso}
      onChange={(criteria) => onChange((before) => (before.kind === 'field' ? { ...before, criteria } : before))}
      noteOf={(index) => {
        const found = problems.find(
          ({ message, ...problem }) =>
            conditionOf(problem) === index && (problem.isServers || !message.code.startsWith('criteria.')),
        );
        return found === undefined ? null : (
          <span class="field__error" role="alert">
            {say(found)}
          </span>
        );
      }}
    />
  );
}

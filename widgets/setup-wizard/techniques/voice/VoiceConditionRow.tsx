import { MAX_TIMES, type VoiceCondition, type VoiceSettings } from '#core/techniques/voice/settings.ts';
import { SENTIMENTS, VOICE_INTENTS } from '#core/techniques/voice/verdict.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { NumberInput } from '../NumberInput.tsx';
import { CONDITION_KINDS, startCondition, VOICE_OPERATORS } from './edit-voice.ts';

interface VoiceConditionRowProps {
  readonly condition: VoiceCondition;
  /** From 1, as the pattern counts. */
  readonly number: number;
  readonly settings: Pick<VoiceSettings, 'competitors' | 'keywords'>;
  /** Why it may not go; null = it may. */
  readonly keepBecause: string | null;
  readonly onChange: (condition: VoiceCondition) => void;
  readonly onRemove: () => void;
}

/** One preference: what of, which, compared how, with how much. */
export function VoiceConditionRow({
  condition,
  number,
  settings,
  keepBecause,
  onChange,
  onRemove,
}: VoiceConditionRowProps) {
  const t = useTranslator();
  const { kind, operator } = condition;
  return (
    <fieldset class="condition voice-condition">
      <legend class="visually-hidden">{t.text('builder.condition', { number })}</legend>
      <span class="condition__number number" aria-hidden="true">
        {number}
      </span>
      <select
        class="input"
        aria-label={t.text('voiceSetup.condition.kind', { number })}
        value={kind}
        onChange={(event) => {
          const wanted = CONDITION_KINDS.find((known) => known === event.currentTarget.value);
          const started = wanted === undefined ? null : startCondition(wanted, settings, operator);
          if (started !== null) onChange(started);
        }}
      >
        {CONDITION_KINDS.map((known) => (
          <option
            key={known}
            value={known}
            disabled={known === 'keyword' && kind !== 'keyword' && settings.keywords.length === 0}
          >
            {t.text(`voiceSetup.kind.${known}`)}
          </option>
        ))}
      </select>
      <Subject condition={condition} number={number} settings={settings} onChange={onChange} />
      <select
        class="input"
        aria-label={t.text('builder.operator', { number })}
        value={operator}
        onChange={(event) => {
          const chosen = VOICE_OPERATORS.find((known) => known === event.currentTarget.value);
          if (chosen !== undefined) onChange({ ...condition, operator: chosen });
        }}
      >
        {VOICE_OPERATORS.map((known) => (
          <option key={known} value={known}>
            {t.text(`voiceSetup.operator.${known}`)}
          </option>
        ))}
      </select>
      <span class="voice-condition__limit">
        {kind === 'intent' || kind === 'sentiment' ? (
          <NumberInput
            name={t.text('builder.value', { number })}
            value={condition.percent}
            least={0}
            most={100}
            onChange={(percent) => onChange({ ...condition, percent: percent ?? 0 })}
          />
        ) : (
          <NumberInput
            name={t.text('builder.value', { number })}
            value={condition.times}
            least={0}
            most={MAX_TIMES}
            onChange={(times) => onChange({ ...condition, times: times ?? 0 })}
          />
        )}
        <span class="soft">{t.text(`voiceSetup.unit.${kind}`)}</span>
      </span>
      <Button kind="plain" label={t.text('builder.remove', { number })} blockedBy={keepBecause} onPress={onRemove}>
        ×
      </Button>
    </fieldset>
  );
}

type SubjectProps = Pick<VoiceConditionRowProps, 'condition' | 'number' | 'settings' | 'onChange'>;

function Subject({ condition, number, settings, onChange }: SubjectProps) {
  const t = useTranslator();
  const name = t.text('voiceSetup.condition.subject', { number });
  switch (condition.kind) {
    case 'intent':
      return (
        <Choice
          name={name}
          value={condition.intent}
          options={VOICE_INTENTS.map((intent) => [intent, t.text(`voice.intent.${intent}`)])}
          onChange={(value) => {
            const intent = VOICE_INTENTS.find((known) => known === value);
            if (intent !== undefined) onChange({ ...condition, intent });
          }}
        />
      );
    case 'sentiment':
      return (
        <Choice
          name={name}
          value={condition.sentiment}
          options={SENTIMENTS.map((sentiment) => [sentiment, t.text(`voice.sentiment.${sentiment}`)])}
          onChange={(value) => {
            const sentiment = SENTIMENTS.find((known) => known === value);
            if (sentiment !== undefined) onChange({ ...condition, sentiment });
          }}
        />
      );
    case 'keyword':
      return (
        <span class="voice-condition__pair">
          <Choice
            name={name}
            value={condition.keyword}
            options={withOwn(settings.keywords, condition.keyword).map((keyword) => [keyword, keyword])}
            onChange={(keyword) => onChange({ ...condition, keyword })}
          />
          <Choice
            name={t.text('voiceSetup.condition.mood', { number })}
            value={condition.sentiment ?? ''}
            options={[
              ['', t.text('voiceSetup.mood.any')],
              ...SENTIMENTS.map((sentiment) => [sentiment, t.text(`voice.sentiment.${sentiment}`)] as const),
            ]}
            onChange={(value) =>
              onChange({ ...condition, sentiment: SENTIMENTS.find((known) => known === value) ?? null })
            }
          />
        </span>
      );
    case 'competitor':
      return (
        <Choice
          name={name}
          value={condition.competitor ?? ''}
          options={[
            ['', t.text('voiceSetup.competitor.all')],
            ...withOwn(settings.competitors, condition.competitor).map(
              (competitor) => [competitor, competitor] as const,
            ),
          ]}
          onChange={(competitor) => onChange({ ...condition, competitor: competitor === '' ? null : competitor })}
        />
      );
  }
}

/** The names, and the condition's own where it is no longer among them: the linter offers to take it back in. */
function withOwn(names: readonly string[], own: string | null): readonly string[] {
  return own === null || names.includes(own) ? names : [own, ...names];
}

interface ChoiceProps {
  readonly name: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChange: (value: string) => void;
}

function Choice({ name, value, options, onChange }: ChoiceProps) {
  return (
    <select class="input" aria-label={name} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
      {options.map(([key, text]) => (
        <option key={key} value={key}>
          {text}
        </option>
      ))}
    </select>
  );
}

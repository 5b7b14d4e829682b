import type { Condition } from '#core/criteria/criteria.ts';
import { useTranslator } from '../i18n/translation-context.ts';
import type { FieldChoice } from './edit-criteria.ts';

interface ConditionValueProps {
  readonly field: FieldChoice;
  readonly condition: Condition;
  readonly number: number;
  readonly onChange: (condition: Condition) => void;
}

/** The value inputs of one condition, native by type; each is named with the condition's number. */
export function ConditionValue({ field, condition, number, onChange }: ConditionValueProps) {
  const t = useTranslator();
  const name = t.text('builder.value', { number });

  if ('value' in condition) {
    if (field.options.length > 0 && (condition.operator === 'is' || condition.operator === 'isNot')) {
      return (
        <select
          class="input"
          aria-label={name}
          value={condition.value}
          onChange={(event) => onChange({ ...condition, value: event.currentTarget.value })}
        >
          {field.options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      );
    }
    return (
      <input
        class="input"
        aria-label={name}
        value={condition.value}
        maxLength={255}
        onInput={(event) => onChange({ ...condition, value: event.currentTarget.value })}
      />
    );
  }
  if ('values' in condition) {
    if (field.options.length === 0) {
      return (
        <input
          class="input"
          aria-label={name}
          value={condition.values.join(', ')}
          placeholder={t.text('builder.listHint')}
          onChange={(event) => onChange({ ...condition, values: splitList(event.currentTarget.value) })}
        />
      );
    }
    return (
      <fieldset class="choice-list">
        <legend class="visually-hidden">{name}</legend>
        {field.options.map((option) => (
          <label key={option.value} class="choice-list__item">
            <input
              type="checkbox"
              checked={condition.values.includes(option.value)}
              onChange={(event) => {
                const others = condition.values.filter((value) => value !== option.value);
                onChange({ ...condition, values: event.currentTarget.checked ? [...others, option.value] : others });
              }}
            />
            {option.label}
          </label>
        ))}
      </fieldset>
    );
  }
  if ('number' in condition) {
    return (
      <NumberInput
        name={name}
        value={condition.number}
        onChange={(value) => onChange({ ...condition, number: value })}
      />
    );
  }
  if ('from' in condition) {
    return (
      <span class="condition__range">
        <NumberInput
          name={t.text('builder.from', { number })}
          value={condition.from}
          onChange={(from) => onChange({ ...condition, from })}
        />
        <NumberInput
          name={t.text('builder.to', { number })}
          value={condition.to}
          onChange={(to) => onChange({ ...condition, to })}
        />
      </span>
    );
  }
  if ('day' in condition) {
    return <DayInput name={name} value={condition.day} onChange={(day) => onChange({ ...condition, day })} />;
  }
  if ('fromDay' in condition) {
    return (
      <span class="condition__range">
        <DayInput
          name={t.text('builder.from', { number })}
          value={condition.fromDay}
          onChange={(fromDay) => onChange({ ...condition, fromDay })}
        />
        <DayInput
          name={t.text('builder.to', { number })}
          value={condition.toDay}
          onChange={(toDay) => onChange({ ...condition, toDay })}
        />
      </span>
    );
  }
  if ('days' in condition) {
    return (
      <label class="condition__range">
        <NumberInput
          name={name}
          value={condition.days}
          onChange={(days) => onChange({ ...condition, days: Math.max(0, Math.trunc(days)) })}
        />
        <span class="soft">{t.text('builder.days')}</span>
      </label>
    );
  }
  return null;
}

interface InputProps<T> {
  readonly name: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
}

function NumberInput({ name, value, onChange }: InputProps<number>) {
  return (
    <input
      class="input number"
      type="number"
      step="any"
      aria-label={name}
      value={value}
      onInput={(event) => {
        const entered = event.currentTarget.valueAsNumber;
        // An emptied input is a state on the way to a number, not a zero.
        if (Number.isFinite(entered)) onChange(entered);
      }}
    />
  );
}

function DayInput({ name, value, onChange }: InputProps<string>) {
  return (
    <input
      class="input"
      type="date"
      aria-label={name}
      value={value}
      onChange={(event) => {
        if (event.currentTarget.value !== '') onChange(event.currentTarget.value);
      }}
    />
  );
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

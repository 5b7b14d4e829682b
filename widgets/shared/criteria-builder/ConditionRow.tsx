import type { ComponentChildren } from 'preact';
import type { Condition } from '#core/criteria/criteria.ts';
import { operatorsFor } from '#core/criteria/operators.ts';
import { useTranslator } from '../i18n/translation-context.ts';
import { Button } from '../ui/Button.tsx';
import { ConditionValue } from './ConditionValue.tsx';
import { startCondition, withOperator, type FieldChoice } from './edit-criteria.ts';

interface ConditionRowProps {
  readonly fields: readonly FieldChoice[];
  readonly condition: Condition;
  /** From 1, as the pattern counts. */
  readonly number: number;
  readonly today: string;
  /** What is wrong with it, in words. */
  readonly problem: string | null;
  readonly note: ComponentChildren;
  readonly onChange: (condition: Condition) => void;
  readonly onRemove: () => void;
}

/** Field first, then operator, then value. */
export function ConditionRow({
  fields,
  condition,
  number,
  today,
  problem,
  note,
  onChange,
  onRemove,
}: ConditionRowProps) {
  const t = useTranslator();
  const field = fields.find(({ reference }) => reference === condition.field);
  return (
    <fieldset class="condition">
      <legend class="visually-hidden">{t.text('builder.condition', { number })}</legend>
      <span class="condition__number number" aria-hidden="true">
        {number}
      </span>
      <select
        class="input"
        aria-label={t.text('builder.field', { number })}
        value={condition.field}
        onChange={(event) => {
          const chosen = fields.find(({ reference }) => reference === event.currentTarget.value);
          if (chosen !== undefined) onChange(startCondition(chosen, today));
        }}
      >
        {field === undefined && <option value={condition.field}>{condition.field}</option>}
        {fields.map(({ reference, label }) => (
          <option key={reference} value={reference}>
            {label}
          </option>
        ))}
      </select>
      <select
        class="input"
        aria-label={t.text('builder.operator', { number })}
        value={condition.operator}
        onChange={(event) => {
          const operator = operatorsFor(field?.kind ?? 'text').find((known) => known === event.currentTarget.value);
          if (field !== undefined && operator !== undefined) onChange(withOperator(field, operator, today, condition));
        }}
      >
        {operatorsFor(field?.kind ?? 'text').map((operator) => (
          <option key={operator} value={operator}>
            {t.text(`builder.operator.${operator}`)}
          </option>
        ))}
      </select>
      <div class="condition__value">
        {field !== undefined && (
          <ConditionValue field={field} condition={condition} number={number} onChange={onChange} />
        )}
      </div>
      <Button kind="plain" label={t.text('builder.remove', { number })} onPress={onRemove}>
        ×
      </Button>
      {note !== null && <p class="condition__note soft number">{note}</p>}
      {problem !== null && (
        <p class="field__error condition__problem" role="alert">
          {problem}
        </p>
      )}
    </fieldset>
  );
}

import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ColumnKind } from '#core/columns/column-table.ts';
import { checkCriteria } from '#core/criteria/check-criteria.ts';
import { MAX_CONDITIONS, type Criteria } from '#core/criteria/criteria.ts';
import { useTranslator } from '../i18n/translation-context.ts';
import { Button } from '../ui/Button.tsx';
import { ConditionRow } from './ConditionRow.tsx';
import { JoinButtons, PatternField } from './JoinConditions.tsx';
import { sentenceOf } from './criteria-sentence.ts';
import {
  addCondition,
  removeCondition,
  replaceCondition,
  simpleJoin,
  startCondition,
  type FieldChoice,
} from './edit-criteria.ts';

interface CriteriaBuilderProps {
  readonly legend: string;
  readonly fields: readonly FieldChoice[];
  readonly criteria: Criteria;
  /** ISO day new date conditions start from. */
  readonly today: string;
  readonly onChange: (criteria: Criteria) => void;
  /** Where a live count stands, if the caller has one. */
  readonly count?: ComponentChildren;
  /** A word beside a condition (from 0), such as how many records meet it alone. */
  readonly noteOf?: (index: number) => ComponentChildren;
}

/** The one criteria builder (SET-4, SEG-2, FIR-1): AND/OR appears with the second condition; a plain sentence stands below. */
export function CriteriaBuilder({ legend, fields, criteria, today, onChange, count, noteOf }: CriteriaBuilderProps) {
  const t = useTranslator();
  const [advanced, setAdvanced] = useState(simpleJoin(criteria) === null);
  const rows = useRef<HTMLDivElement>(null);
  const focusRow = useRef<number | null>(null);
  const kinds = new Map<string, ColumnKind>(fields.map(({ reference, kind }) => [reference, kind]));
  const problems = checkCriteria(criteria, kinds);

  // After adding or removing, the keyboard stays where the change was, whatever key comes next.
  useLayoutEffect(() => {
    if (focusRow.current === null) return;
    const selects = rows.current?.querySelectorAll<HTMLElement>('fieldset.condition > select:first-of-type');
    const shown = selects?.length ?? 0;
    // A row that was added may be drawn later than what else changed.
    if (shown > 0 && focusRow.current >= shown) return;
    const index = focusRow.current;
    focusRow.current = null;
    selects?.[index]?.focus();
  });

  return (
    <fieldset class="criteria">
      <legend class="criteria__legend">{legend}</legend>
      {criteria.conditions.length > 1 && !advanced && (
        <JoinButtons joined={criteria} onChange={onChange} onPattern={() => setAdvanced(true)} />
      )}
      <div ref={rows} class="criteria__rows">
        {criteria.conditions.map((condition, index) => {
          const problem = problems.find(({ where }) => where.startsWith(`conditions[${index}]`));
          return (
            <ConditionRow
              key={index}
              fields={fields}
              condition={condition}
              number={index + 1}
              today={today}
              problem={problem === undefined ? null : t.message(problem)}
              note={noteOf?.(index) ?? null}
              onChange={(changed) => onChange(replaceCondition(criteria, index, changed))}
              onRemove={() => {
                focusRow.current = Math.max(0, index - 1);
                onChange(removeCondition(criteria, index));
              }}
            />
          );
        })}
      </div>
      {criteria.conditions.length > 1 && advanced && (
        <PatternField
          pattern={criteria.pattern}
          problem={problemOfPattern(problems, t.message)}
          onChange={(pattern) => onChange({ ...criteria, pattern })}
        />
      )}
      <div class="criteria__foot">
        <Button
          blockedBy={
            criteria.conditions.length < MAX_CONDITIONS ? null : t.text('builder.full', { most: MAX_CONDITIONS })
          }
          onPress={() => {
            const [first] = fields;
            if (first === undefined) return;
            focusRow.current = criteria.conditions.length;
            onChange(addCondition(criteria, startCondition(first, today)));
          }}
        >
          {t.text('builder.add')}
        </Button>
        {count}
      </div>
      <p class="criteria__sentence soft" aria-live="polite">
        {sentenceOf(criteria, fields, t)}
      </p>
    </fieldset>
  );
}

function problemOfPattern(
  problems: ReturnType<typeof checkCriteria>,
  say: (problem: ReturnType<typeof checkCriteria>[number]) => string,
): string | null {
  const problem = problems.find(({ where }) => where === 'pattern');
  return problem === undefined ? null : say(problem);
}

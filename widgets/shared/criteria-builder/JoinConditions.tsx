import { useTranslator } from '../i18n/translation-context.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { joinAll, simpleJoin, type Joined } from './edit-criteria.ts';

interface JoinButtonsProps<C> {
  readonly joined: Joined<C>;
  readonly onChange: (joined: { conditions: C[]; pattern: string }) => void;
  readonly onPattern: () => void;
}

/** All, any, or a pattern of one's own. */
export function JoinButtons<C>({ joined, onChange, onPattern }: JoinButtonsProps<C>) {
  const t = useTranslator();
  const join = simpleJoin(joined);
  return (
    <div class="criteria__join" role="group" aria-label={t.text('builder.join')}>
      <Button pressed={join === 'and'} onPress={() => onChange(joinAll(joined, 'and'))}>
        {t.text('builder.joinAll')}
      </Button>
      <Button pressed={join === 'or'} onPress={() => onChange(joinAll(joined, 'or'))}>
        {t.text('builder.joinAny')}
      </Button>
      <Button kind="plain" onPress={onPattern}>
        {t.text('builder.joinPattern')}
      </Button>
    </div>
  );
}

interface PatternFieldProps {
  readonly pattern: string;
  /** What is wrong with it, in words. */
  readonly problem: string | null;
  readonly onChange: (pattern: string) => void;
}

/** SET-4: ((1 AND 2) OR 3). */
export function PatternField({ pattern, problem, onChange }: PatternFieldProps) {
  const t = useTranslator();
  return (
    <Field label={t.text('builder.pattern')} hint={t.text('builder.patternHint')} error={problem}>
      {({ id, describedBy, invalid }) => (
        <input
          class="input"
          id={id}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          value={pattern}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

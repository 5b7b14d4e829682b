import { useRef, useState } from 'preact/hooks';
import { MAX_NAME_CHARS } from '#core/techniques/voice/settings.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Field } from '#widgets/shared/ui/Field.tsx';
import { Icon } from '../../components/Icon.tsx';
import { addName } from './edit-voice.ts';

interface NameListProps {
  readonly title: string;
  readonly text: string;
  /** Label of the field for one more. */
  readonly field: string;
  readonly names: readonly string[];
  readonly most: number;
  readonly onAdd: (change: (names: readonly string[]) => string[]) => void;
  readonly onRemove: (text: string, change: (names: readonly string[]) => string[]) => void;
}

/** Names that are watched for: one field to add, one button each to take out. */
export function NameList({ title, text, field, names, most, onAdd, onRemove }: NameListProps) {
  const t = useTranslator();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const [error, setError] = useState<string | null>(null);
  const full = names.length >= most ? t.text('voiceSetup.names.full', { most }) : null;

  const add = (): void => {
    const added = addName(names, typed);
    if (typed.trim() !== '' && added === null)
      return setError(t.text('voiceSetup.names.twice', { name: typed.trim() }));
    if (added === null || full !== null) return;
    onAdd((before) => addName(before, typed) ?? [...before]);
    setTyped('');
    input.current?.focus();
  };

  return (
    <fieldset class="card settings-part">
      <legend class="settings-part__title">{title}</legend>
      <p class="soft">{text}</p>
      <form
        class="name-list__form"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <Field label={field} error={error}>
          {({ id, describedBy, invalid }) => (
            <input
              ref={input}
              class="input"
              id={id}
              aria-describedby={describedBy}
              aria-invalid={invalid}
              maxLength={MAX_NAME_CHARS}
              autocomplete="off"
              value={typed}
              onInput={(event) => {
                setTyped(event.currentTarget.value);
                setError(null);
              }}
            />
          )}
        </Field>
        <Button type="submit" blockedBy={full}>
          {t.text('voiceSetup.names.add')}
        </Button>
      </form>
      {names.length > 0 && (
        <ul role="list" class="name-list">
          {names.map((name) => (
            <li key={name} class="name-list__item">
              <span>{name}</span>
              <Button
                kind="plain"
                label={t.text('voiceSetup.names.remove', { name })}
                onPress={() => {
                  input.current?.focus();
                  onRemove(t.text('voiceSetup.names.removed', { name }), (before) =>
                    before.filter((known) => known !== name),
                  );
                }}
              >
                <Icon name="cross" />
              </Button>
            </li>
          ))}
        </ul>
      )}
    </fieldset>
  );
}

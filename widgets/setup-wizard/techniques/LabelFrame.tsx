import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Label } from '#core/labels/label.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Icon } from '../components/Icon.tsx';

interface LabelFrameProps {
  readonly label: Label;
  /** From 0. */
  readonly index: number;
  readonly count: number;
  /** Accounts of the last preview; in words where they are more than a number. */
  readonly accounts: number | string | null;
  /** Why it may not go; null = it may. */
  readonly keepBecause: string | null;
  /** Just added: the keyboard goes on with its name. */
  readonly isNew?: boolean;
  readonly onChange: (label: Pick<Label, 'names' | 'colour'>) => void;
  readonly onMove: (by: -1 | 1) => void;
  readonly onRemove: () => void;
  readonly children: ComponentChildren;
}

const NAME_LENGTH = 60;

/** What every label has, whatever decides it: order, colour, a name in each language, a way out. */
export function LabelFrame({
  label,
  index,
  count,
  accounts,
  keepBecause,
  isNew = false,
  onChange,
  onMove,
  onRemove,
  children,
}: LabelFrameProps) {
  const t = useTranslator();
  const shown = label.names[t.viewer.language] === '' ? label.id : label.names[t.viewer.language];
  const row = useRef<HTMLLIElement>(null);

  useEffect(() => {
    // Whoever moves it from the keyboard sees where it has come to.
    if (row.current?.contains(document.activeElement) === true) row.current.scrollIntoView({ block: 'nearest' });
  }, [index]);
  useLayoutEffect(() => {
    if (!isNew) return;
    const name = row.current?.querySelector<HTMLInputElement>(`input[lang=${t.viewer.language}]`);
    name?.focus();
    name?.select();
  }, []);

  return (
    <li ref={row} class="label-row">
      <div class="label-row__order">
        <Button
          kind="plain"
          label={t.text('techniques.labels.up', { label: shown })}
          blockedBy={index === 0 ? t.text('techniques.labels.first') : null}
          onPress={() => onMove(-1)}
        >
          <Icon name="up" />
        </Button>
        <span class="number soft" aria-hidden="true">
          {index + 1}
        </span>
        <Button
          kind="plain"
          label={t.text('techniques.labels.down', { label: shown })}
          blockedBy={index === count - 1 ? t.text('techniques.labels.last') : null}
          onPress={() => onMove(1)}
        >
          <Icon name="down" />
        </Button>
      </div>
      <div class="label-row__names">
        <input
          type="color"
          class="label-row__colour"
          aria-label={t.text('techniques.labels.colourOf', { label: shown })}
          value={label.colour.toLowerCase()}
          onChange={(event) => onChange({ names: label.names, colour: event.currentTarget.value.toUpperCase() })}
        />
        {(['en', 'es'] as const).map((language) => (
          <label key={language} class="label-row__name">
            <span class="label-row__language" aria-hidden="true">
              {language.toUpperCase()}
            </span>
            <input
              class="input"
              lang={language}
              maxLength={NAME_LENGTH}
              aria-label={t.text('techniques.labels.nameOf', {
                language: t.text(`setup.language.${language}`),
                number: index + 1,
              })}
              aria-invalid={label.names[language].trim() === ''}
              value={label.names[language]}
              onInput={(event) =>
                onChange({ colour: label.colour, names: { ...label.names, [language]: event.currentTarget.value } })
              }
            />
          </label>
        ))}
      </div>
      <div class="label-row__rule">{children}</div>
      <div class="label-row__end">
        <span class="number soft">
          {typeof accounts === 'number' ? t.text('techniques.rfm.atScore', { count: accounts }) : accounts}
        </span>
        <Button
          kind="plain"
          label={t.text('techniques.labels.remove', { label: shown })}
          blockedBy={keepBecause}
          onPress={onRemove}
        >
          <Icon name="cross" />
        </Button>
      </div>
    </li>
  );
}

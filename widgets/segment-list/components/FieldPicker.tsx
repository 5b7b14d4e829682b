import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { MAX_CHOSEN_FIELDS, type ExportFormModel } from '../models/ExportFormModel.ts';
import { textIn } from '../models/to-field-choices.ts';

/** Up to 200 of the account's fields: searched, ticked one by one or all that the search shows. */
export function FieldPicker({ form }: { readonly form: ExportFormModel }) {
  const t = useTranslator();
  const shown = form.shown.value;
  const chosen = form.chosen.value;
  const allShown = shown.length > 0 && shown.every(({ name }) => chosen.has(name));
  return (
    <div class="picker">
      <div class="picker__head">
        <input
          class="input"
          type="search"
          aria-label={t.text('segments.exporting.search')}
          placeholder={t.text('segments.exporting.search')}
          value={form.search.value}
          onInput={(event) => form.setSearch(event.currentTarget.value)}
        />
        <Button
          blockedBy={shown.length === 0 ? t.text('segments.exporting.nothingFound') : null}
          onPress={form.toggleShown}
        >
          {t.text(allShown ? 'segments.exporting.selectNone' : 'segments.exporting.selectAll', {
            count: t.number(shown.length),
          })}
        </Button>
      </div>
      <fieldset class="picker__list">
        <legend class="visually-hidden">{t.text('segments.exporting.fields')}</legend>
        {shown.length === 0 && <p class="soft">{t.text('segments.exporting.nothingFound')}</p>}
        {shown.map((field) => (
          <label key={field.name} class="choice picker__item">
            <input type="checkbox" checked={chosen.has(field.name)} onChange={() => form.toggle(field.name)} />
            <span>
              {textIn(field.label, t.viewer.language)}
              {field.source === 'abm' && <span class="badge">ABM</span>}
            </span>
          </label>
        ))}
      </fieldset>
      <p class={chosen.size > MAX_CHOSEN_FIELDS ? 'field__error' : 'soft'} role="status">
        {t.text('segments.exporting.count', { count: t.number(chosen.size), most: t.number(MAX_CHOSEN_FIELDS) })}
      </p>
    </div>
  );
}

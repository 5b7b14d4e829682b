import {
  MAX_CELL_FIELDS,
  MAX_HORIZON_DAYS,
  MIN_HORIZON_DAYS,
  type RecommendationsSettings,
} from '#core/techniques/recommendations/settings.ts';
import type { FieldChoice } from '#widgets/shared/criteria-builder/edit-criteria.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Field } from '#widgets/shared/ui/Field.tsx';
import { useSetup } from '../../setup-context.ts';
import { useFieldChoices } from '../../use-field-choices.ts';
import { NumberInput } from '../NumberInput.tsx';
import { useTechnique } from '../use-technique.ts';
import { alikeFields } from './alike-fields.ts';

/** REC-1: within how many days somebody is to buy, and by which fields accounts without purchases are alike. */
export function Horizon({ settings }: { readonly settings: RecommendationsSettings }) {
  const t = useTranslator();
  const { edit } = useTechnique('recommendations');
  const { horizonDays, cellFields } = settings;
  const { setup } = useSetup();
  const org = setup.mapping.org.value;
  const accounts = setup.draft.draft.value.modules.accounts;
  const { listed, typed } = alikeFields(useFieldChoices('accounts', []), {
    field: (apiName) => (accounts === null ? null : org.field(accounts.module, apiName)),
    mapped: accounts?.fields ?? {},
    chosen: cellFields,
  });
  // One more than there are, up to the most: an empty list takes the next.
  const places = Array.from({ length: Math.min(MAX_CELL_FIELDS, cellFields.length + 1) }, (_, index) => index);
  return (
    <fieldset class="card settings-part">
      <legend class="settings-part__title">{t.text('recommendationsSetup.chances')}</legend>
      <p class="soft measure">{t.text('recommendationsSetup.chances.text')}</p>
      <div class="source__fields">
        <Field label={t.text('recommendationsSetup.horizon')} hint={t.text('recommendationsSetup.horizon.hint')}>
          {({ id, describedBy }) => (
            <NumberInput
              id={id}
              describedBy={describedBy}
              value={horizonDays}
              least={MIN_HORIZON_DAYS}
              most={MAX_HORIZON_DAYS}
              onChange={(days) => {
                if (days !== null) edit((before) => ({ ...before, horizonDays: days }));
              }}
            />
          )}
        </Field>
        {places.map((place) => (
          <Field key={place} label={t.text('recommendationsSetup.alike', { number: place + 1 })}>
            {({ id }) => (
              <select
                class="input"
                id={id}
                value={cellFields[place] ?? ''}
                onChange={(event) => {
                  const chosen = event.currentTarget.value;
                  edit((before) => ({
                    ...before,
                    cellFields: putAt(before.cellFields, place, chosen === '' ? null : chosen),
                  }));
                }}
              >
                <option value="">{t.text('recommendationsSetup.alike.none')}</option>
                {(
                  [
                    ['listed', listed],
                    ['typed', typed],
                  ] as const
                ).map(([kind, fields]) => (
                  <Options
                    key={kind}
                    title={t.text(`recommendationsSetup.alike.${kind}`)}
                    fields={fields.filter(
                      ({ reference }) => reference === cellFields[place] || !cellFields.includes(reference),
                    )}
                  />
                ))}
              </select>
            )}
          </Field>
        ))}
      </div>
    </fieldset>
  );
}

function Options({ title, fields }: { readonly title: string; readonly fields: readonly FieldChoice[] }) {
  if (fields.length === 0) return null;
  return (
    <optgroup label={title}>
      {fields.map(({ reference, label }) => (
        <option key={reference} value={reference}>
          {label}
        </option>
      ))}
    </optgroup>
  );
}

function putAt(fields: readonly string[], place: number, field: string | null): string[] {
  const next = [...fields];
  if (field === null) next.splice(place, 1);
  else next[place] = field;
  return next;
}

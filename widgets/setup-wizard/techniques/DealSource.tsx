import { useState } from 'preact/hooks';
import { columnKindOf } from '#core/mapping/resolve-field.ts';
import { CriteriaBuilder } from '#widgets/shared/criteria-builder/CriteriaBuilder.tsx';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Field } from '#widgets/shared/ui/Field.tsx';
import { mappingOf } from '../models/setup-draft.ts';
import { useSetup } from '../setup-context.ts';
import { useFieldChoices } from '../use-field-choices.ts';
import { useTechniqueEdits } from './use-techniques.ts';

/** RFM-1: the aggregation settings, drawn once somebody has opened them. A change counts the records again. */
export function DealSource() {
  const t = useTranslator();
  const [opened, setOpened] = useState(false);
  return (
    <details class="card source" onToggle={() => setOpened(true)}>
      <summary>
        <h4>{t.text('techniques.rfm.deals')}</h4>
      </summary>
      {opened && <DealSourceFields />}
    </details>
  );
}

function DealSourceFields() {
  const t = useTranslator();
  const { setup, today } = useSetup();
  const { editRfm } = useTechniqueEdits();
  const draft = setup.draft.draft.value;
  const { rfm } = draft;
  const fields = useFieldChoices('deals', [rfm.contributing]);
  const days = fields.filter(({ kind }) => kind === 'day');
  const amounts = fields.filter(({ kind }) => kind === 'money' || kind === 'number');
  const mapping = mappingOf(draft);
  const quantity = mapping?.deals.fields['quantity'];
  const quantityField =
    quantity === undefined ? null : setup.mapping.org.value.field(mapping?.deals.module ?? '', quantity);
  const countsProducts =
    mapping?.dealProducts.kind !== 'none' || (quantityField !== null && columnKindOf(quantityField.type) === 'number');

  return (
    <div class="stack source__body">
      <div class="source__fields">
        <Field label={t.text('techniques.rfm.recencyField')}>
          {({ id }) => (
            <select
              class="input"
              id={id}
              value={rfm.recencyField}
              onChange={(event) => {
                const recencyField = event.currentTarget.value;
                editRfm((before) => ({ ...before, recencyField }));
              }}
            >
              {days.map(({ reference, label }) => (
                <option key={reference} value={reference}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t.text('techniques.rfm.frequencyOf')}>
          {({ id }) => (
            <select
              class="input"
              id={id}
              value={rfm.frequencyOf}
              onChange={(event) => {
                const frequencyOf = event.currentTarget.value === 'products' ? 'products' : 'deals';
                editRfm((before) => ({ ...before, frequencyOf }));
              }}
            >
              <option value="deals">{t.text('techniques.rfm.frequencyOf.deals')}</option>
              <option value="products" disabled={!countsProducts && rfm.frequencyOf !== 'products'}>
                {t.text('techniques.rfm.frequencyOf.products')}
              </option>
            </select>
          )}
        </Field>
        <Field label={t.text('techniques.rfm.monetaryField')}>
          {({ id }) => (
            <select
              class="input"
              id={id}
              value={rfm.monetaryField}
              onChange={(event) => {
                const monetaryField = event.currentTarget.value;
                editRfm((before) => ({ ...before, monetaryField }));
              }}
            >
              {amounts.map(({ reference, label }) => (
                <option key={reference} value={reference}>
                  {label}
                </option>
              ))}
            </select>
          )}
        </Field>
      </div>
      <CriteriaBuilder
        legend={t.text('techniques.rfm.contributing')}
        fields={fields}
        criteria={rfm.contributing}
        today={today.iso}
        onChange={(contributing) => editRfm((before) => ({ ...before, contributing }))}
      />
    </div>
  );
}

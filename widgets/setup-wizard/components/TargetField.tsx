import { useState } from 'preact/hooks';
import type { ModuleRole } from '#core/mapping/targets.ts';
import type { Message } from '#core/message.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Field } from '#widgets/shared/ui/Field.tsx';
import type { TargetView } from '../models/edit-mapping.ts';
import { sayProblem } from '../say-problem.ts';
import { useSetup } from '../setup-context.ts';

interface TargetFieldProps {
  readonly role: ModuleRole;
  readonly view: TargetView;
}

/** SET-2: one target: fields that fit first; one that does not is refused with the reason, and what was mapped stays. */
export function TargetField({ role, view }: TargetFieldProps) {
  const t = useTranslator();
  const { setup } = useSetup();
  const [refused, setRefused] = useState<Message | null>(null);
  const { target, chosen, choices } = view;
  const names = { org: setup.mapping.org.value, draft: setup.draft.draft.value };
  const name = t.message({ code: `setup.target.${target.name}`, params: {} });
  const features = target.unlocks.map((feature) => t.message({ code: `setup.unlock.${feature}`, params: {} }));
  const wrong = refused ?? view.problem;
  const note =
    wrong === null && view.refusedSystemField !== null ? sayProblem(view.refusedSystemField, names, t) : null;
  const unlocks = features.length === 0 ? null : t.text('setup.mapping.unlocks', { features: t.list(features) });
  const hint = [unlocks, note].filter((part) => part !== null).join(' · ');

  return (
    <Field
      label={target.required ? `${name} *` : name}
      hint={hint === '' ? undefined : hint}
      error={wrong === null ? null : sayProblem(wrong, names, t)}
    >
      {({ id, describedBy, invalid }) => (
        <select
          class="input"
          id={id}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          aria-required={target.required}
          value={chosen ?? ''}
          onChange={(event) => {
            const select = event.currentTarget;
            const choice = choices.find(({ field }) => field.apiName === select.value);
            setRefused(choice?.refusal ?? null);
            if (choice?.refusal !== undefined && choice.refusal !== null) select.value = chosen ?? '';
            else setup.mapping.chooseField(role, target.name, choice?.field.apiName ?? null);
          }}
        >
          <option value="">{t.text('setup.mapping.notMapped')}</option>
          <optgroup label={t.text('setup.mapping.fits')}>
            {choices
              .filter(({ refusal, field }) => refusal === null || field.apiName === chosen)
              .map(({ field }) => (
                <option key={field.apiName} value={field.apiName}>
                  {field.label}
                </option>
              ))}
          </optgroup>
          <optgroup label={t.text('setup.mapping.others')}>
            {choices
              .filter(({ refusal, field }) => refusal !== null && field.apiName !== chosen)
              .map(({ field }) => (
                <option key={field.apiName} value={field.apiName}>
                  {field.label} ({t.text(`setup.type.${field.type}`)})
                </option>
              ))}
          </optgroup>
        </select>
      )}
    </Field>
  );
}

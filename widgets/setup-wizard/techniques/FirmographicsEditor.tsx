import { useId } from 'preact/hooks';
import { applyFirmographicsFix, lintFirmographics } from '#core/techniques/firmographics/lint.ts';
import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';
import { MAX_LABELS, MIN_LABELS, type FirmographicsLabel } from '#core/techniques/firmographics/settings.ts';
import { CriteriaBuilder } from '#widgets/shared/criteria-builder/CriteriaBuilder.tsx';
import { sentenceOf } from '#widgets/shared/criteria-builder/criteria-sentence.ts';
import { startCondition, type FieldChoice } from '#widgets/shared/criteria-builder/edit-criteria.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { useSetup } from '../setup-context.ts';
import { useFieldChoices } from '../use-field-choices.ts';
import {
  addFirmographicsLabel,
  editFirmographicsLabel,
  moveFirmographicsLabel,
  removeFirmographicsLabel,
} from './edit-firmographics.ts';
import { LabelCounts } from './LabelCounts.tsx';
import { LabelFrame } from './LabelFrame.tsx';
import { LintList } from './LintList.tsx';
import { OpenConditions } from './OpenConditions.tsx';
import { useTechniqueEdits } from './use-techniques.ts';

/** FIR-1: two to five labels, each by conditions over the account's fields. */
export function FirmographicsEditor() {
  const t = useTranslator();
  const titleId = useId();
  const { setup, today, minorDigits } = useSetup();
  const { editFirmographics, editFirmographicsWithUndo } = useTechniqueEdits();
  const { firmographics } = setup.draft.draft.value;
  const { labels } = firmographics;
  const fields = useFieldChoices(
    'accounts',
    labels.map(({ criteria }) => criteria),
  );
  const counts = setup.preview.state.value.answer?.firmographics?.labels ?? null;
  // The linter tries values of every condition: one that is not whole yet stops it, not the screen.
  const whole = setup.check.value.techniques.every(({ where }) => !where.startsWith('techniques.firmographics'));
  const findings = whole ? lintFirmographics(firmographics, { asOfDay: today.day, minorDigits }) : [];
  const preset = presetFirmographicsSettings();
  const isPreset = JSON.stringify(preset.labels.map(withoutWords)) === JSON.stringify(labels.map(withoutWords));

  return (
    <section class="technique" aria-labelledby={titleId}>
      <header class="section-head">
        <h3 id={titleId} class="technique__title">
          {t.text('technique.firmographics')}
        </h3>
        <Button
          blockedBy={isPreset ? t.text('techniques.labels.preset.is') : null}
          onPress={() => editFirmographicsWithUndo(t.text('techniques.labels.preset.done'), () => preset)}
        >
          {t.text('techniques.labels.preset')}
        </Button>
      </header>
      <p class="soft measure">
        {t.text('techniques.labels.firmographics.text', { least: MIN_LABELS, most: MAX_LABELS })}
      </p>
      <ol role="list" class="label-rows">
        {labels.map((label, index) => (
          <LabelFrame
            key={label.id}
            label={label}
            index={index}
            count={labels.length}
            accounts={counts?.find(({ labelId }) => labelId === label.id)?.accounts ?? null}
            keepBecause={labels.length > MIN_LABELS ? null : t.text('techniques.labels.fewest', { least: MIN_LABELS })}
            onChange={(part) =>
              editFirmographics((before) => editFirmographicsLabel(before, index, (old) => ({ ...old, ...part })))
            }
            onMove={(by) => editFirmographics((before) => moveFirmographicsLabel(before, index, by))}
            onRemove={() =>
              editFirmographicsWithUndo(
                t.text('techniques.labels.removed', { label: label.names[t.viewer.language] }),
                (before) => removeFirmographicsLabel(before, index),
              )
            }
          >
            <Conditions
              label={label}
              fields={fields}
              today={today.iso}
              onChange={(criteria) =>
                editFirmographics((before) => editFirmographicsLabel(before, index, (old) => ({ ...old, criteria })))
              }
            />
          </LabelFrame>
        ))}
      </ol>
      <div>
        <Button
          blockedBy={labels.length < MAX_LABELS ? null : t.text('techniques.labels.full', { most: MAX_LABELS })}
          onPress={() => {
            const first = fields.find(({ reference }) => reference === 'industry') ?? fields[0];
            if (first === undefined) return;
            const criteria = { conditions: [startCondition(first, today.iso)], pattern: '' };
            editFirmographics((before) => addFirmographicsLabel(before, criteria));
          }}
        >
          {t.text('techniques.labels.add')}
        </Button>
      </div>
      {whole && (
        <LintList
          findings={findings}
          labels={labels}
          noneText={t.text('techniques.lint.noneFirmographics')}
          onFix={(fix) =>
            editFirmographicsWithUndo(t.text('techniques.lint.fixed'), (before) => applyFirmographicsFix(before, fix))
          }
        />
      )}
      {counts !== null && <LabelCounts labels={labels} counts={counts} />}
    </section>
  );
}

interface ConditionsProps {
  readonly label: FirmographicsLabel;
  readonly fields: readonly FieldChoice[];
  readonly today: string;
  readonly onChange: (criteria: FirmographicsLabel['criteria']) => void;
}

function Conditions({ label, fields, today, onChange }: ConditionsProps) {
  const t = useTranslator();
  const name = label.names[t.viewer.language];
  return (
    <OpenConditions
      name={name}
      sentence={sentenceOf(label.criteria, fields, t)}
      conditions={() => (
        <CriteriaBuilder
          legend={t.text('techniques.labels.conditionsOf', { label: name })}
          fields={fields}
          criteria={label.criteria}
          today={today}
          onChange={onChange}
        />
      )}
    />
  );
}

function withoutWords({ id, criteria }: FirmographicsLabel) {
  return { id, criteria };
}

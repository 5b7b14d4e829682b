import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { parsePattern } from '#core/criteria/pattern.ts';
import {
  MAX_CONDITIONS,
  MIN_CONDITIONS,
  type VoiceLabel,
  type VoiceSettings,
} from '#core/techniques/voice/settings.ts';
import {
  addCondition,
  removeCondition,
  replaceCondition,
  simpleJoin,
} from '#widgets/shared/criteria-builder/edit-criteria.ts';
import { JoinButtons, PatternField } from '#widgets/shared/criteria-builder/JoinConditions.tsx';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { OpenConditions } from '../OpenConditions.tsx';
import { startCondition } from './edit-voice.ts';
import { voiceSentence } from './voice-sentence.ts';
import { VoiceConditionRow } from './VoiceConditionRow.tsx';

interface VoiceRuleProps {
  readonly label: VoiceLabel;
  readonly settings: VoiceSettings;
  readonly onChange: (edit: (label: VoiceLabel) => VoiceLabel) => void;
}

/** What customers have to write for a label, as a sentence until somebody changes it. */
export function VoiceRule({ label, settings, onChange }: VoiceRuleProps) {
  const t = useTranslator();
  return (
    <OpenConditions
      name={label.names[t.viewer.language]}
      sentence={voiceSentence(label, t)}
      conditions={() => <Preferences label={label} settings={settings} onChange={onChange} />}
    />
  );
}

function Preferences({ label, settings, onChange }: VoiceRuleProps) {
  const t = useTranslator();
  const rows = useRef<HTMLDivElement>(null);
  const focusRow = useRef<number | null>(null);
  const { conditions, pattern } = label;
  const [advanced, setAdvanced] = useState(simpleJoin(label) === null);
  const parsed = parsePattern(pattern, conditions.length);
  const put = (joined: Pick<VoiceLabel, 'conditions' | 'pattern'>): void =>
    onChange((before) => ({ ...before, ...joined }));

  // After adding or removing, the keyboard stays where the change was, whatever key comes next.
  useLayoutEffect(() => {
    if (focusRow.current === null) return;
    const selects = rows.current?.querySelectorAll<HTMLElement>('fieldset.condition > select:first-of-type');
    const select = selects?.[focusRow.current];
    // A row that was added may be drawn later than what else changed.
    if (select === undefined) return;
    select.focus();
    focusRow.current = null;
  });

  return (
    <fieldset class="criteria">
      <legend class="criteria__legend">
        {t.text('techniques.labels.conditionsOf', { label: label.names[t.viewer.language] })}
      </legend>
      {conditions.length > 1 && !advanced && (
        <JoinButtons joined={label} onChange={put} onPattern={() => setAdvanced(true)} />
      )}
      <div ref={rows} class="criteria__rows">
        {conditions.map((condition, index) => (
          <VoiceConditionRow
            key={index}
            condition={condition}
            number={index + 1}
            settings={settings}
            keepBecause={conditions.length > MIN_CONDITIONS ? null : t.text('voiceSetup.labels.oneAtLeast')}
            onChange={(changed) => put(replaceCondition(label, index, changed))}
            onRemove={() => {
              focusRow.current = Math.max(0, index - 1);
              put(removeCondition(label, index));
            }}
          />
        ))}
      </div>
      {conditions.length > 1 && advanced && (
        <PatternField
          pattern={pattern}
          problem={parsed.ok ? null : t.message(parsed.error)}
          onChange={(typed) => onChange((before) => ({ ...before, pattern: typed }))}
        />
      )}
      <div class="criteria__foot">
        <Button
          blockedBy={conditions.length < MAX_CONDITIONS ? null : t.text('builder.full', { most: MAX_CONDITIONS })}
          onPress={() => {
            const added = startCondition('sentiment', settings);
            if (added === null) return;
            focusRow.current = conditions.length;
            put(addCondition(label, added, MAX_CONDITIONS));
          }}
        >
          {t.text('builder.add')}
        </Button>
      </div>
      <p class="criteria__sentence soft" aria-live="polite">
        {voiceSentence(label, t)}
      </p>
    </fieldset>
  );
}

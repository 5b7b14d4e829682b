import { useId } from 'preact/hooks';
import { SEGMENT_INTERVALS } from '#core/segments/segment.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { SegmentDraft } from '../models/SegmentFormModel.ts';

interface NatureFieldsProps {
  readonly draft: SegmentDraft;
  readonly onChange: (part: Partial<SegmentDraft>) => void;
}

/** SEG-3: frozen, or evaluated again at an interval. */
export function NatureFields({ draft, onChange }: NatureFieldsProps) {
  const t = useTranslator();
  const name = useId();
  return (
    <fieldset class="nature">
      <legend class="field__label">{t.text('segments.column.nature')}</legend>
      <Option name={name} dynamic={true} draft={draft} onChange={onChange} />
      {draft.dynamic && (
        <label class="nature__interval nature__interval--inside">
          <span>{t.text('segments.nature.interval')}</span>
          <select
            class="input"
            value={draft.interval}
            onChange={(event) => {
              const interval = SEGMENT_INTERVALS.find((known) => known === event.currentTarget.value);
              if (interval !== undefined) onChange({ interval });
            }}
          >
            {SEGMENT_INTERVALS.map((interval) => (
              <option key={interval} value={interval}>
                {t.text(`segments.interval.${interval}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      <Option name={name} dynamic={false} draft={draft} onChange={onChange} />
    </fieldset>
  );
}

interface OptionProps extends NatureFieldsProps {
  readonly name: string;
  readonly dynamic: boolean;
}

function Option({ name, dynamic, draft, onChange }: OptionProps) {
  const t = useTranslator();
  return (
    <label class="choice">
      <input type="radio" name={name} checked={draft.dynamic === dynamic} onChange={() => onChange({ dynamic })} />
      <span>
        <strong>{t.text(dynamic ? 'segments.nature.dynamic' : 'segments.nature.static')}</strong>
        <br />
        <span class="soft">{t.text(dynamic ? 'segments.nature.dynamicHint' : 'segments.nature.staticHint')}</span>
      </span>
    </label>
  );
}

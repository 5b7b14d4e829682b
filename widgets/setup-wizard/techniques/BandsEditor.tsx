import type { MetricName } from '#core/techniques/rfm/metrics.ts';
import { MAX_RANGES } from '#core/techniques/rfm/settings.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import { useSetup } from '../setup-context.ts';
import { addRange, bandsOf, removeRange, setRange, type BandRange } from './edit-rfm.ts';
import { useTechniqueEdits } from './use-techniques.ts';

interface BandsEditorProps {
  readonly metric: MetricName;
  /** Accounts per score of the last preview, position 0 = score 1. */
  readonly counts: readonly number[] | null;
}

/** RFM-3: per score one or several ranges that are OR-ed, best score first. */
export function BandsEditor({ metric, counts }: BandsEditorProps) {
  const t = useTranslator();
  const { setup } = useSetup();
  const { editRfm, editRfmWithUndo } = useTechniqueEdits();
  const { rfm } = setup.draft.draft.value;
  const { levels } = rfm[metric];
  const name = t.text(`techniques.metric.${metric}`);
  const scores = Array.from({ length: levels }, (_, index) => levels - index);
  return (
    <div class="bands" role="group" aria-label={t.text('techniques.rfm.bands', { metric: name })}>
      <p class="field__hint">{t.text('techniques.rfm.bandsHint')}</p>
      {scores.map((score) => {
        const ranges = bandsOf(rfm, metric).find((band) => band.score === score)?.anyOf ?? [];
        const count = counts?.[score - 1];
        return (
          <fieldset key={score} class="band">
            <legend class="band__legend">
              <span class="visually-hidden">{t.text('techniques.rfm.scoreOf', { metric: name, score })}</span>
              <span aria-hidden="true">{t.text('techniques.rfm.score', { score })}</span>
              {count !== undefined && counts?.length === levels && (
                <span class="soft number"> · {t.text('techniques.rfm.atScore', { count })}</span>
              )}
            </legend>
            {ranges.length === 0 && <span class="soft">{t.text('techniques.rfm.noRange')}</span>}
            {ranges.map((range, index) => (
              <div key={index} class="band__range">
                <RangeInputs
                  metric={metric}
                  range={range}
                  score={score}
                  number={index + 1}
                  onChange={(changed) => editRfm((before) => setRange(before, metric, score, index, changed))}
                />
                <Button
                  kind="plain"
                  label={t.text('techniques.rfm.removeRange', { range: index + 1, score })}
                  onPress={() =>
                    editRfmWithUndo(t.text('techniques.rfm.rangeRemoved'), (before) =>
                      removeRange(before, metric, score, index),
                    )
                  }
                >
                  <Icon name="cross" />
                </Button>
              </div>
            ))}
            {ranges.length < MAX_RANGES && (
              <Button
                kind="plain"
                label={t.text('techniques.rfm.addRangeTo', { score })}
                onPress={() => editRfm((before) => addRange(before, metric, score))}
              >
                + {t.text('techniques.rfm.addRange')}
              </Button>
            )}
          </fieldset>
        );
      })}
    </div>
  );
}

interface RangeInputsProps {
  readonly metric: MetricName;
  readonly range: BandRange;
  readonly score: number;
  readonly number: number;
  readonly onChange: (range: BandRange) => void;
}

function RangeInputs({ metric, range, score, number, onChange }: RangeInputsProps) {
  const t = useTranslator();
  const params = { metric: t.text(`techniques.metric.${metric}`), score, range: number };
  const fromName = t.text('techniques.rfm.rangeFrom', params);
  const toName = t.text('techniques.rfm.rangeTo', params);
  const kind = metric === 'recency' && (
    <select
      class="input band__kind"
      aria-label={t.text('techniques.rfm.rangeKind', params)}
      value={'fromDay' in range ? 'date' : 'age'}
      onChange={(event) =>
        onChange(
          event.currentTarget.value === 'date' ? { fromDay: null, toDay: null } : { fromDays: null, toDays: null },
        )
      }
    >
      <option value="age">{t.text('techniques.rfm.byAge')}</option>
      <option value="date">{t.text('techniques.rfm.byDate')}</option>
    </select>
  );
  if ('fromDay' in range) {
    return (
      <>
        {kind}
        <DayBound name={fromName} value={range.fromDay} onChange={(fromDay) => onChange({ ...range, fromDay })} />
        <span aria-hidden="true">–</span>
        <DayBound name={toName} value={range.toDay} onChange={(toDay) => onChange({ ...range, toDay })} />
      </>
    );
  }
  if ('fromDays' in range) {
    const whole = (value: number | null): number | null => (value === null ? null : Math.max(0, Math.trunc(value)));
    return (
      <>
        {kind}
        <Bound
          name={fromName}
          value={range.fromDays}
          onChange={(from) => onChange({ ...range, fromDays: whole(from) })}
        />
        <span aria-hidden="true">–</span>
        <Bound name={toName} value={range.toDays} onChange={(to) => onChange({ ...range, toDays: whole(to) })} />
      </>
    );
  }
  return (
    <>
      <Bound name={fromName} value={range.from} onChange={(from) => onChange({ ...range, from })} />
      <span aria-hidden="true">–</span>
      <Bound name={toName} value={range.to} onChange={(to) => onChange({ ...range, to })} />
    </>
  );
}

interface BoundProps<T> {
  readonly name: string;
  /** null = open. */
  readonly value: T | null;
  readonly onChange: (value: T | null) => void;
}

function Bound({ name, value, onChange }: BoundProps<number>) {
  const t = useTranslator();
  return (
    <input
      class="input number"
      type="number"
      step="any"
      aria-label={name}
      placeholder={t.text('techniques.rfm.open')}
      value={value ?? ''}
      onChange={(event) => {
        const entered = event.currentTarget.valueAsNumber;
        onChange(Number.isFinite(entered) ? entered : null);
      }}
    />
  );
}

function DayBound({ name, value, onChange }: BoundProps<string>) {
  return (
    <input
      class="input"
      type="date"
      aria-label={name}
      value={value ?? ''}
      onChange={(event) => onChange(event.currentTarget.value === '' ? null : event.currentTarget.value)}
    />
  );
}

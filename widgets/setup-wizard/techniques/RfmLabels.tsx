import { useMemo } from 'preact/hooks';
import type { LevelCounts } from '#core/techniques/rfm/label-cells.ts';
import { MAX_LABELS, type RfmLabel, type RfmMatches, type RfmSettings } from '#core/techniques/rfm/settings.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import type { RfmPreview } from '../models/setup-api.ts';
import { addLabel, editLabel, levelsOf, moveLabel, removeLabel, setMatches } from './edit-rfm.ts';
import { LabelFrame } from './LabelFrame.tsx';
import { useTechniqueEdits } from './use-techniques.ts';

const METRICS = [
  ['r', 'recency'],
  ['f', 'frequency'],
  ['m', 'monetary'],
] as const;

interface RfmLabelsProps {
  readonly settings: RfmSettings;
  readonly preview: RfmPreview | null;
}

/** RFM-5: labels in order, each a range of scores per metric, or "without purchases". */
export function RfmLabels({ settings, preview }: RfmLabelsProps) {
  const t = useTranslator();
  const { editRfm, editRfmWithUndo } = useTechniqueEdits();
  const { labels } = settings;
  const levels = levelsOf(settings);
  return (
    <div class="stack">
      <p class="soft measure">{t.text('techniques.labels.rfm.text', { most: MAX_LABELS })}</p>
      <ol role="list" class="label-rows">
        {labels.map((label, index) => (
          <LabelFrame
            key={label.id}
            label={label}
            index={index}
            count={labels.length}
            accounts={preview?.labels.find(({ labelId }) => labelId === label.id)?.accounts ?? null}
            keepBecause={labels.length > 1 ? null : t.text('techniques.labels.fewest', { least: 1 })}
            onChange={(part) => editRfm((before) => editLabel(before, index, (old) => ({ ...old, ...part })))}
            onMove={(by) => editRfm((before) => moveLabel(before, index, index + by))}
            onRemove={() =>
              editRfmWithUndo(
                t.text('techniques.labels.removed', { label: label.names[t.viewer.language] }),
                (before) => removeLabel(before, index),
              )
            }
          >
            <Pattern
              label={label}
              levels={levels}
              onChange={(matches) => editRfm((before) => setMatches(before, index, matches))}
            />
          </LabelFrame>
        ))}
      </ol>
      <div>
        <Button
          blockedBy={labels.length < MAX_LABELS ? null : t.text('techniques.labels.full', { most: MAX_LABELS })}
          onPress={() => editRfm(addLabel)}
        >
          {t.text('techniques.labels.add')}
        </Button>
      </div>
    </div>
  );
}

interface PatternProps {
  readonly label: RfmLabel;
  readonly levels: LevelCounts;
  readonly onChange: (matches: RfmMatches) => void;
}

function Pattern({ label, levels, onChange }: PatternProps) {
  const t = useTranslator();
  const name = label.names[t.viewer.language];
  const { matches } = label;
  const takes = (
    <select
      class="input pattern__takes"
      aria-label={t.text('techniques.labels.takes', { label: name })}
      value={matches === 'noPurchases' ? 'noPurchases' : 'scores'}
      onChange={(event) =>
        onChange(event.currentTarget.value === 'noPurchases' ? 'noPurchases' : { r: null, f: null, m: null })
      }
    >
      <option value="scores">{t.text('techniques.labels.takes.scores')}</option>
      <option value="noPurchases">{t.text('techniques.labels.takes.noPurchases')}</option>
    </select>
  );
  if (matches === 'noPurchases') return <div class="pattern">{takes}</div>;
  return (
    <div class="pattern">
      {takes}
      {METRICS.map(([letter, metric]) => (
        <ScoreRange
          key={letter}
          letter={letter.toUpperCase()}
          label={name}
          metric={t.text(`techniques.metric.${metric}`)}
          levels={levels[letter]}
          range={matches[letter]}
          onChange={(range) => onChange({ ...matches, [letter]: range })}
        />
      ))}
    </div>
  );
}

type Range = { readonly min: number; readonly max: number } | null;
interface ScoreRangeProps {
  readonly letter: string;
  readonly label: string;
  readonly metric: string;
  readonly levels: number;
  readonly range: Range;
  readonly onChange: (range: { min: number; max: number } | null) => void;
}

function ScoreRange({ letter, label, metric, levels, range, onChange }: ScoreRangeProps) {
  const t = useTranslator();
  // A pattern of more levels than there are keeps its scores visible until it is put right.
  const most = Math.max(levels, range?.max ?? 0);
  // Eight labels have 48 lists of these: what has not changed is not compared again.
  const min = useMemo(() => scoreOptions(most), [most]);
  const max = useMemo(() => scoreOptions(most), [most]);
  return (
    <span class="pattern__metric">
      <span class="pattern__letter" aria-hidden="true" title={metric}>
        {letter}
      </span>
      <select
        class="input"
        aria-label={t.text('techniques.labels.minOf', { label, metric })}
        value={range === null ? '' : String(range.min)}
        onChange={(event) => {
          const least = Number(event.currentTarget.value);
          onChange(least === 0 ? null : { min: least, max: Math.max(least, range?.max ?? levels) });
        }}
      >
        <option value="">{t.text('techniques.labels.any')}</option>
        {min}
      </select>
      {range !== null && (
        <>
          <span aria-hidden="true">–</span>
          <select
            class="input"
            aria-label={t.text('techniques.labels.maxOf', { label, metric })}
            value={String(range.max)}
            onChange={(event) => {
              const greatest = Number(event.currentTarget.value);
              onChange({ min: Math.min(range.min, greatest), max: greatest });
            }}
          >
            {max}
          </select>
        </>
      )}
    </span>
  );
}

function scoreOptions(most: number) {
  return Array.from({ length: most }, (_, index) => (
    <option key={index + 1} value={index + 1}>
      {index + 1}
    </option>
  ));
}

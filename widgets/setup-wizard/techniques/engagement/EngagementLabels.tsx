import { useId } from 'preact/hooks';
import { pointsForScore } from '#core/techniques/engagement/half.ts';
import { presetEngagementLabels } from '#core/techniques/engagement/presets.ts';
import {
  MAX_LABELS,
  MAX_SCORE,
  MIN_LABELS,
  type EngagementLabel,
  type EngagementSettings,
} from '#core/techniques/engagement/settings.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { LabelRows } from '../LabelRows.tsx';
import { NumberInput } from '../NumberInput.tsx';
import { sayAccounts } from '../preview/say-accounts.ts';
import type { PreviewState } from '../preview/use-preview.ts';
import { useTechnique } from '../use-technique.ts';
import { splitWidest } from './edit-engagement.ts';

interface EngagementLabelsProps {
  readonly settings: EngagementSettings;
  readonly preview: PreviewState;
}

/** ENG-2: five to ten labels that cover scores from 0 to 100. */
export function EngagementLabels({ settings, preview }: EngagementLabelsProps) {
  const t = useTranslator();
  const titleId = useId();
  const { edit, editWithUndo } = useTechnique('engagement');
  const { labels } = settings;
  // What the draft leaves open the preview has proposed.
  const half = settings.half ?? preview.numbers?.half?.points ?? null;
  const preset = presetEngagementLabels();
  const isPreset = JSON.stringify(preset.map(bandOf)) === JSON.stringify(labels.map(bandOf));
  return (
    <section class="stack" aria-labelledby={titleId}>
      <header class="section-head">
        <h4 id={titleId}>{t.text('techniques.labels.title')}</h4>
        <Button
          blockedBy={isPreset ? t.text('engagementSetup.labels.isPreset') : null}
          onPress={() =>
            editWithUndo(t.text('techniques.labels.preset.done'), (before) => ({ ...before, labels: preset }))
          }
        >
          {t.text('techniques.labels.preset')}
        </Button>
      </header>
      <p class="soft measure">{t.text('engagementSetup.labels.text', { least: MIN_LABELS, most: MAX_LABELS })}</p>
      <LabelRows
        labels={labels}
        least={MIN_LABELS}
        most={MAX_LABELS}
        onAdd={splitWidest}
        onChange={(change) => edit((before) => ({ ...before, labels: change(before.labels) }))}
        onRemove={(text, change) => editWithUndo(text, (before) => ({ ...before, labels: change(before.labels) }))}
        sayAccounts={(label) => sayAccounts(preview, label, t)}
        rule={(label, _, change) => (
          <Band label={label} half={half} onChange={(band) => change((before) => ({ ...before, ...band }))} />
        )}
      />
    </section>
  );
}

interface BandProps {
  readonly label: EngagementLabel;
  readonly half: number | null;
  readonly onChange: (band: Partial<Pick<EngagementLabel, 'from' | 'to'>>) => void;
}

/** Scores from and to, with the points that lead there once it is set what scores 50. */
function Band({ label, half, onChange }: BandProps) {
  const t = useTranslator();
  const name = label.names[t.viewer.language];
  const { from, to } = label;
  const points = half === null || from === 0 ? null : pointsForScore(from, half);
  return (
    <div class="pattern">
      <span class="pattern__metric">
        <NumberInput
          name={t.text('engagementSetup.labels.from', { label: name })}
          value={from}
          least={0}
          most={MAX_SCORE}
          onChange={(score) => onChange({ from: score ?? 0 })}
        />
        <span aria-hidden="true">–</span>
        <NumberInput
          name={t.text('engagementSetup.labels.to', { label: name })}
          value={to}
          least={0}
          most={MAX_SCORE}
          onChange={(score) => onChange({ to: score ?? MAX_SCORE })}
        />
      </span>
      {points !== null && <span class="soft number">{t.text('engagementSetup.labels.points', { points })}</span>}
    </div>
  );
}

function bandOf({ id, from, to }: EngagementLabel) {
  return { id, from, to };
}

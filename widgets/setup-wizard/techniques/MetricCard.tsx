import { useComputed } from '@preact/signals';
import { useId } from 'preact/hooks';
import { copyAutomatic } from '#core/techniques/rfm/copy-automatic.ts';
import type { MetricName } from '#core/techniques/rfm/metrics.ts';
import { MAX_LEVELS, MIN_LEVELS } from '#core/techniques/rfm/settings.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import type { RfmPreview } from '../models/setup-api.ts';
import { useSetup } from '../setup-context.ts';
import { areAmountsHidden, bandWords } from './band-words.ts';
import { BandsEditor } from './BandsEditor.tsx';
import { setLevels, setMode } from './edit-rfm.ts';
import { useTechniqueEdits } from './use-techniques.ts';

const LETTER = { recency: 'r', frequency: 'f', monetary: 'm' } as const;

interface MetricCardProps {
  readonly metric: MetricName;
  readonly preview: RfmPreview | null;
}

/** RFM-2..4: levels by slider or number, automatic or manual, and how many accounts each score gets. */
export function MetricCard({ metric, preview }: MetricCardProps) {
  const t = useTranslator();
  const titleId = useId();
  const { setup } = useSetup();
  const { editRfm, editRfmWithUndo } = useTechniqueEdits();
  // Another metric's change is none of this card's.
  const { levels, mode } = useComputed(() => setup.draft.draft.value.rfm[metric]).value;
  const name = t.text(`techniques.metric.${metric}`);
  // Without amounts there are no breaks of amounts to copy.
  const hidden = preview !== null && metric === 'monetary' && areAmountsHidden(preview.basis);
  const basis = hidden ? null : (preview?.basis ?? null);
  const copied =
    basis !== null && basis[metric].levels === levels
      ? copyAutomatic(setup.draft.draft.peek().rfm, basis, [metric])
      : null;
  const changeLevels = (entered: number): void => {
    if (Number.isFinite(entered)) editRfm((before) => setLevels(before, metric, entered));
  };

  return (
    <section class="card metric" aria-labelledby={titleId}>
      <header>
        <h5 id={titleId} class="metric__title">
          {name}
        </h5>
        <p class="soft">{t.text(`techniques.metric.${metric}.text`)}</p>
      </header>
      <div class="metric__levels">
        <span aria-hidden="true" class="field__label">
          {t.text('techniques.rfm.levels', { metric: name })}
        </span>
        <input
          type="range"
          min={MIN_LEVELS}
          max={MAX_LEVELS}
          step={1}
          value={levels}
          aria-label={t.text('techniques.rfm.levels', { metric: name })}
          onInput={(event) => changeLevels(event.currentTarget.valueAsNumber)}
        />
        <input
          class="input number"
          type="number"
          min={MIN_LEVELS}
          max={MAX_LEVELS}
          value={levels}
          aria-label={t.text('techniques.rfm.levelsNumber', { metric: name })}
          onChange={(event) => {
            changeLevels(event.currentTarget.valueAsNumber);
            // What is out of range or empty shows the levels that hold.
            event.currentTarget.value = String(setup.draft.draft.value.rfm[metric].levels);
          }}
        />
      </div>
      <div class="switch" role="group" aria-label={t.text('techniques.rfm.mode', { metric: name })}>
        <Button
          pressed={mode === 'automatic'}
          onPress={() => {
            if (mode === 'manual')
              editRfmWithUndo(t.text('techniques.rfm.bandsDropped'), (before) =>
                setMode(before, metric, 'automatic', null),
              );
          }}
        >
          {t.text('techniques.rfm.mode.automatic')}
        </Button>
        <Button
          pressed={mode === 'manual'}
          onPress={() => editRfm((before) => setMode(before, metric, 'manual', basis))}
        >
          {t.text('techniques.rfm.mode.manual')}
        </Button>
      </div>
      {mode === 'automatic' ? (
        <>
          <p class="soft">{t.text('techniques.rfm.mode.automatic.text')}</p>
          <Scores metric={metric} preview={preview} />
          <Button
            kind="plain"
            blockedBy={
              copied?.ok === true ? null : t.text(hidden ? 'techniques.rfm.copy.hidden' : 'techniques.rfm.copy.blocked')
            }
            onPress={() => {
              if (copied?.ok === true)
                editRfmWithUndo(t.text('techniques.rfm.copied'), (before) => ({
                  ...before,
                  [metric]: copied.value[metric],
                }));
            }}
          >
            {t.text('techniques.rfm.copy')}
          </Button>
        </>
      ) : (
        <BandsEditor metric={metric} counts={preview?.levels[LETTER[metric]] ?? null} />
      )}
    </section>
  );
}

/** Scores of the last preview, best first: the band in words and the accounts in it. */
function Scores({ metric, preview }: MetricCardProps) {
  const t = useTranslator();
  if (preview === null) return null;
  const counts = preview.levels[LETTER[metric]];
  const most = Math.max(1, ...counts);
  return (
    <ol role="list" class="scores-list">
      {counts
        .map((count, index) => ({ count, score: index + 1 }))
        .toReversed()
        .map(({ count, score }) => (
          <li key={score} class="scores-list__row">
            <span class="scores-list__score">{t.text('techniques.rfm.score', { score })}</span>
            <span class="scores-list__band soft">
              {bandWords(preview.basis, metric, score, t) ?? t.text('techniques.rfm.never')}
            </span>
            <span class="scores-list__count number">{t.text('techniques.rfm.atScore', { count })}</span>
            <span class="bar" aria-hidden="true">
              <span class="bar__fill" style={{ inlineSize: `${(100 * count) / most}%` }} />
            </span>
          </li>
        ))}
    </ol>
  );
}

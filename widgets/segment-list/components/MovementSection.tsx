import { useEffect, useState } from 'preact/hooks';
import { Chart } from '#widgets/shared/charts/Chart.tsx';
import type { StackedSpec } from '#widgets/shared/charts/chart-spec.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import type { Label, Technique } from '../models/answers.ts';
import type { Tab } from '../models/create-tab.ts';
import type { LabelHistory } from '../models/history-answers.ts';
import { createMovementModel, PERIODS, type MovementModel } from '../models/MovementModel.ts';
import { knownDays, labelsOver } from '../models/sum-moves.ts';
import { labelName, sayIsoDay, techniqueName } from '../say.ts';
import { MovesTable } from './MovesTable.tsx';
import { RemoteView } from './RemoteView.tsx';

interface MovementSectionProps {
  readonly tab: Tab;
  /** In use now. */
  readonly techniques: readonly Technique[];
  /** Instant of the last publish: what came after it is asked for anew. */
  readonly publishedAt: string;
}

/** Decision 15 on the overview: labels over time, and who moved where. */
export function MovementSection({ tab, techniques, publishedAt }: MovementSectionProps) {
  const t = useTranslator();
  const [model] = useState(() =>
    createMovementModel({
      backend: tab.session.backend,
      technique: techniques[0] ?? 'rfm',
      today: () => tab.today(t.viewer.timeZone),
    }),
  );
  useEffect(() => void model.load(), [publishedAt]);
  const technique = model.technique.value;
  return (
    <section class="card stack movements" aria-labelledby="movements-heading">
      <div class="movements__head">
        <h2 id="movements-heading">{t.text('segments.movements.title')}</h2>
        <div class="movements__tools">
          {techniques.length > 1 && (
            <div class="segmented segmented--wrap" role="group" aria-label={t.text('segments.movements.technique')}>
              {techniques.map((each) => (
                <Button key={each} pressed={each === technique} onPress={() => model.show(each)}>
                  {techniqueName(each, t)}
                </Button>
              ))}
            </div>
          )}
          <div class="segmented segmented--wrap" role="group" aria-label={t.text('segments.movements.period')}>
            {PERIODS.map((days) => (
              <Button key={days} pressed={days === model.period.value} onPress={() => model.lookBack(days)}>
                {t.text('segments.movements.days', { days })}
              </Button>
            ))}
          </div>
        </div>
      </div>
      <RemoteView state={model.state} onRetry={() => void model.load()} bars={[16, 8]}>
        {(history) => <Movement tab={tab} model={model} history={history} />}
      </RemoteView>
    </section>
  );
}

interface MovementProps {
  readonly tab: Tab;
  readonly model: MovementModel;
  readonly history: LabelHistory;
}

function Movement({ tab, model, history }: MovementProps) {
  const t = useTranslator();
  const labels = tab.overview.labels.value;
  const technique = model.technique.value;
  const days = knownDays(history);
  const { begins, flows } = history;
  if (begins === null) return <p class="soft">{t.text('segments.movements.none')}</p>;
  if (days.length === 0)
    return <p class="soft">{t.text('segments.movements.notUsed', { technique: techniqueName(technique, t) })}</p>;
  const beganWithin = days[0] !== undefined && history.days[0]?.day !== days[0].day;
  return (
    <>
      {beganWithin && <p class="soft">{t.text('segments.movements.begins', { onDay: sayIsoDay(begins, t) })}</p>}
      <Chart spec={specOf({ days, labels, technique }, t)} openLabel={null} onOpen={null} />
      {flows !== null && <MovesTable tab={tab} technique={technique} flows={flows} />}
    </>
  );
}

interface SpecInput {
  readonly days: LabelHistory['days'];
  readonly labels: readonly Label[];
  readonly technique: Technique;
}

function specOf({ days, labels, technique }: SpecInput, t: Translator): StackedSpec {
  const parts = labelsOver(days, labels, technique);
  const short = new Intl.DateTimeFormat(t.viewer.locale, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return {
    kind: 'stacked',
    title: t.text('segments.movements.overTime'),
    nameHeader: t.text('segments.movements.day'),
    tick: t.number,
    series: parts.map((id) => ({
      key: id ?? '',
      name: id === null ? t.text('shared.noLabel') : labelName(labels, technique, id, t),
      colour: labels.find((label) => label.technique === technique && label.id === id)?.colour ?? 'muted',
    })),
    points: days.map(({ day, counts }) => {
      const values = parts.map((id) => counts?.find(({ labelId }) => labelId === id)?.accounts ?? 0);
      return {
        key: day,
        name: short.format(Date.parse(`${day}T00:00:00Z`)),
        values,
        // Not in use is not nobody.
        shown: values.map((value) => (counts === null ? '–' : t.number(value))),
      };
    }),
  };
}

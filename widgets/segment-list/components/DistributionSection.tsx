import { Chart } from '#widgets/shared/charts/Chart.tsx';
import type { ChartSpec } from '#widgets/shared/charts/chart-spec.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { TECHNIQUES, type Distribution, type DistributionBar, type Label, type Technique } from '../models/answers.ts';
import type { Tab } from '../models/create-tab.ts';
import { DISTRIBUTION_FIELDS, type DistributionField } from '../models/NavigationModel.ts';
import type { SegmentDetailModel } from '../models/SegmentDetailModel.ts';
import { labelColumnName, labelName } from '../say.ts';
import { RemoteView } from './RemoteView.tsx';

interface DistributionSectionProps {
  readonly tab: Tab;
  readonly detail: SegmentDetailModel;
}

/** SEG-4, SEG-8: how the accounts spread; every bar opens its accounts. */
export function DistributionSection({ tab, detail }: DistributionSectionProps) {
  const t = useTranslator();
  const by = detail.by.value;
  return (
    <section class="stack">
      <div class="segmented segmented--wrap" role="group" aria-label={t.text('segments.distribution.by')}>
        {DISTRIBUTION_FIELDS.map((field) => (
          <Button key={field} pressed={field === by} onPress={() => detail.distributeBy(field)}>
            {t.text(`segments.by.${field}`)}
          </Button>
        ))}
      </div>
      <RemoteView state={detail.distribution.state} onRetry={() => void detail.distribution.load()} bars={[18]}>
        {(found) => <Charts tab={tab} detail={detail} by={by} found={found} />}
      </RemoteView>
    </section>
  );
}

interface ChartsProps extends DistributionSectionProps {
  readonly by: DistributionField;
  readonly found: Distribution;
}

function Charts({ tab, detail, by, found }: ChartsProps) {
  const t = useTranslator();
  if (found.bars === null)
    return <p class="soft">{t.text('segments.distribution.notRead', { field: t.text(`segments.by.${by}`) })}</p>;
  if (found.bars.length === 0) return <p class="soft">{t.text('segments.detail.noAccounts')}</p>;
  const groups = by === 'label' ? byTechnique(found.bars) : [{ technique: null, bars: found.bars }];
  return (
    <div class={groups.length > 1 ? 'columns' : 'stack'}>
      {groups.map(({ technique, bars }) => {
        const spec = specOf({ by, technique, bars, labels: tab.overview.labels.value }, t);
        return (
          <div key={technique ?? by} class="card">
            <Chart
              spec={spec}
              openLabel={(name) => t.text('segments.openAccountsOf', { name })}
              onOpen={(key) => {
                const index = spec.points.findIndex((point) => point.key === key);
                const bar = bars[index];
                const point = spec.points[index];
                if (bar !== undefined && point !== undefined)
                  detail.openBar({ by, key: bar.key, technique, name: point.name });
              }}
            />
          </div>
        );
      })}
      {found.more > 0 && <p class="soft">{t.text('segments.distribution.more', { count: found.more })}</p>}
    </div>
  );
}

function byTechnique(bars: readonly DistributionBar[]) {
  return TECHNIQUES.map((technique) => ({
    technique,
    bars: bars.filter((bar) => (bar.technique ?? 'rfm') === technique),
  })).filter((group) => group.bars.length > 0);
}

interface SpecInput {
  readonly by: DistributionField;
  readonly technique: Technique | null;
  readonly bars: readonly DistributionBar[];
  readonly labels: readonly Label[];
}

function specOf({ by, technique, bars, labels }: SpecInput, t: Translator): ChartSpec {
  const field = technique === null ? t.text(`segments.by.${by}`) : labelColumnName(technique, t);
  const none = t.text(by === 'label' ? 'shared.noLabel' : 'segments.distribution.none');
  return {
    kind: 'bars',
    title: t.text('segments.distribution.title', { field }),
    nameHeader: field,
    valueHeader: t.text('segments.column.accounts'),
    tick: t.number,
    points: bars.map((bar) => {
      const label = labels.find((known) => known.technique === technique && known.id === bar.key);
      const name = technique !== null && bar.key !== null ? labelName(labels, technique, bar.key, t) : bar.name;
      return {
        key: bar.key ?? '',
        name: bar.key === null ? none : (name ?? bar.key),
        value: bar.accounts,
        shown: t.number(bar.accounts),
        colour: bar.key === null ? 'muted' : (label?.colour ?? 'accent'),
      };
    }),
  };
}

import { Chart } from '#widgets/shared/charts/Chart.tsx';
import type { ChartSpec } from '#widgets/shared/charts/chart-spec.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import type { Performance } from '../models/answers.ts';
import type { SegmentDetailModel } from '../models/SegmentDetailModel.ts';
import { sayAmount } from '../say.ts';
import { Amount } from './Amount.tsx';
import { RemoteView } from './RemoteView.tsx';

export function PerformanceSection({ detail }: { readonly detail: SegmentDetailModel }) {
  return (
    <section class="stack">
      <RemoteView state={detail.performance.state} onRetry={() => void detail.performance.load()} bars={[5, 16]}>
        {(performance) => <Numbers performance={performance} />}
      </RemoteView>
    </section>
  );
}

function Numbers({ performance }: { readonly performance: Performance }) {
  const t = useTranslator();
  const { deals, trend } = performance;
  const decided = deals === null ? 0 : deals.won + deals.lost;
  return (
    <>
      <dl class="tiles">
        <div class="tile">
          <dt>{t.text('segments.column.wonMinor')}</dt>
          <dd class="tile__value number">
            <Amount minor={performance.wonMinor} whole />
          </dd>
        </div>
        <div class="tile">
          <dt>{t.text('segments.column.pipelineMinor')}</dt>
          <dd class="tile__value number">
            <Amount minor={performance.pipelineMinor} whole />
          </dd>
        </div>
        {deals !== null && (
          <div class="tile">
            <dt>{t.text('segments.performance.winShare')}</dt>
            <dd class="tile__value number">
              {decided === 0 ? t.text('segments.performance.noneDecided') : t.percent(deals.won / decided)}
            </dd>
            <dd class="tile__note">
              {t.text('segments.performance.deals', {
                won: t.number(deals.won),
                lost: t.number(deals.lost),
                open: t.number(deals.open),
              })}
            </dd>
          </div>
        )}
      </dl>
      <div class="card">
        {trend === null ? (
          <p class="soft">{t.text('segments.performance.noTrend')}</p>
        ) : (
          <Chart spec={trendSpec(trend, t)} openLabel={null} onOpen={null} />
        )}
      </div>
    </>
  );
}

/** Revenue by month; for who may not see amounts, won deals by month. */
function trendSpec(trend: NonNullable<Performance['trend']>, t: Translator): ChartSpec {
  const hidden = trend.some(({ wonMinor }) => wonMinor === null);
  const months = new Intl.DateTimeFormat(t.viewer.locale, { month: 'short', year: '2-digit', timeZone: 'UTC' });
  return {
    kind: 'columns',
    title: t.text(hidden ? 'segments.performance.trendOfDeals' : 'segments.performance.trend'),
    nameHeader: t.text('segments.performance.month'),
    valueHeader: t.text(hidden ? 'segments.performance.wonDeals' : 'segments.column.wonMinor'),
    tick: hidden ? t.number : t.compactMoney,
    points: trend.map(({ month, wonMinor, won }) => ({
      key: month,
      name: months.format(Date.parse(`${month}-01T00:00:00Z`)),
      value: hidden ? won : (wonMinor ?? 0),
      shown: hidden ? t.number(won) : sayAmount(wonMinor, t),
      colour: 'accent',
    })),
  };
}

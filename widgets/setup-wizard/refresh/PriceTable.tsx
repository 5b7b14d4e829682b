import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { findUnknown, knownTotal } from './find-unknown.ts';
import type { Refresh } from './refresh-api.ts';
import { sayEvery } from './say-every.ts';

/** What a day costs by each choice, line by line, beside what there is. */
export function PriceTable({ refresh: { price, dailyCredits, budget, spentToday } }: { readonly refresh: Refresh }) {
  const t = useTranslator();
  const known = (credits: number | null): string =>
    credits === null ? t.text('refresh.price.unknown') : t.number(credits);
  const { options, perSweep, measured, projection, nightly } = price;
  const share = (total: number | null): string =>
    total === null || dailyCredits === null || dailyCredits === 0 ? '' : t.percent(total / dailyCredits);
  return (
    <>
      <div class="table-scroll" tabIndex={0} role="region" aria-label={t.text('refresh.price.title')}>
        <table class="table refresh-price">
          <thead>
            <tr>
              <th scope="col">{t.text('refresh.price.perDay')}</th>
              {options.map(({ everyMinutes }) => (
                <th key={everyMinutes} scope="col" class="number">
                  {sayEvery(everyMinutes, t)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row">
                {measured === 0
                  ? t.text('refresh.price.sweeps', { perSweep })
                  : t.text('refresh.price.sweepsMeasured', { perSweep, measured })}
              </th>
              {options.map(({ everyMinutes, sweepsPerDay, sweeps }) => (
                <td key={everyMinutes} class="number">
                  {t.text('refresh.price.times', { times: sweepsPerDay, each: perSweep, credits: sweeps })}
                </td>
              ))}
            </tr>
            <tr>
              <th scope="row">{t.text('refresh.price.projection')}</th>
              {options.map(({ everyMinutes }) => (
                <td key={everyMinutes} class="number">
                  {known(projection)}
                </td>
              ))}
            </tr>
            <tr>
              <th scope="row">{t.text('refresh.price.nightly')}</th>
              {options.map(({ everyMinutes }) => (
                <td key={everyMinutes} class="number">
                  {known(nightly)}
                </td>
              ))}
            </tr>
            <tr>
              <th scope="row">{t.text('refresh.price.total', { without: findUnknown(price) })}</th>
              {options.map((option) => (
                <td key={option.everyMinutes} class="number">
                  <strong>{known(knownTotal(option, price))}</strong>
                </td>
              ))}
            </tr>
            {dailyCredits !== null && (
              <tr>
                <th scope="row">{t.text('refresh.price.share', { daily: dailyCredits })}</th>
                {options.map((option) => (
                  <td key={option.everyMinutes} class="number">
                    {share(knownTotal(option, price))}
                  </td>
                ))}
              </tr>
            )}
          </tbody>
        </table>
      </div>
      <p class="soft measure">
        {budget.mostPerDay === null
          ? t.text('refresh.price.noLimit', { spent: spentToday })
          : t.text('refresh.price.limit', { spent: spentToday, most: budget.mostPerDay })}
      </p>
    </>
  );
}

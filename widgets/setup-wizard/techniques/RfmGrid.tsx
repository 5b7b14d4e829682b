import { useId, useState } from 'preact/hooks';
import { NO_LABEL } from '#core/labels/label.ts';
import { firstLabel } from '#core/techniques/rfm/label-cells.ts';
import type { RfmSettings } from '#core/techniques/rfm/settings.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Icon } from '../components/Icon.tsx';
import type { RfmPreview } from '../models/setup-api.ts';

interface RfmGridProps {
  readonly settings: RfmSettings;
  readonly preview: RfmPreview;
}

/** Darkest cell: enough to see, little enough that text keeps its contrast on it. Per cent. */
const DARKEST = 42;

interface Cell {
  readonly r: number;
  readonly f: number;
  readonly accounts: number;
  readonly share: number | null;
  /** Indexes of the labels that some M score of this cell has. */
  readonly labels: readonly number[];
}

/** R by F with accounts and share of revenue; the list says the same, one cell a row. */
export function RfmGrid({ settings, preview }: RfmGridProps) {
  const t = useTranslator();
  const titleId = useId();
  const [asList, setAsList] = useState(false);
  const rows = preview.levels.r.length;
  const columns = preview.levels.f.length;
  const won = preview.grid.reduce((sum, { wonMinor }) => sum + (wonMinor ?? 0), 0);
  const most = Math.max(1, ...preview.grid.map(({ accounts }) => accounts));
  const cellAt = (r: number, f: number): Cell => {
    const counted = preview.grid.find((cell) => cell.r === r && cell.f === f);
    const wonMinor = counted?.wonMinor ?? null;
    const labels = new Set(
      Array.from({ length: preview.levels.m.length }, (_, m) => firstLabel(settings.labels, { r, f, m: m + 1 })),
    );
    return {
      r,
      f,
      accounts: counted?.accounts ?? 0,
      share: wonMinor === null || won <= 0 ? null : wonMinor / won,
      labels: [...labels].filter((index) => index !== NO_LABEL),
    };
  };
  const scores = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
  const names = (cell: Cell): string =>
    cell.labels.length === 0
      ? t.text('shared.noLabel')
      : t.list(cell.labels.map((index) => settings.labels[index]?.names[t.viewer.language] ?? ''));

  return (
    <section class="card grid-card" aria-labelledby={titleId}>
      <header class="section-head">
        <div>
          <h4 id={titleId}>{t.text('techniques.grid.title')}</h4>
          <p class="soft">{t.text('techniques.grid.text')}</p>
        </div>
        <Button onPress={() => setAsList(!asList)}>
          {t.text(asList ? 'techniques.grid.grid' : 'techniques.grid.table')}
        </Button>
      </header>
      {asList ? (
        <div class="table-scroll" role="group" aria-labelledby={titleId} tabIndex={0}>
          <table class="table">
            <thead>
              <tr>
                <th scope="col">{t.text('techniques.metric.recency')}</th>
                <th scope="col">{t.text('techniques.metric.frequency')}</th>
                <th scope="col">{t.text('techniques.grid.label')}</th>
                <th scope="col" class="number">
                  {t.text('techniques.labels.accounts')}
                </th>
                <th scope="col" class="number">
                  {t.text('techniques.labels.share')}
                </th>
              </tr>
            </thead>
            <tbody>
              {scores(rows)
                .toReversed()
                .flatMap((r) => scores(columns).map((f) => cellAt(r, f)))
                .map((cell) => (
                  <tr key={`${cell.r}-${cell.f}`}>
                    <td>{cell.r}</td>
                    <td>{cell.f}</td>
                    <td>{names(cell)}</td>
                    <td class="number">{t.number(cell.accounts)}</td>
                    <td class="number">{cell.share === null ? '–' : t.percent(cell.share)}</td>
                  </tr>
                ))}
            </tbody>
          </table>
        </div>
      ) : (
        <div class="heat-scroll" role="group" aria-labelledby={titleId} tabIndex={0}>
          <p class="heat__axis soft" aria-hidden="true">
            <Icon name="up" /> {t.text('techniques.metric.recency')}
          </p>
          <table class="heat">
            <caption class="visually-hidden">{t.text('techniques.grid.corner')}</caption>
            <tbody>
              {scores(rows)
                .toReversed()
                .map((r) => (
                  <tr key={r}>
                    <th scope="row" title={t.text('techniques.grid.recency', { score: r })}>
                      <span class="visually-hidden">{t.text('techniques.grid.recency', { score: r })}</span>
                      <span aria-hidden="true">R{r}</span>
                    </th>
                    {scores(columns).map((f) => {
                      const cell = cellAt(r, f);
                      return (
                        <td
                          key={f}
                          class={`heat__cell${cell.accounts === 0 ? ' heat__cell--empty' : ''}`}
                          title={names(cell)}
                          style={{
                            '--heat': `${cell.accounts === 0 ? 0 : 6 + (DARKEST - 6) * Math.sqrt(cell.accounts / most)}%`,
                          }}
                        >
                          <span class="heat__count number">{t.number(cell.accounts)}</span>
                          <span class="heat__share number">{cell.share === null ? '–' : t.percent(cell.share)}</span>
                          <span class="heat__labels" aria-hidden="true">
                            {cell.labels.map((index) => (
                              <span key={index} class="heat__label">
                                <span
                                  class="chip__dot"
                                  style={{ backgroundColor: settings.labels[index]?.colour ?? 'transparent' }}
                                />
                                <span class="heat__name">{settings.labels[index]?.names[t.viewer.language] ?? ''}</span>
                              </span>
                            ))}
                          </span>
                          <span class="visually-hidden">{names(cell)}</span>
                        </td>
                      );
                    })}
                  </tr>
                ))}
            </tbody>
            <tfoot>
              <tr>
                <td />
                {scores(columns).map((f) => (
                  <th key={f} scope="col" title={t.text('techniques.grid.frequency', { score: f })}>
                    <span class="visually-hidden">{t.text('techniques.grid.frequency', { score: f })}</span>
                    <span aria-hidden="true">F{f}</span>
                  </th>
                ))}
              </tr>
            </tfoot>
          </table>
          <p class="heat__axis heat__axis--end soft" aria-hidden="true">
            {t.text('techniques.metric.frequency')} <Icon name="right" />
          </p>
        </div>
      )}
    </section>
  );
}

import { useId } from 'preact/hooks';
import type { Label } from '#core/labels/label.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { LabelChip } from '#widgets/shared/ui/LabelChip.tsx';
import type { RfmPreview } from '../models/setup-api.ts';

interface LabelCountsProps {
  readonly labels: readonly Label[];
  readonly counts: RfmPreview['labels'];
}

/** Accounts and revenue per label, "no label" included (TEC-1): bars inside a table, so that one is the other's twin. */
export function LabelCounts({ labels, counts }: LabelCountsProps) {
  const t = useTranslator();
  const titleId = useId();
  const most = Math.max(1, ...counts.map(({ accounts }) => accounts));
  const won = counts.reduce((sum, { wonMinor }) => sum + (wonMinor ?? 0), 0);
  const ids: readonly (string | null)[] = [...labels.map(({ id }) => id), null];
  return (
    <div class="card label-counts" role="group" aria-labelledby={titleId}>
      <h4 id={titleId}>{t.text('techniques.labels.distribution')}</h4>
      <table class="table label-counts__table">
        <thead>
          <tr>
            <th scope="col">{t.text('techniques.labels.title')}</th>
            <th scope="col" class="number">
              {t.text('techniques.labels.accounts')}
            </th>
            <th scope="col" class="number">
              {t.text('techniques.labels.share')}
            </th>
          </tr>
        </thead>
        <tbody>
          {ids.map((id) => {
            const label = labels.find((known) => known.id === id);
            const counted = counts.find(({ labelId }) => labelId === id);
            const accounts = counted?.accounts ?? 0;
            const wonMinor = counted?.wonMinor ?? null;
            return (
              <tr key={id}>
                <th scope="row">
                  <LabelChip
                    name={label?.names[t.viewer.language] ?? null}
                    noLabelText={t.text('shared.noLabel')}
                    colour={label?.colour ?? null}
                  />
                  <span class="bar" aria-hidden="true">
                    <span
                      class="bar__fill"
                      style={{
                        inlineSize: `${(100 * accounts) / most}%`,
                        backgroundColor: label?.colour ?? 'var(--edge-strong)',
                      }}
                    />
                  </span>
                </th>
                <td class="number">{t.number(accounts)}</td>
                <td class="number">{wonMinor === null || won <= 0 ? '–' : t.percent(wonMinor / won)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

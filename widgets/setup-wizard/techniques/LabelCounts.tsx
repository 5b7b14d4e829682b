import { useId } from 'preact/hooks';
import type { Label } from '#core/labels/label.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { RfmPreview } from '../models/setup-api.ts';
import { LabelBar } from './LabelBar.tsx';

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
  const rows: readonly (Label | null)[] = [...labels, null];
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
          {rows.map((label) => {
            const id = label?.id ?? null;
            const counted = counts.find(({ labelId }) => labelId === id);
            const accounts = counted?.accounts ?? 0;
            const wonMinor = counted?.wonMinor ?? null;
            return (
              <tr key={id}>
                <th scope="row">
                  <LabelBar label={label} length={accounts / most} />
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

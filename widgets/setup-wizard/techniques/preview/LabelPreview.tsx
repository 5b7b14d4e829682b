import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { dominantLabel } from '#core/techniques/dominant-label.ts';
import type { Label } from '#core/labels/label.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { LabelBar } from '../LabelBar.tsx';
import { toAccounts, underOf } from './estimate.ts';
import type { PreviewedTechnique } from './preview-api.ts';
import type { PreviewState } from './use-preview.ts';

interface LabelPreviewProps {
  readonly technique: PreviewedTechnique;
  readonly labels: readonly Label[];
  readonly preview: PreviewState;
  /** Names of sources by id, for what is said of them. */
  readonly sources?: ReadonlyMap<string, string>;
  /** What else moves. */
  readonly children?: ComponentChildren;
}

/** Accounts per label under the draft beside those that are published: bars inside a table, so that one is the other's twin. */
export function LabelPreview({ technique, labels, preview, sources = new Map(), children }: LabelPreviewProps) {
  const t = useTranslator();
  const titleId = useId();
  const { numbers, busy, stale } = preview;
  if (numbers === null) return null;
  const isSample = numbers.sampled < numbers.accounts;
  const most = Math.max(1, ...numbers.labels.map(({ accounts }) => accounts));
  const shown = (count: number): string => {
    if (!isSample) return t.number(count);
    if (count === 0) return t.text('techniques.preview.under', { count: underOf(numbers) });
    return t.text('techniques.preview.about', { count: toAccounts(count, numbers) });
  };
  const rows: readonly (Label | null)[] = [...labels, null];
  const without = numbers.without.filter(({ accounts }) => accounts > 0);
  const dominant = dominantLabel(technique, numbers.labels);
  const mostly = labels.find(({ id }) => id === dominant?.params['label']);
  return (
    <div class="card label-counts" role="group" aria-labelledby={titleId}>
      <h4 id={titleId}>{t.text('techniques.labels.distribution')}</h4>
      <table class={`table preview-table${stale ? ' preview-table--stale' : ''}`} aria-busy={busy}>
        <thead>
          <tr>
            <th scope="col">{t.text('techniques.labels.title')}</th>
            <th scope="col" class="number">
              {t.text('techniques.labels.accounts')}
            </th>
            <th scope="col" class="number preview-table__published">
              {t.text('techniques.preview.published')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((label) => {
            const accounts = countIn(numbers.labels, label);
            const published = countIn(numbers.published, label);
            return (
              <tr key={label?.id ?? null}>
                <th scope="row">
                  <div class="preview-table__label">
                    <LabelBar label={label} length={(accounts ?? 0) / most} />
                  </div>
                </th>
                <td class="number">
                  <span>{accounts === null ? '–' : shown(accounts)}</span>
                  {accounts !== null && (
                    <span class="preview-table__more">{t.percent(accounts / Math.max(1, numbers.sampled))}</span>
                  )}
                  {published !== null && (
                    <span class="preview-table__more preview-table__more--narrow">
                      {t.text('techniques.preview.publishedCount', { count: published })}
                    </span>
                  )}
                </td>
                <td class="number soft preview-table__published">{published === null ? '–' : t.number(published)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {dominant !== null && mostly !== undefined && (
        <Banner tone="warn">
          {t.text('techniques.labels.mostlyOne', { ...dominant.params, label: mostly.names[t.viewer.language] })}
        </Banner>
      )}
      {without.length > 0 && (
        <div>
          <p class="soft">{t.text('techniques.preview.without')}</p>
          <ul class="preview-notes">
            {without.map(({ reason, accounts }) => (
              <li key={reason}>
                {t.message({ code: `techniques.preview.without.${reason}`, params: { accounts: shown(accounts) } })}
              </li>
            ))}
          </ul>
        </div>
      )}
      {children}
      {numbers.notes.length > 0 && (
        <div>
          <p class="soft">{t.text('techniques.preview.notes')}</p>
          <ul class="preview-notes">
            {numbers.notes.map((note) => {
              const { source } = note.params;
              const named = typeof source === 'string' ? { source: sources.get(source) ?? source } : {};
              return <li key={JSON.stringify(note)}>{t.message(note, named)}</li>;
            })}
          </ul>
        </div>
      )}
    </div>
  );
}

/** null = the label is newer than the numbers. */
function countIn(
  counts: readonly { readonly labelId: string | null; readonly accounts: number }[],
  label: Label | null,
): number | null {
  return counts.find(({ labelId }) => labelId === (label?.id ?? null))?.accounts ?? null;
}

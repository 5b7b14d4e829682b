import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { CreditsApi } from '../credits/credits-api.ts';
import { RunLogButton } from '../credits/RunLogButton.tsx';
import type { RefreshEntry } from './refresh-api.ts';
import { sayEntry, sayEntryKind } from './say-entry.ts';

interface EntriesTableProps {
  readonly api: Pick<CreditsApi, 'log'>;
  readonly entries: readonly RefreshEntry[];
}

/** The last sweeps and night's runs, newest first: what they did, or why they were left out. */
export function EntriesTable({ api, entries }: EntriesTableProps) {
  const t = useTranslator();
  if (entries.length === 0) return <p class="soft">{t.text('refresh.entries.none')}</p>;
  const times = new Intl.DateTimeFormat(t.viewer.locale, { timeStyle: 'short', timeZone: t.viewer.timeZone });
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={t.text('refresh.entries.title')}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t.text('refresh.entries.at')}</th>
            <th scope="col">{t.text('refresh.entries.kind')}</th>
            <th scope="col">{t.text('refresh.entries.did')}</th>
            <th scope="col" class="number">
              {t.text('refresh.entries.credits')}
            </th>
            <th scope="col">
              <span class="visually-hidden">{t.text('runLog.button')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => {
            const from = t.instant(Date.parse(entry.at));
            const at = entry.times === 1 ? from : `${from} – ${times.format(Date.parse(entry.until))}`;
            const { runId, result } = entry;
            return (
              <tr key={`${entry.kind} ${entry.at} ${entry.skipped ?? ''}`}>
                <th scope="row" class="refresh-when">
                  {at}
                </th>
                <td class="refresh-what">{sayEntryKind(entry, t)}</td>
                <td class="refresh-did">{sayEntry(entry, t)}</td>
                <td class="number">{result === null ? '–' : t.number(result.readCredits + result.writeCredits)}</td>
                <td class="credits__when">{runId !== null && <RunLogButton api={api} runId={runId} at={from} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { CreditsApi, RunCredits } from './credits-api.ts';
import { RunLogButton } from './RunLogButton.tsx';
import { saySpent } from './say-spent.ts';

interface RunsTableProps {
  readonly api: CreditsApi;
  readonly runs: readonly RunCredits[];
}

/** The last runs: what they were expected to cost and what they did, newest first. */
export function RunsTable({ api, runs }: RunsTableProps) {
  const t = useTranslator();
  if (runs.length === 0) return <p class="soft">{t.text('credits.runs.none')}</p>;
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label={t.text('credits.runs.title')}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t.text('credits.runs.begun')}</th>
            <th scope="col">{t.text('credits.runs.state')}</th>
            <th scope="col" class="number">
              {t.text('credits.runs.estimated')}
            </th>
            <th scope="col" class="number">
              {t.text('credits.runs.spent')}
            </th>
            <th scope="col">{t.text('credits.runs.byKind')}</th>
            <th scope="col">
              <span class="visually-hidden">{t.text('runLog.button')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map(({ runId, requestedAt, state, estimated, kind, intake = false, rules = false, spent, byKind }) => {
            const at = requestedAt === null ? runId : t.instant(Date.parse(requestedAt));
            return (
              <tr key={runId}>
                <th scope="row" class="credits__when">
                  {at}
                  {kind !== null && <span class="soft credits__what">{t.text('credits.what', { kind })}</span>}
                  {intake && <span class="soft credits__what">{t.text('intake.title')}</span>}
                  {rules && <span class="soft credits__what">{t.text('credits.rules')}</span>}
                </th>
                <td class="credits__when">
                  {state === null ? t.text('credits.runs.gone') : t.text('credits.state', { state })}
                </td>
                <td class="number">{estimated === null ? '–' : t.number(estimated)}</td>
                <td class="number">{t.number(spent)}</td>
                <td class="credits__kinds soft">{saySpent(byKind, t)}</td>
                <td class="credits__when">
                  {state !== null && !intake && !rules && <RunLogButton api={api} runId={runId} at={at} />}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

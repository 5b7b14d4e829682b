import { useEffect, useState } from 'preact/hooks';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Dialog } from '#widgets/shared/ui/Dialog.tsx';
import { saveFile } from '#widgets/shared/ui/save-file.ts';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import type { AboutRun, CreditsApi, LogEntry, RunLog } from './credits-api.ts';
import { sayFailure } from './say-failure.ts';
import { sayFullReason } from './say-full-reason.ts';

const STEPS = [
  'begin',
  'accounts',
  'deals',
  'lineItems',
  'changedAccounts',
  'changedDeals',
  'removed',
  'verify',
  'ledger',
  'merge',
  'publish',
  'compare',
  'sweep',
  'project',
  'basis',
  'finish',
] as const;

interface RunLogDialogProps {
  readonly api: Pick<CreditsApi, 'log' | 'logFile'>;
  readonly runId: string;
  readonly onClose: () => void;
}

/** What a run did, unit by unit, to read and to hand on to whoever is asked for help. */
export function RunLogDialog({ api, runId, onClose }: RunLogDialogProps) {
  const t = useTranslator();
  const [log, setLog] = useState<RunLog | null>(null);
  const [failure, setFailure] = useState<BackendFailure | null>(null);
  const [attempt, setAttempt] = useState(0);
  const [fetching, setFetching] = useState(false);

  useEffect(() => {
    let wanted = true;
    void api.log(runId).then((answer) => {
      if (!wanted) return;
      setFailure(answer.ok ? null : answer.error);
      if (answer.ok) setLog(answer.value);
    });
    return () => {
      wanted = false;
    };
  }, [attempt]);

  const fetchFile = async (): Promise<void> => {
    setFetching(true);
    const file = await api.logFile(runId);
    setFetching(false);
    setFailure(file.ok ? null : file.error);
    if (file.ok) saveFile(file.value.name, file.value.bytes);
  };

  return (
    <Dialog
      title={t.text('runLog.title')}
      onClose={onClose}
      actions={
        <>
          {log !== null && (
            <Button blockedBy={fetching ? t.text('shared.loading') : null} onPress={() => void fetchFile()}>
              {t.text('runLog.download')}
            </Button>
          )}
          <Button kind="primary" onPress={onClose}>
            {t.text('runLog.close')}
          </Button>
        </>
      }
    >
      {failure !== null && (
        <Banner
          tone="warn"
          live
          actions={<Button onPress={() => setAttempt(attempt + 1)}>{t.text('shared.retry')}</Button>}
        >
          {failure.reason === 'notFound' ? t.text('runLog.gone') : sayFailure(failure, t)}
        </Banner>
      )}
      {log === null && failure === null && <Skeleton text={t.text('shared.loading')} bars={[12]} />}
      {log !== null && <About about={log.about} />}
      {log !== null && <Entries log={log} />}
    </Dialog>
  );
}

/** What kind of run it was, and what it came upon beside its work. */
function About({ about: { kind, scheduled, fullBecause, repaired, difference } }: { readonly about: AboutRun }) {
  const t = useTranslator();
  return (
    <div class="stack">
      <p>
        {t.text(kind === 'changes' ? 'runLog.kind.changes' : 'runLog.kind.full')}{' '}
        {scheduled && t.text('runLog.scheduled')}
      </p>
      {fullBecause !== null && <p>{sayFullReason(fullBecause, t)}</p>}
      {difference !== null && <p>{sayDifference(difference, t)}</p>}
      {repaired !== null && repaired > 0 && <p>{t.text('runLog.repaired', { repaired })}</p>}
    </div>
  );
}

const CAUSES = ['changed', 'breaksMoved', 'dayMoved', 'missed'] as const;

/** How far the night's run was from what stood, and why. */
function sayDifference(difference: NonNullable<AboutRun['difference']>, t: Translator): string {
  const whole = t.text('runLog.difference', { accounts: difference.accounts });
  const causes = CAUSES.filter((cause) => difference[cause] > 0).map((cause) =>
    t.text(`runLog.difference.${cause}`, { count: difference[cause] }),
  );
  return causes.length === 0 ? whole : `${whole}: ${t.list(causes)}.`;
}

function Entries({ log: { first, dropped, last } }: { readonly log: RunLog }) {
  const t = useTranslator();
  if (first.length === 0) return <p class="soft">{t.text('runLog.none')}</p>;
  const times = new Intl.DateTimeFormat(t.viewer.locale, { timeStyle: 'medium', timeZone: t.viewer.timeZone });
  return (
    <div class="table-scroll run-log" tabIndex={0} role="region" aria-label={t.text('runLog.title')}>
      <table class="table">
        <thead>
          <tr>
            {(['step', 'at'] as const).map((column) => (
              <th key={column} scope="col">
                {t.text(`runLog.${column}`)}
              </th>
            ))}
            {(['seconds', 'rows', 'credits', 'retries'] as const).map((column) => (
              <th key={column} scope="col" class="number">
                {t.text(`runLog.${column}`)}
              </th>
            ))}
            <th scope="col">{t.text('runLog.note')}</th>
          </tr>
        </thead>
        <tbody>
          {first.map((entry, at) => (
            <Entry key={at} entry={entry} times={times} />
          ))}
          {dropped > 0 && (
            <tr>
              <td colSpan={7} class="soft">
                {t.text('runLog.dropped', { count: dropped })}
              </td>
            </tr>
          )}
          {last.map((entry, at) => (
            <Entry key={first.length + at} entry={entry} times={times} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Entry({ entry, times }: { readonly entry: LogEntry; readonly times: Intl.DateTimeFormat }) {
  const t = useTranslator();
  const [from, to] = [Date.parse(entry.from), Date.parse(entry.to)];
  const seconds = (to - from) / 1_000;
  return (
    <tr>
      <th scope="row" class="run-log__step">
        {sayStep(entry.step, t)}
      </th>
      <td class="credits__when">{Number.isNaN(from) ? entry.from : times.format(from)}</td>
      <td class="number">{Number.isNaN(seconds) ? '–' : t.number(Math.round(seconds * 10) / 10)}</td>
      <td class="number">{entry.rows === null ? '–' : t.number(entry.rows)}</td>
      <td class="number">{entry.credits === null ? '–' : t.number(entry.credits)}</td>
      <td class="number">{t.number(entry.retries)}</td>
      <td>{entry.note !== null && <code class="run-log__note">{entry.note}</code>}</td>
    </tr>
  );
}

/** A step that a later server knows shows as itself. */
function sayStep(step: string, t: Translator): string {
  const known = STEPS.find((each) => each === step);
  return known === undefined ? step : t.text(`runLog.step.${known}`);
}

import { useEffect, useState } from 'preact/hooks';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Dialog } from '#widgets/shared/ui/Dialog.tsx';
import { saveFile } from '#widgets/shared/ui/save-file.ts';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import type { AboutRun, CreditsApi, RunLog } from './credits-api.ts';
import { sayFailure } from './say-failure.ts';
import { formatLogFile, sayAbout, sayKind, sayLog, sayState, type LogLine } from './say-log.ts';

interface RunLogDialogProps {
  readonly api: Pick<CreditsApi, 'log'>;
  readonly runId: string;
  readonly onClose: () => void;
}

/** What a run did, step by step, to read and to hand on to whoever is asked for help. */
export function RunLogDialog({ api, runId, onClose }: RunLogDialogProps) {
  const t = useTranslator();
  const [log, setLog] = useState<RunLog | null>(null);
  const [failure, setFailure] = useState<BackendFailure | null>(null);
  const [attempt, setAttempt] = useState(0);

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

  const save = (shown: RunLog): void => {
    const text = new globalThis.Blob([formatLogFile(shown, t)], { type: 'text/plain;charset=utf-8' });
    saveFile(`lodestar-${shown.run}.log.txt`, text);
  };

  return (
    <Dialog
      title={t.text('runLog.title')}
      onClose={onClose}
      actions={
        <>
          {log !== null && <Button onPress={() => save(log)}>{t.text('runLog.download')}</Button>}
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
      {log !== null && <Lines lines={sayLog(log, t)} />}
    </Dialog>
  );
}

function About({ about }: { readonly about: AboutRun }) {
  const t = useTranslator();
  return (
    <div class="stack">
      <p>
        {sayKind(about, t)} <strong>{sayState(about, t)}</strong>
      </p>
      {sayAbout(about, t).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}

function Lines({ lines }: { readonly lines: readonly LogLine[] }) {
  const t = useTranslator();
  if (lines.length === 0) return <p class="soft">{t.text('runLog.none')}</p>;
  const times = new Intl.DateTimeFormat(t.viewer.locale, { timeStyle: 'medium', timeZone: t.viewer.timeZone });
  return (
    <div class="table-scroll run-log" tabIndex={0} role="region" aria-label={t.text('runLog.title')}>
      <table class="table">
        <thead>
          <tr>
            <th scope="col">{t.text('runLog.at')}</th>
            <th scope="col">{t.text('runLog.step')}</th>
            <th scope="col" class="number">
              {t.text('runLog.seconds')}
            </th>
            <th scope="col" class="number">
              {t.text('runLog.credits')}
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ at, what, isStep, seconds, did, credits }, index) => (
            <tr key={index}>
              <td class="credits__when">{at === null || Number.isNaN(at) ? '–' : times.format(at)}</td>
              {isStep ? (
                <>
                  <th scope="row" class="run-log__step">
                    {what} {did !== '' && <span class="soft run-log__did">{did}</span>}
                  </th>
                  <td class="number">{seconds === null ? '–' : t.number(seconds)}</td>
                  <td class="number">{credits === null ? '–' : t.number(credits)}</td>
                </>
              ) : (
                <td colSpan={3}>{what}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

import { useState } from 'preact/hooks';
import type { RunView } from '#widgets/shared/schemas/run-view.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Dialog } from '#widgets/shared/ui/Dialog.tsx';
import { Progress } from '#widgets/shared/ui/Progress.tsx';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import type { RunStage } from '../models/RunModel.ts';
import { useSetup } from '../setup-context.ts';
import { RunEnded } from './RunEnded.tsx';
import { NotPublished, NotStarted } from './RunFailed.tsx';

/** SET-5: counts while the run works, pause, cancel, resume, and where to look when it is done. */
export function ConfigureStep() {
  const t = useTranslator();
  const { setup } = useSetup();
  const stage = setup.run.stage.value;
  switch (stage.kind) {
    case 'idle':
      return (
        <div class="stack">
          <p>{t.text('setup.run.idle')}</p>
          <div>
            <Button onPress={() => setup.go('review')}>{t.text('setup.review.goTo', { step: t.text('setup.step.review') })}</Button>
          </div>
        </div>
      );
    case 'publishing':
      return <Skeleton text={t.text('setup.run.publishing')} bars={[2, 4]} />;
    case 'notPublished':
      return <NotPublished failure={stage.failure} />;
    case 'notStarted':
      return <NotStarted failure={stage.failure} />;
    case 'running':
      return <Running stage={stage} />;
    case 'ended':
      return <RunEnded run={stage.run} />;
  }
}

const STATES = ['queued', 'reading', 'publishing', 'projecting', 'paused'] as const;

function Running({ stage }: { readonly stage: Extract<RunStage, { kind: 'running' }> }) {
  const t = useTranslator();
  const { setup } = useSetup();
  const [asking, setAsking] = useState(false);
  const { run, connected, failure } = stage;
  const state = STATES.find((known) => known === run.state) ?? 'other';
  const paused = run.state === 'paused';
  return (
    <div class="stack run">
      <p class="lead" role="status">
        {t.text(`setup.run.state.${state}`)}
      </p>
      <RunPhases run={run} />
      <RunCounts run={run} />
      {!connected && (
        <Banner tone="warn" live>
          {t.text('setup.run.disconnected')}
        </Banner>
      )}
      {connected && failure !== null && (
        <Banner tone="warn" live>
          {t.text('setup.run.steerFailed')}
        </Banner>
      )}
      <p class="soft">{t.text('setup.run.leave')}</p>
      <div class="step-foot step-foot--start">
        {paused ? (
          <Button kind="primary" onPress={() => void setup.run.steer('resume')}>
            {t.text('setup.run.resume')}
          </Button>
        ) : (
          <Button onPress={() => void setup.run.steer('pause')}>{t.text('setup.run.pause')}</Button>
        )}
        <Button kind="danger" onPress={() => setAsking(true)}>
          {t.text('setup.run.cancel')}
        </Button>
      </div>
      {asking && (
        <Dialog
          title={t.text('setup.run.cancel.title')}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onPress={() => setAsking(false)}>{t.text('setup.run.cancel.back')}</Button>
              <Button
                kind="danger"
                onPress={() => {
                  setAsking(false);
                  void setup.run.steer('cancel');
                }}
              >
                {t.text('setup.run.cancel.confirm')}
              </Button>
            </>
          }
        >
          <p>{t.text('setup.run.cancel.text')}</p>
        </Dialog>
      )}
    </div>
  );
}

const PHASES = ['reading', 'publishing', 'projecting'] as const;

function RunPhases({ run }: { readonly run: RunView }) {
  const t = useTranslator();
  const at = PHASES.findIndex((phase) => phase === run.state);
  return (
    <ol role="list" class="phases">
      {PHASES.map((phase, index) => (
        <li key={phase} class={`phase${index < at ? ' phase--done' : index === at ? ' phase--now' : ''}`}>
          <span class="phase__mark" aria-hidden="true">
            {index < at ? '✓' : index + 1}
          </span>
          {t.text(`setup.run.state.${phase}`)}
          {index < at && <span class="visually-hidden">({t.text('setup.step.done')})</span>}
        </li>
      ))}
    </ol>
  );
}

function RunCounts({ run }: { readonly run: RunView }) {
  const t = useTranslator();
  if (run.projection !== null) {
    const { of, written, failed } = run.projection;
    return <Progress label={t.text('setup.run.written')} done={written + failed} total={of} onCancel={null} />;
  }
  return (
    <>
      <Progress
        label={t.text('setup.run.counts')}
        done={run.progress.accounts}
        total={run.total?.accounts ?? null}
        onCancel={null}
      />
      <p class="soft number">{t.text('setup.run.deals', { deals: run.progress.deals })}</p>
    </>
  );
}

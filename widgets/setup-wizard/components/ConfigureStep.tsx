import { useState } from 'preact/hooks';
import type { RunView } from '#widgets/shared/schemas/run-view.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Dialog } from '#widgets/shared/ui/Dialog.tsx';
import { Progress } from '#widgets/shared/ui/Progress.tsx';
import { Skeleton } from '#widgets/shared/ui/Skeleton.tsx';
import { RUN_PHASES, runPhase, type RunPhase } from '../models/run-phase.ts';
import { runNotice } from '../models/run-notice.ts';
import type { RunStage } from '../models/RunModel.ts';
import { useSetup } from '../setup-context.ts';
import { Icon } from './Icon.tsx';
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
          <p>{t.text('configure.idle')}</p>
          <div>
            <Button onPress={() => setup.go('review')}>
              {t.text('review.goTo', { step: t.text('setup.step.review') })}
            </Button>
          </div>
        </div>
      );
    case 'publishing':
      return <Skeleton text={t.text('configure.publishing')} bars={[2, 4]} />;
    case 'waiting':
      return (
        <div class="card stack run">
          <p class="lead" role="status">
            {t.text('configure.waiting')}
          </p>
          <p>{t.text('configure.waiting.text')}</p>
          <div class="step-foot step-foot--start run__actions">
            <Button onPress={() => setup.run.stopWaiting()}>{t.text('configure.waiting.stop')}</Button>
          </div>
        </div>
      );
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
  const { run, connected } = stage;
  const notice = runNotice(stage);
  const state = STATES.find((known) => known === run.state) ?? 'other';
  const paused = run.state === 'paused';
  const steering = setup.run.steering.value;
  const asked = steering === null ? null : t.text('configure.steering', { verb: steering });
  // The list of phases says it already.
  const phase = runPhase(run);
  return (
    <div class="card stack run">
      <p class={phase === null || paused || asked !== null ? 'lead' : 'visually-hidden'} role="status">
        {asked ?? t.text(`configure.state.${state}`)}
      </p>
      <RunPhases phase={phase} paused={paused} />
      <RunCounts run={run} />
      {notice !== null && (
        <Banner tone="warn" live>
          {t.text(`configure.${notice}`)}
        </Banner>
      )}
      {!paused && connected && <p class="soft">{t.text('configure.leave')}</p>}
      <div class="step-foot step-foot--start run__actions">
        {paused ? (
          <Button kind="primary" blockedBy={asked} onPress={() => void setup.run.steer('resume')}>
            {t.text('configure.resume')}
          </Button>
        ) : (
          <Button blockedBy={asked} onPress={() => void setup.run.steer('pause')}>
            {t.text('configure.pause')}
          </Button>
        )}
        <Button kind="danger" blockedBy={asked} onPress={() => setAsking(true)}>
          {t.text('configure.cancel')}
        </Button>
      </div>
      {asking && (
        <Dialog
          title={t.text('configure.cancel.title')}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onPress={() => setAsking(false)}>{t.text('configure.cancel.back')}</Button>
              <Button
                kind="danger"
                onPress={() => {
                  setAsking(false);
                  void setup.run.steer('cancel');
                }}
              >
                {t.text('configure.cancel.confirm')}
              </Button>
            </>
          }
        >
          <p>{t.text('configure.cancel.text')}</p>
        </Dialog>
      )}
    </div>
  );
}

function RunPhases({ phase: present, paused }: { readonly phase: RunPhase | null; readonly paused: boolean }) {
  const t = useTranslator();
  const at = present === null ? -1 : RUN_PHASES.indexOf(present);
  return (
    <ol role="list" class="phases">
      {RUN_PHASES.map((phase, index) => (
        <li
          key={phase}
          class={`phase${index < at ? ' phase--done' : index === at ? ` phase--${paused ? 'paused' : 'now'}` : ''}`}
        >
          <span class="phase__mark" aria-hidden="true">
            {index < at ? <Icon name="check" /> : index + 1}
          </span>
          <span>
            {t.text(`configure.state.${phase}`)}
            {index === at && paused && <span class="soft"> ({t.text('configure.phase.paused')})</span>}
          </span>
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
    return <Progress label={t.text('configure.written')} done={written + failed} total={of} onCancel={null} />;
  }
  return (
    <>
      <Progress
        label={t.text('configure.counts')}
        done={run.progress.accounts}
        total={run.total?.accounts ?? null}
        onCancel={null}
      />
      <p class="soft number">{t.text('configure.deals', { deals: run.progress.deals })}</p>
    </>
  );
}

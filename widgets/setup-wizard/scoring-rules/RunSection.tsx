import { useState } from 'preact/hooks';
import { SCORED_MODULES } from '#core/scoring-rules/scoring-rules.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Dialog } from '#widgets/shared/ui/Dialog.tsx';
import { Progress } from '#widgets/shared/ui/Progress.tsx';
import type { RuleModule } from './rule-modules.ts';
import { moduleName } from './rule-words.ts';
import { isRulesRunOver, type RulesRunModel } from './RulesRunModel.ts';
import { sayRulesFailure } from './say-failure.ts';
import { creditsOf, sayRulesRun, sayStep } from './say-run.ts';
import type { RulesEstimate, RulesRun, StandingRules } from './scoring-rules-api.ts';

interface RunSectionProps {
  readonly model: RulesRunModel;
  readonly standing: StandingRules;
  readonly modules: readonly RuleModule[];
  /** Changes on the page that no run would know of. */
  readonly unsaved: boolean;
}

/** Running the rules for all existing records: what it costs, how far it is, how the last one ended. */
export function RunSection({ model, standing: { rules, run }, modules, unsaved }: RunSectionProps) {
  const t = useTranslator();
  const pricing = model.pricing.value;
  const failure = model.failure.value;
  const underWay = run !== null && !isRulesRunOver(run);
  const blockedBy =
    pricing.kind === 'asking'
      ? t.text('rulesSetup.run.pricing')
      : unsaved
        ? t.text('rulesSetup.saveFirst')
        : rules.some(({ active }) => active)
          ? null
          : t.text('rulesSetup.run.noRules');
  return (
    <section class="card stack" aria-labelledby="rules-run-heading">
      <h3 id="rules-run-heading">{t.text('rulesSetup.run')}</h3>
      <p class="soft measure">{t.text('rulesSetup.run.text')}</p>
      {failure !== null && (
        <Banner tone="bad" live>
          {sayRulesFailure(failure, t)}
        </Banner>
      )}
      {pricing.kind === 'failed' && (
        <Banner tone="bad" live>
          {t.text('rulesSetup.run.notPriced')} {sayRulesFailure(pricing.failure, t)}
        </Banner>
      )}
      {underWay ? (
        <UnderWay model={model} run={run} />
      ) : (
        <>
          {run !== null && <Ended run={run} modules={modules} />}
          <div class="step-foot step-foot--start">
            <Button blockedBy={blockedBy} onPress={() => void model.ask()}>
              {t.text('rulesSetup.run.start')}
            </Button>
            {pricing.kind === 'asking' && (
              <span class="soft" role="status">
                {t.text('rulesSetup.run.pricing')}
              </span>
            )}
          </div>
        </>
      )}
      {pricing.kind === 'priced' && <Confirm model={model} estimate={pricing.estimate} modules={modules} />}
    </section>
  );
}

function UnderWay({ model, run }: { readonly model: RulesRunModel; readonly run: RulesRun }) {
  const t = useTranslator();
  const busy = model.busy.value ? t.text('rulesSetup.run.asked') : null;
  const paused = run.state === 'paused';
  const [asking, setAsking] = useState(false);
  // Its last step removes what nobody reads any more.
  const tooLate = run.step === 'clean' ? t.text('rulesSetup.run.step.clean') : null;
  return (
    <>
      <Progress label={sayStep(run, t)} done={run.judged} total={run.records} onCancel={null} />
      {model.unheard.value && <Banner tone="warn">{t.text('rulesSetup.run.unheard')}</Banner>}
      <div class="step-foot step-foot--start">
        <Button blockedBy={busy} onPress={() => void model.steer(paused ? 'resume' : 'pause')}>
          {t.text(paused ? 'rulesSetup.run.resume' : 'rulesSetup.run.pause')}
        </Button>
        <Button kind="danger" blockedBy={busy ?? tooLate} onPress={() => setAsking(true)}>
          {t.text('rulesSetup.run.cancel')}
        </Button>
      </div>
      {asking && (
        <Dialog
          title={t.text('rulesSetup.run.cancel.title')}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onPress={() => setAsking(false)}>{t.text('rulesSetup.run.cancel.back')}</Button>
              <Button
                kind="danger"
                blockedBy={busy ?? tooLate}
                onPress={() => {
                  setAsking(false);
                  void model.steer('cancel');
                }}
              >
                {t.text('rulesSetup.run.cancel.confirm')}
              </Button>
            </>
          }
        >
          <p>{t.text('rulesSetup.run.cancel.soFar', { judged: run.judged, credits: creditsOf(run) })}</p>
          <p>{t.text('rulesSetup.run.cancel.text')}</p>
        </Dialog>
      )}
    </>
  );
}

function Ended({ run, modules }: { readonly run: RulesRun; readonly modules: readonly RuleModule[] }) {
  const t = useTranslator();
  const at = Date.parse(run.endedAt ?? run.requestedAt);
  return (
    <Banner tone={run.state === 'done' ? (run.warnings.length > 0 ? 'warn' : 'good') : 'warn'}>
      <p>
        <strong>{t.text('rulesSetup.run.last', { at: Number.isNaN(at) ? '–' : t.instant(at) })}</strong>
      </p>
      {sayRulesRun(run, modules, t).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </Banner>
  );
}

interface ConfirmProps {
  readonly model: RulesRunModel;
  readonly estimate: RulesEstimate;
  readonly modules: readonly RuleModule[];
}

function Confirm({ model, estimate: { credits, records }, modules }: ConfirmProps) {
  const t = useTranslator();
  return (
    <Dialog
      title={t.text('rulesSetup.run.confirm')}
      onClose={() => model.leave()}
      actions={
        <>
          <Button onPress={() => model.leave()}>{t.text('rulesSetup.run.back')}</Button>
          <Button
            kind="primary"
            blockedBy={model.busy.value ? t.text('rulesSetup.run.asked') : null}
            onPress={() => void model.start()}
          >
            {t.text('rulesSetup.run.begin', { credits })}
          </Button>
        </>
      }
    >
      <p>{t.text('rulesSetup.run.price', { credits })}</p>
      <ul class="rule-lines">
        {SCORED_MODULES.flatMap((module) => {
          const count = records[module];
          if (count === undefined) return [];
          const name = moduleName(module, modules, t);
          return [<li key={module}>{t.text('rulesSetup.run.records', { module: name, count })}</li>];
        })}
      </ul>
    </Dialog>
  );
}

import { useEffect, useState } from 'preact/hooks';
import { lintEngagement } from '#core/techniques/engagement/lint.ts';
import { lintFirmographics } from '#core/techniques/firmographics/lint.ts';
import { lintRecommendations } from '#core/techniques/recommendations/lint.ts';
import { lintRfm, needsGapConfirmation } from '#core/techniques/rfm/lint.ts';
import { lintVoice } from '#core/techniques/voice/lint.ts';
import type { Problem } from '#core/message.ts';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Field } from '#widgets/shared/ui/Field.tsx';
import { LazyScreen } from '../components/LazyScreen.tsx';
import { StepFoot } from '../components/StepFoot.tsx';
import type { Step } from '../models/setup-draft.ts';
import { sayProblem } from '../say-problem.ts';
import { sayRefusal } from '../say-refusal.ts';
import { useSetup, type SetupScreen } from '../setup-context.ts';
import { LATER_EDITORS } from '../techniques/later-editors.ts';
import type { WordsSource } from '../words.ts';
import { ReviewFacts } from './ReviewFacts.tsx';
import { ReviewSummary } from './ReviewSummary.tsx';
import { ReviewWrites } from './ReviewWrites.tsx';

const REASON_LENGTH = 500;

/** SET-5: everything in words, what will be written, what stands in the way; then Configure. */
export function ReviewStep() {
  const t = useTranslator();
  const { setup, today, minorDigits, loadWords } = useSetup();
  const [reason, setReason] = useState('');
  const draft = setup.draft.draft.value;
  const names = { org: setup.mapping.org.value, draft };
  const review = setup.review.state.value;
  const { mapping, criteria, techniques } = setup.check.value;

  useEffect(() => {
    setup.review.ask(draft);
  }, [draft]);
  useEffect(() => {
    // What was decided on another page meanwhile is no part of the draft.
    if (setup.review.state.peek().answer?.warnings.some(({ code }) => OF_CREDITS.has(code)) === true)
      setup.review.again();
  }, []);

  const context = { asOfDay: today.day, minorDigits };
  const rfmFindings = draft.chosen.rfm ? lintRfm(draft.rfm, context) : [];
  const findings = [
    ...rfmFindings,
    ...(draft.chosen.firmographics ? lintFirmographics(draft.firmographics, context) : []),
    ...(draft.chosen.engagement && draft.engagement !== null ? lintEngagement(draft.engagement) : []),
    ...(draft.chosen.recommendations && draft.recommendations !== null
      ? lintRecommendations(draft.recommendations)
      : []),
    ...(draft.chosen.voice && draft.voice !== null ? lintVoice(draft.voice) : []),
  ];
  const gaps = needsGapConfirmation(rfmFindings);
  const found: readonly (readonly [Step, Problem])[] = [
    ...mapping.map((problem) => ['mapping', problem] as const),
    ...criteria.map((problem) => ['criteria', problem] as const),
    ...techniques.map((problem) => ['techniques', problem] as const),
    ...(review.answer?.problems ?? []).map((problem) => [stepOf(problem), problem] as const),
  ];
  const missing = review.failure?.reason === 'refused' ? review.failure.missing : null;
  const blockedBy =
    found[0] !== undefined
      ? sayProblem(found[0][1], names, t)
      : findings.some(({ severity }) => severity === 'error')
        ? t.text('review.lintErrors')
        : gaps && !draft.gapsConfirmed
          ? t.text('review.gaps.first')
          : missing === null
            ? null
            : sayRefusal(missing, t);

  return (
    <div class="stack">
      <p class="measure">{t.text('review.intro')}</p>
      {found.length > 0 && (
        <section class="stack" role="alert">
          <h3>{t.text('review.problems')}</h3>
          {found.map(([step, problem], index) => (
            <Banner
              tone="bad"
              key={index}
              actions={
                <Button onPress={() => setup.go(step)}>
                  {t.text('review.goTo', { step: t.text(`setup.step.${step}`) })}
                </Button>
              }
            >
              {sayProblem(problem, names, t)}
            </Banner>
          ))}
        </section>
      )}
      <ReviewFacts />
      {setup.published() !== null && <LazyScreen bars={[4]} load={() => loadChanges(loadWords)} />}
      <ReviewSummary />
      {(review.answer?.warnings ?? []).map((warning) => (
        <Banner
          tone="warn"
          key={warning.where + warning.code}
          actions={OF_CREDITS.has(warning.code) && <WayToCredits />}
        >
          {sayProblem(warning, names, t)}
        </Banner>
      ))}
      <ReviewWrites />
      {gaps && (
        <label class="confirm">
          <input
            type="checkbox"
            checked={draft.gapsConfirmed}
            onChange={(event) => {
              const gapsConfirmed = event.currentTarget.checked;
              setup.draft.edit((before) => ({ ...before, gapsConfirmed }));
            }}
          />
          {t.text('review.gaps')}
        </label>
      )}
      {draft.replaces !== null && (
        <Field label={t.text('review.reason')} hint={t.text('review.reason.hint')}>
          {({ id, describedBy }) => (
            <input
              class="input"
              id={id}
              aria-describedby={describedBy}
              maxLength={REASON_LENGTH}
              value={reason}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          )}
        </Field>
      )}
      <StepFoot step="review" blockedBy={blockedBy}>
        <Button kind="primary" blockedBy={blockedBy} onPress={() => void setup.configure(reason)}>
          {draft.replaces === null
            ? t.text('review.configure')
            : t.text('review.again', { version: draft.replaces + 1 })}
        </Button>
      </StepFoot>
    </div>
  );
}

/** What is read of emails and notes, and what runs may spend, is decided on a page of its own; the draft waits here meanwhile. */
const OF_CREDITS: ReadonlySet<string> = new Set([
  'sources.readingIsOff',
  'sources.nothingReadYet',
  'credits.estimateOverLimit',
]);

function WayToCredits() {
  const t = useTranslator();
  const { places } = useSetup();
  return (
    <Button onPress={() => places.go('credits')}>
      {t.text('review.goTo', { step: t.text('setup.place.credits') })}
    </Button>
  );
}

const CHANGE_WORDS: WordsSource = {
  en: () => import('messages:setup-changes/en'),
  es: () => import('messages:setup-changes/es'),
};

async function loadChanges(loadWords: SetupScreen['loadWords']) {
  const [{ ReviewChanges }] = await Promise.all([
    import('./ReviewChanges.tsx'),
    loadWords(CHANGE_WORDS),
    // Channels and responses by name.
    loadWords(LATER_EDITORS.engagement.words),
  ]);
  return ReviewChanges;
}

/** Where a problem of the whole document can be put right. */
function stepOf({ where }: Problem): Step {
  if (where.startsWith('mapping')) return 'mapping';
  return where.startsWith('criteria') ? 'criteria' : 'techniques';
}

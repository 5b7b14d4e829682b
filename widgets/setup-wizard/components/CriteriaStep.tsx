import { useEffect, useState } from 'preact/hooks';
import type { Criteria } from '#core/criteria/criteria.ts';
import { CriteriaBuilder } from '#widgets/shared/criteria-builder/CriteriaBuilder.tsx';
import { useTranslator } from '#widgets/shared/i18n/translation-context.ts';
import { Banner } from '#widgets/shared/ui/Banner.tsx';
import { Button } from '#widgets/shared/ui/Button.tsx';
import { Dialog } from '#widgets/shared/ui/Dialog.tsx';
import { changeWithUndo } from '../models/change-with-undo.ts';
import { mappingOf, type SetupDraft } from '../models/setup-draft.ts';
import { wholeCriteria } from '../models/whole-criteria.ts';
import { sayProblem } from '../say-problem.ts';
import { sayRefusal } from '../say-refusal.ts';
import { useSetup } from '../setup-context.ts';
import { useFieldChoices } from '../use-field-choices.ts';
import { StepFoot } from './StepFoot.tsx';

/** A field that most orgs fill, offered as a first condition (SET-4's own example). */
const STARTER = 'billingCountry';

/** SET-4: which accounts take part, counted while one edits; "all" is confirmed with the number. */
export function CriteriaStep() {
  const t = useTranslator();
  const { setup, today, toasts } = useSetup();
  const [confirming, setConfirming] = useState(false);
  const draft = setup.draft.draft.value;
  const { criteria } = draft;
  const problems = setup.check.value.criteria;
  const mapping = mappingOf(draft);
  const fields = useFieldChoices('accounts', [criteria]);
  const { answer, busy, failure } = setup.count.state.value;

  const { criteria: whole, leftOut } = wholeCriteria(criteria);
  const uncountable = problems.filter(({ code }) => code !== 'setup.emptyValue').length;
  useEffect(() => {
    // What does not fit is not asked about: the last count stays until it does.
    if (mapping === null || uncountable > 0) return;
    // Where no condition is whole yet, all accounts would be counted, and nobody asked for all.
    const isNothing = leftOut.length > 0 && whole.conditions.length === 0;
    setup.count.ask(isNothing ? null : { mapping, criteria: whole });
  }, [mapping, criteria, problems.length]);

  const starter = fields.find(({ reference }) => reference === STARTER);
  const blockedBy =
    problems[0] === undefined ? null : sayProblem(problems[0], { org: setup.mapping.org.value, draft }, t);
  const change = (changed: Criteria): void => {
    const put = (current: SetupDraft): SetupDraft => ({ ...current, criteria: changed, everyAccount: false });
    if (changed.conditions.length >= criteria.conditions.length) setup.draft.edit(put);
    else
      changeWithUndo({
        draft: setup.draft,
        toasts,
        text: t.text('setup.criteria.removed'),
        part: (current) => current.criteria,
        change: put,
        undo: (now, before) => ({ ...now, criteria: before.criteria, everyAccount: before.everyAccount }),
      });
  };
  const next = (): void => {
    if (criteria.conditions.length === 0 && !draft.everyAccount) setConfirming(true);
    else setup.go('techniques');
  };

  return (
    <div class="stack">
      <p class="measure">{t.text('setup.criteria.intro')}</p>
      <div class="card">
        <CriteriaBuilder
          legend={t.text('setup.criteria.legend')}
          fields={fields}
          criteria={criteria}
          today={today.iso}
          onChange={change}
          noteOf={(index) => {
            const count = answer?.perCondition[index - leftOut.filter((place) => place < index).length];
            return count === undefined ||
              leftOut.includes(index) ||
              answer?.perCondition.length !== whole.conditions.length
              ? null
              : t.text('setup.criteria.alone', { count });
          }}
          count={
            criteria.conditions.length === 0 && starter !== undefined ? (
              <Button
                kind="plain"
                onPress={() =>
                  setup.draft.edit((before) => ({
                    ...before,
                    criteria: { conditions: [{ field: STARTER, operator: 'isNotEmpty' }], pattern: '' },
                  }))
                }
              >
                {t.text('setup.criteria.template', { field: starter.label })}
              </Button>
            ) : undefined
          }
        />
      </div>
      <div class="card count" aria-live="polite" aria-busy={busy}>
        {answer !== null && (
          <p class="count__figure number">
            {t.text('setup.criteria.count', { matching: answer.matching, total: answer.total })}
          </p>
        )}
        {answer !== null && <Meter share={answer.total === 0 ? 0 : answer.matching / answer.total} />}
        {leftOut.length > 0 && uncountable === 0 && (
          <p class="soft">
            {t.text('setup.criteria.leftOut', {
              count: leftOut.length,
              numbers: t.list(leftOut.map((place) => t.number(place + 1))),
              left: whole.conditions.length,
            })}
          </p>
        )}
        {busy && <span class="soft">{t.text('setup.criteria.counting')}</span>}
      </div>
      {answer !== null && !busy && answer.matching === 0 && answer.total > 0 && (
        <Banner tone="warn">{t.text('setup.criteria.nobody')}</Banner>
      )}
      {failure !== null && (
        <Banner
          tone="warn"
          live
          actions={<Button onPress={() => setup.count.again()}>{t.text('shared.retry')}</Button>}
        >
          {failure.reason === 'refused' ? sayRefusal(failure.missing, t) : t.text('setup.criteria.countFailed')}
        </Banner>
      )}
      <StepFoot step="criteria" blockedBy={blockedBy} onNext={next} />
      {confirming && (
        <Dialog
          title={t.text('setup.criteria.all.title')}
          onClose={() => setConfirming(false)}
          actions={
            <>
              <Button onPress={() => setConfirming(false)}>{t.text('setup.criteria.all.back')}</Button>
              <Button
                kind="primary"
                onPress={() => {
                  setConfirming(false);
                  setup.draft.edit((before) => ({ ...before, everyAccount: true }));
                  setup.go('techniques');
                }}
              >
                {t.text('setup.criteria.all.confirm')}
              </Button>
            </>
          }
        >
          <p>{t.text('setup.criteria.all.text', { total: answer === null ? null : t.number(answer.total) })}</p>
        </Dialog>
      )}
    </div>
  );
}

/** Decoration beside the figure, which says the same. */
function Meter({ share }: { readonly share: number }) {
  return (
    <svg class="meter" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <rect class="meter__track" width="100" height="4" />
      <rect class="meter__fill" width={100 * share} height="4" />
    </svg>
  );
}

import type { Translator } from '#widgets/shared/i18n/translator.ts';
import type { RunView } from '#widgets/shared/schemas/run-view.ts';
import { sayReason } from './say-reason.ts';

const OUTCOMES = ['done', 'publishedPartly', 'cancelled', 'refused', 'failed'] as const;
type Outcome = (typeof OUTCOMES)[number];

/** A state that a later server knows is one that broke. */
export function outcomeOf({ state }: Pick<RunView, 'state'>): Outcome {
  return OUTCOMES.find((known) => known === state) ?? 'failed';
}

/** What stands now that the run has ended, and what to do: sentences. */
export function sayEnded(run: RunView, t: Translator): readonly string[] {
  const { progress, projection } = run;
  const outcome = outcomeOf(run);
  switch (outcome) {
    case 'done':
      return [
        t.text('configure.done.text', {
          accounts: progress.accounts,
          deals: progress.deals,
          written: projection === null ? null : projection.of === 0 ? 'zero' : t.number(projection.written),
        }),
      ];
    case 'publishedPartly':
      return [t.text('configure.publishedPartly.text', { failed: projection?.failed ?? 0, of: projection?.of ?? 0 })];
    case 'cancelled':
      return projection === null ? [t.text('configure.stopped.before')] : sayHalfWay(projection, outcome, t);
    case 'refused':
    case 'failed':
      // Problems say it more exactly than the one word does.
      return [
        ...(run.problems.length > 0 ? [] : [sayReason(run.reason ?? 'unknown', {}, t)]),
        ...(projection === null ? [t.text('configure.kept')] : sayHalfWay(projection, 'failed', t)),
      ];
  }
}

/** It has published, and not every record shows it yet: of rows that were under way when it stopped nobody knows. */
function sayHalfWay(
  { of, written }: NonNullable<RunView['projection']>,
  ended: 'cancelled' | 'failed',
  t: Translator,
): readonly string[] {
  return [
    t.text('configure.stopped.after'),
    t.text('configure.stopped.carry', { of, written }),
    ...(written < of ? [t.text(`configure.stopped.rest.${ended}`)] : []),
  ];
}

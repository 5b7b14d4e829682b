import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { sayFailure } from '../credits/say-failure.ts';

/** What the server says of rules, their runs and lists in words of their own. */
const SAID = [
  'scoringRules.none',
  'scoringRules.budget',
  'scoringRules.alreadyRunning',
  'scoringRules.unknown',
  'rulesRun.hasEnded',
  'run.notConfigured',
] as const;

/** What stands against it, and what to do. */
export function sayRulesFailure(failure: BackendFailure, t: Translator): string {
  if (failure.reason === 'invalid') return t.text('rulesSetup.wrong.below');
  if (failure.reason === 'refused') {
    if (failure.missing === 'permission.fieldHidden') return t.text('rulesSetup.wrong.below');
    if (failure.missing === 'scoredRecord.moduleHidden') return t.text('scoredRecord.moduleHidden');
  }
  const code = failure.reason === 'conflict' ? failure.code : null;
  const said = SAID.find((each) => each === code);
  return said === undefined ? sayFailure(failure, t) : t.text(said);
}

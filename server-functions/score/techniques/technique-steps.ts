import type { RunInputs } from '../run-context.ts';
import type { RunCursor, RunStep } from '../run-cursor.ts';
import { chosenMore } from './more-records.ts';
import { NEW_TECHNIQUES, type TechniquesCursor } from './techniques-cursor.ts';

/** What is read behind accounts, deals and line items, in this order. */
const READING = ['contacts', 'touchPoints', 'texts', 'products', 'verify'] as const satisfies readonly RunStep[];
/** What is computed behind the ledger. */
const SCORING = [
  'purchases',
  'engagement',
  'recommendations',
  'voice',
  'publish',
] as const satisfies readonly RunStep[];

/** The next step of reading that this configuration needs. */
export function nextReading(after: RunStep, { plan: { techniques } }: Pick<RunInputs, 'plan'>): RunStep {
  return nextOf(READING, after, (step) => {
    switch (step) {
      case 'contacts':
        return techniques !== undefined && techniques.contacts !== null;
      case 'touchPoints':
        return techniques !== undefined && techniques.sources.length > 0;
      case 'texts':
        return techniques !== undefined && techniques.texts.length > 0;
      case 'products':
        return techniques !== undefined && techniques.products !== null;
      case 'verify':
        return true;
    }
  });
}

/** The next step of scoring. */
export function nextScoring(after: RunStep, { frozen, plan }: Pick<RunInputs, 'frozen' | 'plan'>): RunStep {
  const chosen = chosenMore(frozen.configuration);
  return nextOf(SCORING, after, (step) => {
    switch (step) {
      case 'engagement':
        return chosen.includes('engagement');
      case 'voice':
        return chosen.includes('voice');
      case 'purchases':
      case 'recommendations':
        return chosen.includes('recommendations') && plan.techniques?.purchases != null;
      case 'publish':
        return true;
    }
  });
}

function nextOf<Step extends RunStep>(steps: readonly Step[], after: RunStep, isNeeded: (step: Step) => boolean): Step {
  const from = steps.findIndex((step) => step === after) + 1;
  const next = steps.slice(from).find(isNeeded);
  if (next === undefined) throw new TypeError(`nothing follows ${after}`);
  return next;
}

/** A cursor that has no part of theirs yet has done nothing of it. */
export function techniquesOf({ techniques = NEW_TECHNIQUES }: Pick<RunCursor, 'techniques'>): TechniquesCursor {
  return techniques;
}

import type { Criteria } from '#core/criteria/criteria.ts';
import { removeCondition } from '#widgets/shared/criteria-builder/edit-criteria.ts';
import { emptyValues } from './check-draft.ts';

export interface WholeCriteria {
  readonly criteria: Criteria;
  /** Places of conditions that wait for a value, from 0. */
  readonly leftOut: readonly number[];
}

/** Criteria as far as they can be counted: without conditions that wait for a value, the pattern closed over the others. */
export function wholeCriteria(criteria: Criteria): WholeCriteria {
  const leftOut = criteria.conditions.flatMap((condition, place) =>
    emptyValues({ conditions: [condition], pattern: '' }, '').length > 0 ? [place] : [],
  );
  return {
    // From the last one on: the places before it stay what they are.
    criteria: leftOut.toReversed().reduce<Criteria>((rest, place) => removeCondition(rest, place), criteria),
    leftOut,
  };
}

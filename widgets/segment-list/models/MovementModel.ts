import { signal, type ReadonlySignal } from '@preact/signals';
import { formatIsoDay } from '#core/crm/days.ts';
import type { Backend } from '#widgets/shared/backend/backend.ts';
import type { Technique } from './answers.ts';
import { ask } from '#widgets/shared/backend/ask.ts';
import { labelHistorySchema, type LabelHistory } from './history-answers.ts';
import { createRemote, type Remote } from './remote.ts';

/** How far back one looks. Days. */
export const PERIODS = [30, 90, 365] as const;
export type Period = (typeof PERIODS)[number];
/** Up to here every day has a column of its own; beyond, every week. Days. */
const DAILY_UP_TO = 30;

export interface MovementModel extends Remote<LabelHistory> {
  readonly technique: ReadonlySignal<Technique>;
  readonly period: ReadonlySignal<Period>;
  show(technique: Technique): void;
  lookBack(period: Period): void;
}

interface MovementPorts {
  readonly backend: Backend;
  readonly technique: Technique;
  /** Today's epoch day in the org's zone. */
  readonly today: () => number;
}

/** Decision 15: how labels were spread day by day, and who moved where between the first and the last of them. */
export function createMovementModel({ backend, technique: first, today }: MovementPorts): MovementModel {
  const technique = signal(first);
  const period = signal<Period>(PERIODS[0]);
  const remote = createRemote((abort) => {
    const to = today();
    const query = new URLSearchParams({
      technique: technique.peek(),
      from: formatIsoDay(to - period.peek()),
      to: formatIsoDay(to),
      by: period.peek() <= DAILY_UP_TO ? 'day' : 'week',
    });
    return ask(backend, { method: 'GET', path: `/v1/history/labels?${query}`, signal: abort }, labelHistorySchema);
  });
  // The numbers on screen are of another question from now on.
  const anew = (): void => {
    remote.reset();
    void remote.load();
  };
  return {
    ...remote,
    technique,
    period,
    show(next) {
      if (next === technique.peek()) return;
      technique.value = next;
      anew();
    },
    lookBack(next) {
      if (next === period.peek()) return;
      period.value = next;
      anew();
    },
  };
}

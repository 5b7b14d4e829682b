import { addTicks, waitingDaysByChannel, type EngagementAggregate } from './aggregate.ts';
import { SILENCE, touchNumber, WAITING_CHANNELS } from './touches.ts';
import { weightsByAge } from './weights.ts';

/** What scoring reads: from an aggregate, or from a snapshot's columns (what-if). Index = ordinal of the subject. */
export interface EngagementTotals {
  readonly length: number;
  /** By touch number: ticks a subject, safe integers; null where nobody has any. */
  readonly ticks: readonly (Uint32Array | null)[];
}

/** The sums, with messages that were ignored counted on the day that made it certain. The aggregate stays as it is. */
export function engagementTotals(aggregate: EngagementAggregate): EngagementTotals {
  const { subjects, asOfDay, counting } = aggregate;
  const ticks = [...aggregate.ticks];
  const weights = weightsByAge(counting);
  const silence = WAITING_CHANNELS.map((channel) => touchNumber(channel, SILENCE));
  aggregate.waiting.forEachIgnored(waitingDaysByChannel(counting), (subject, channel, day) => {
    const age = asOfDay - day;
    if (age < 0 || age >= weights.length) return;
    const number = silence[channel]!;
    // No recipe records silence, so the column is nobody else's.
    addTicks((ticks[number] ??= new Uint32Array(subjects)), subject, weights[age]!);
  });
  return { length: subjects, ticks };
}

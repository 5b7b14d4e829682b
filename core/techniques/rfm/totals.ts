import type { Message } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { amountMinorAt, type RfmAggregate } from './aggregate.ts';

/** What scoring reads of each account: from an aggregate, or from a snapshot's columns (what-if). Index = ordinal. */
export interface RfmTotals {
  readonly length: number;
  /** `NULL_DAY` = no purchases. */
  readonly lastDay: Int32Array;
  /** Thousandths of a unit, safe integers. */
  readonly frequencyTicks: Float64Array;
  /** Safe integers. */
  readonly monetaryMinor: Float64Array;
}

/**
 * Why a population cannot be scored. `tooFewAccounts`: automatic needs `MIN_ACCOUNTS_PER_LEVEL` a level; manual bands are the
 * remedy. `totalTooLarge`: an account's sum does not fit 2^53 - 1 (minor units or thousandths).
 */
export interface RfmRefusal {
  readonly reason: 'tooFewAccounts' | 'totalTooLarge';
  readonly message: Message;
}

/** The aggregate's sums as plain columns, or a refusal when one of them is too large to compare exactly. */
export function totalsOf(aggregate: RfmAggregate): Result<RfmTotals, RfmRefusal> {
  const length = aggregate.accountCount;
  const monetaryMinor = new Float64Array(length);
  for (let ordinal = 0; ordinal < length; ordinal++) {
    const minor = amountMinorAt(aggregate, ordinal);
    if (minor === null) return fail(totalTooLarge('monetary', ordinal));
    if (!Number.isSafeInteger(aggregate.frequencyTicks[ordinal])) return fail(totalTooLarge('frequency', ordinal));
    monetaryMinor[ordinal] = minor;
  }
  return ok({ length, lastDay: aggregate.lastDay, frequencyTicks: aggregate.frequencyTicks, monetaryMinor });
}

function totalTooLarge(metric: 'frequency' | 'monetary', ordinal: number): RfmRefusal {
  return { reason: 'totalTooLarge', message: { code: 'rfm.totalTooLarge', params: { metric, ordinal } } };
}

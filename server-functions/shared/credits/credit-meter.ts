import { CALL_KINDS, type CallKind, type CallPrice } from './price-of-call.ts';

/** Credits by what they were spent on; kinds without any are left out. */
export type SpentCredits = Readonly<Partial<Record<CallKind, number>>>;

/** Counts what our own calls cost by the price list, answer by answer, retries included. */
export interface CreditMeter {
  /** Of one answered attempt. */
  note(price: CallPrice): void;
  readonly spent: SpentCredits;
  readonly total: number;
  /** Answered attempts. */
  readonly calls: number;
}

/** Nothing spent yet. */
export function createCreditMeter(): CreditMeter {
  const spent = new Map<CallKind, number>();
  let calls = 0;
  return {
    note({ kind, credits }) {
      calls++;
      spent.set(kind, (spent.get(kind) ?? 0) + credits);
    },
    get spent() {
      return Object.fromEntries(CALL_KINDS.flatMap((kind) => (spent.has(kind) ? [[kind, spent.get(kind)]] : [])));
    },
    get total() {
      return [...spent.values()].reduce((sum, credits) => sum + credits, 0);
    },
    get calls() {
      return calls;
    },
  };
}

import { CrmError } from '#core/crm/crm-error.ts';
import { onlyOnce } from '../shared/credits/only-once.ts';
import type { RunAccount } from '../shared/credits/run-account.ts';
import type { CallPrice } from '../shared/credits/price-of-call.ts';

/** What one unit of an intake may spend, out of what was reserved for it. */
export interface Purse {
  /** Begins anew with so many credits. */
  fill(credits: number): void;
  /** What it was filled with. */
  readonly most: number;
  /** Of this unit, by answered attempt. */
  readonly spent: number;
  /** Room for one more call of a credit; to be followed by `done` once that call is over. */
  take(): boolean;
  done(): void;
}

/**
 * An account that also asks the purse: a call that exceeds what the unit may spend throws `budgetReached` before it is made. The org's own
 * budgets of runs and days hold beside it.
 */
export function createPurse(account: RunAccount): { readonly purse: Purse; readonly account: RunAccount } {
  let most = 0;
  let spent = 0;
  let pending = 0;
  let held = 0;
  return {
    purse: {
      fill(credits) {
        most = credits;
        spent = 0;
        pending = 0;
      },
      get most() {
        return most;
      },
      get spent() {
        return spent;
      },
      take() {
        if (spent + pending + 1 > most) return false;
        pending++;
        return true;
      },
      done: () => void pending--,
    },
    account: {
      get total() {
        return account.total;
      },
      hold(credits) {
        if (spent + held + credits > most)
          throw new CrmError('budgetReached', 'the credits of intake for today are used up', { of: 'intake', most });
        const release = account.hold(credits);
        held += credits;
        return onlyOnce(() => {
          held -= credits;
          release();
        });
      },
      note(price: CallPrice) {
        spent += price.credits;
        account.note(price);
      },
      save: () => account.save(),
    },
  };
}

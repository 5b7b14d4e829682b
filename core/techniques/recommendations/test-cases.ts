import { drawSample } from './bootstrap.ts';
import { readAccount, type AccountHistory } from './components.ts';
import { firstOrders, orderCount, productsOf, withoutLastOrders, type Histories } from './histories.ts';
import type { Cells } from './product-model.ts';

/** Cases that a back-test looks at a type, at most: the interval is then narrower than any decision needs. Accounts. */
export const MAX_CASES = 2_000;
/** Groups of accounts that take turns in being new. */
export const ACCOUNT_FOLDS = 5;

/** One account whose coming orders are known: what was there before, and what came. */
export interface TestCase {
  readonly account: number;
  readonly history: AccountHistory;
  /** Products of each coming order, ascending. */
  readonly coming: readonly (readonly number[])[];
}

/** Training histories and the cases that they must not know. */
export interface Trial {
  readonly train: Histories;
  readonly cases: readonly TestCase[];
}

/** Each account's last order is held back, of accounts that have two or more. */
export function leaveLastOut(histories: Histories, cells: Cells, seed: number): Trial {
  const train = withoutLastOrders(histories, 2);
  const accounts = accountsWhere(histories, (account) => orderCount(histories, account) >= 2);
  return trial(histories, train, cells, sampled(accounts, seed));
}

/** What came after the day of `train`, of accounts that bought then. `later` holds the same orders and more. */
export function splitByTime(train: Histories, later: Histories, cells: Cells, seed: number): Trial {
  const accounts = accountsWhere(later, (account) => orderCount(later, account) > orderCount(train, account));
  return trial(later, train, cells, sampled(accounts, seed));
}

/**
 * First and second orders of accounts that the training does not know at all: groups `from` up to `to` of `ACCOUNT_FOLDS`, one at a
 * time, since each has a training of its own.
 */
export function* hideAccounts(
  histories: Histories,
  cells: Cells,
  seed: number,
  from: number,
  to: number,
): Generator<Trial, void, void> {
  for (let fold = from; fold < to; fold++) {
    const hidden = (account: number): boolean => account % ACCOUNT_FOLDS === fold;
    const train = firstOrders(histories, (account) => (hidden(account) ? 0 : orderCount(histories, account)));
    const accounts = sampled(
      accountsWhere(histories, (account) => hidden(account) && orderCount(histories, account) > 0),
      seed + fold,
      Math.ceil(MAX_CASES / ACCOUNT_FOLDS / 2),
    );
    const cases = accounts.flatMap((account) => {
      const first = histories.accountStart[account]!;
      return Array.from({ length: Math.min(2, orderCount(histories, account)) }, (_, known) => ({
        account,
        history: readAccount(histories, account, cells.ofAccount[account]!, first + known),
        coming: [[...productsOf(histories, first + known)]],
      }));
    });
    yield { train, cases: cases.filter(hasProducts) };
  }
}

/**
 * A trial is worth nothing when its training has seen the answers. Throws when an account of a case has as many orders in the
 * training as before its coming ones (bugs).
 */
export function refuseLeak({ train, cases }: Trial, histories: Histories): void {
  for (const { account, history } of cases) {
    let known = 0;
    for (let order = train.accountStart[account]!; order < train.accountStart[account + 1]!; order++)
      if (train.lineStart[order + 1]! > train.lineStart[order]!) known++;
    if (known > history.orders || orderCount(train, account) >= orderCount(histories, account))
      throw new RangeError(`The training knows the coming orders of account ${account}`);
  }
}

function trial(all: Histories, train: Histories, cells: Cells, accounts: readonly number[]): Trial {
  const cases = accounts.map((account): TestCase => {
    const coming: number[][] = [];
    for (
      let order = all.accountStart[account]! + orderCount(train, account);
      order < all.accountStart[account + 1]!;
      order++
    )
      coming.push([...productsOf(all, order)]);
    return { account, history: readAccount(train, account, cells.ofAccount[account]!), coming };
  });
  return { train, cases: cases.filter(hasProducts) };
}

function hasProducts({ coming }: TestCase): boolean {
  return coming.some((products) => products.length > 0);
}

function accountsWhere({ accountCount }: Histories, wanted: (account: number) => boolean): number[] {
  const accounts: number[] = [];
  for (let account = 0; account < accountCount; account++) if (wanted(account)) accounts.push(account);
  return accounts;
}

function sampled(accounts: readonly number[], seed: number, count = MAX_CASES): number[] {
  return [...drawSample(accounts.length, count, seed)].map((index) => accounts[index]!);
}

import type { ZylkerAccount } from './generate-account.ts';
import type { Random } from './random.ts';
import { HORIZON_DAYS, type ZylkerWorld } from './zylker-world.ts';

export type DealType = 'New Business' | 'Existing Business' | 'Renewal' | 'Up-sell' | 'Cross-sell';

export interface DealPlan {
  readonly closingDay: number;
  readonly createdDay: number;
  readonly type: DealType;
  readonly state: 'open' | 'won' | 'lost';
}

export interface AccountPlan {
  readonly deals: readonly DealPlan[];
  readonly lapsed: boolean;
  readonly renewalDay: number | null;
}

/** The story of one account, in days and kinds. */
const SHARE_PROSPECTS = 0.12;
const SHARE_LAPSED = 0.2;
const SHARE_SUBSCRIBERS = 0.62;
/** Log-normal spread of deals per account: the busiest tenth has half of all deals. */
const DEALS_SPREAD = 1.3;
/** Keeps one account's deals in memory bounded. Times the mean. */
const BUSIEST = 150;
const SHARE_OPEN = 0.1;
const SHARE_OVERDUE = 0.15;
const WIN_RENEWAL = 0.86;
const YEAR_DAYS = 365;
/** Half of the deals take longer. Days from creation to closing. */
const MEDIAN_CYCLE_DAYS = 48;
const LONGEST_CYCLE_DAYS = 420;
/** Budgets end in December and June, nobody buys in August. January first; the highest bounds the rejection. */
const SEASON = [0.82, 0.86, 1.12, 0.92, 0.97, 1.24, 0.78, 0.6, 1.1, 1.02, 1.12, 1.6] as const;
const BUSIEST_SEASON = 1.6;

export function planDeals(world: ZylkerWorld, account: ZylkerAccount, random: Random): AccountPlan {
  const start = Math.max(world.historyStart, account.createdDay + 5);
  const prospect = random.chance(SHARE_PROSPECTS);
  const lapsed = !prospect && random.chance(SHARE_LAPSED) && world.today - start > 500;
  const end = lapsed ? start + 100 + random.below(world.today - start - 420) : world.today;
  const count = prospect ? 0 : dealCount(world, account, random);
  if (count === 0) return { deals: [], lapsed: false, renewalDay: null };

  const winRate = 0.42 + 0.32 * random.next();
  const first = seasonalDay(world, random, start, Math.min(end, start + 365));
  const subscriber = count > 1 && random.chance(SHARE_SUBSCRIBERS);
  const deals: DealPlan[] = [deal(account, random, first, 'New Business', random.chance(0.75) ? 'won' : 'lost')];
  let renewalDay: number | null = null;
  if (subscriber) {
    renewalDay = first + YEAR_DAYS;
    while (renewalDay <= end && deals.length < count) {
      deals.push(
        deal(
          account,
          random,
          clamp(renewalDay + random.between(-20, 12), start, end),
          'Renewal',
          random.chance(WIN_RENEWAL) ? 'won' : 'lost',
        ),
      );
      renewalDay += YEAR_DAYS;
    }
    if (!lapsed) while (renewalDay <= world.today) renewalDay += YEAR_DAYS;
    const due = renewalDay - world.today;
    if (!lapsed && due < 150 && deals.length < count && random.chance(0.7))
      deals.push(openDeal(world, account, random, renewalDay, 'Renewal'));
  }
  while (deals.length < count) {
    if (!lapsed && random.chance(SHARE_OPEN)) {
      const ahead = Math.min(HORIZON_DAYS - 30, Math.floor(-85 * Math.log(1 - random.next())));
      const closing = random.chance(SHARE_OVERDUE) ? world.today - random.below(60) : world.today + 1 + ahead;
      deals.push(openDeal(world, account, random, closing, drawType(random)));
    } else {
      deals.push(
        deal(
          account,
          random,
          seasonalDay(world, random, first, end),
          drawType(random),
          random.chance(winRate) ? 'won' : 'lost',
        ),
      );
    }
  }
  return { deals, lapsed, renewalDay };
}

/** Log-normal with the asked mean over all accounts; big accounts buy more. */
function dealCount(world: ZylkerWorld, account: ZylkerAccount, random: Random): number {
  const mean = world.dealsPerAccount / (1 - SHARE_PROSPECTS);
  const spread = DEALS_SPREAD * (0.6 * account.size + 0.8 * random.normal());
  const expected = mean * Math.exp(spread - DEALS_SPREAD ** 2 / 2);
  return Math.floor(Math.min(expected, mean * BUSIEST) + random.next());
}

function seasonalDay(world: ZylkerWorld, random: Random, from: number, to: number): number {
  for (;;) {
    const day = from + random.below(to - from + 1);
    if (random.next() * BUSIEST_SEASON < (SEASON[world.month(day)] ?? 1)) return day;
  }
}

function drawType(random: Random): DealType {
  const draw = random.next();
  return draw < 0.36 ? 'Cross-sell' : draw < 0.64 ? 'Up-sell' : 'Existing Business';
}

function deal(
  account: ZylkerAccount,
  random: Random,
  closingDay: number,
  type: DealType,
  state: 'won' | 'lost',
): DealPlan {
  return { closingDay, createdDay: Math.max(account.createdDay, closingDay - cycleDays(random)), type, state };
}

function openDeal(
  world: ZylkerWorld,
  account: ZylkerAccount,
  random: Random,
  closingDay: number,
  type: DealType,
): DealPlan {
  const created = Math.min(world.today - 1 - random.below(20), closingDay - cycleDays(random));
  return {
    closingDay,
    createdDay: Math.min(world.today - 1, Math.max(account.createdDay, created)),
    type,
    state: 'open',
  };
}

function cycleDays(random: Random): number {
  return Math.min(LONGEST_CYCLE_DAYS, 1 + Math.floor(MEDIAN_CYCLE_DAYS * Math.exp(0.7 * random.normal())));
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

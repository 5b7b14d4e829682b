import { civilFromDay, formatIsoDay, parseIsoDay } from '#core/crm/days.ts';
import type { ExchangeRateMeaning } from '#core/crm/money.ts';
import { STANDARD_MODULES } from '../schema/standard-modules.ts';
import { recordId as standardRecordId } from '../store/record-id.ts';
import { createExchangeRates, type ExchangeRates } from './exchange-rates.ts';
import type { Market } from './markets.ts';

export interface ZylkerOptions {
  /** Whole number; the same seed gives the same rows. */
  readonly seed: number;
  readonly accounts: number;
  /** Last day of the history, yyyy-mm-dd. Nothing has happened after it; open deals close after it. */
  readonly today: string;
  /** Mean over all accounts, those without deals included. Default `DEALS_PER_ACCOUNT`. */
  readonly dealsPerAccount?: number;
  /** Calls, meetings, tasks, notes and e-mails: 1 = as a busy sales team leaves them, 0 = none. Default 1. */
  readonly touchPoints?: number;
  /** Owners, drawn per account. Default none: the org's first user owns all. */
  readonly owners?: readonly bigint[];
  /** Id of a module's n-th record, n >= 1. Default: ids with the prefix `ID_PREFIX`. */
  readonly recordId?: (module: string, ordinal: number) => bigint;
  /** ISO codes the org has, its home currency first; accounts of a market with another one buy in it. Default USD, EUR. */
  readonly currencies?: readonly string[];
  /** Which way the deals' exchange rates point. Default `foreignPerHome`. */
  readonly exchangeRateMeans?: ExchangeRateMeaning;
}

/** 2,000 accounts with 25,000 deals. */
export const DEALS_PER_ACCOUNT = 12.5;
/** Four years of closed deals. Days. */
export const HISTORY_DAYS = 1_461;
/** Accounts are older than the deals that are kept. Days. */
export const OLDEST_ACCOUNT_DAYS = HISTORY_DAYS + 900;
/** The farthest that an open deal or a renewal lies ahead. Days. */
export const HORIZON_DAYS = 460;
const ID_PREFIX = '5843104';

export const MODULES = [
  'Products',
  'Accounts',
  'Contacts',
  'Deals',
  'Deal_Line_Items',
  'Calls',
  'Events',
  'Tasks',
  'Notes',
  'Emails',
  'Leads',
] as const;
export type ZylkerModule = (typeof MODULES)[number];

/** What every generator needs; made once. */
export interface ZylkerWorld {
  readonly seed: number;
  readonly today: number;
  readonly historyStart: number;
  readonly dealsPerAccount: number;
  readonly touchPoints: number;
  readonly owners: readonly bigint[];
  readonly rates: ExchangeRates;
  /** The market's currency where the org has it, else the home currency. */
  currencyOf(market: Market): string;
  id(module: ZylkerModule, ordinal: number): bigint;
  /** The next free ordinal of a module. */
  nextOrdinal(module: ZylkerModule): number;
  iso(day: number): string;
  /** 0 = January. */
  month(day: number): number;
}

/** Throws RangeError on options that describe no org: a caller's mistake. */
export function createZylkerWorld(options: ZylkerOptions): ZylkerWorld {
  const today = parseIsoDay(options.today);
  if (today === null) throw new RangeError(`Not a day: ${options.today}`);
  if (!Number.isSafeInteger(options.seed)) throw new RangeError(`Not a seed: ${options.seed}`);
  if (!Number.isInteger(options.accounts) || options.accounts < 1)
    throw new RangeError(`Not a number of accounts: ${options.accounts}`);

  const currencies = options.currencies ?? ['USD', 'EUR'];
  const home = currencies[0] ?? 'USD';
  const recordId = options.recordId ?? idsOfStandardModules();
  const firstIds = new Map(MODULES.map((module) => [module, recordId(module, 1) - 1n]));
  const ordinals = new Map<ZylkerModule, number>();
  const firstDay = today - OLDEST_ACCOUNT_DAYS;
  // Calendar work once per day instead of once per row: a scaled org has millions of rows on the same few thousand days.
  const calendar = Array.from({ length: OLDEST_ACCOUNT_DAYS + HORIZON_DAYS + 1 }, (_, index) => ({
    iso: formatIsoDay(firstDay + index),
    month: civilFromDay(firstDay + index).month - 1,
  }));
  return {
    seed: options.seed,
    today,
    historyStart: today - HISTORY_DAYS,
    dealsPerAccount: options.dealsPerAccount ?? DEALS_PER_ACCOUNT,
    touchPoints: options.touchPoints ?? 1,
    owners: options.owners ?? [],
    rates: createExchangeRates(options.seed, options.exchangeRateMeans ?? 'foreignPerHome', home),
    currencyOf: ({ currency }) => (currencies.includes(currency) ? currency : home),
    id: (module, ordinal) => (firstIds.get(module) ?? 0n) + BigInt(ordinal),
    nextOrdinal: (module) => {
      const ordinal = (ordinals.get(module) ?? 0) + 1;
      ordinals.set(module, ordinal);
      return ordinal;
    },
    iso: (day) => calendar[day - firstDay]?.iso ?? formatIsoDay(day),
    month: (day) => calendar[day - firstDay]?.month ?? civilFromDay(day).month - 1,
  };
}

function idsOfStandardModules(): (module: string, ordinal: number) => bigint {
  const numbers = new Map(STANDARD_MODULES.map((module) => [module.api_name, module.number]));
  return (module, ordinal) => {
    const number = numbers.get(module);
    if (number === undefined) throw new Error(`No standard module ${module}`);
    return standardRecordId(ID_PREFIX, number, ordinal);
  };
}

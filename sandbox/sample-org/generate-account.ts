import type { NewRow } from '../store/sql-value.ts';
import { ACCOUNT_KINDS, type AccountKind } from './account-kinds.ts';
import { MARKETS, type Market } from './markets.ts';
import { misspell } from './misspell.ts';
import { NAME_VARIANTS, NAME_WORDS } from './name-words.ts';
import { cumulate, pickIndex, type Random } from './random.ts';
import { OLDEST_ACCOUNT_DAYS, type ZylkerWorld } from './zylker-world.ts';

export interface ZylkerAccount {
  readonly ordinal: number;
  readonly id: bigint;
  readonly name: string;
  /** Of no other account. */
  readonly domain: string;
  readonly kind: AccountKind;
  readonly market: Market;
  readonly city: string;
  /** ISO code; of all amounts of the account and its deals. */
  readonly currency: string;
  /** How big it is, as standard normal: staff, contacts and deals all lean on it. */
  readonly size: number;
  readonly employees: number;
  readonly createdDay: number;
  readonly owner: bigint | undefined;
}

/** What only the deals tell: filled in before the row is made. */
export interface AccountHistory {
  readonly deals: number;
  readonly won: number;
  readonly lapsed: boolean;
  /** Next renewal, or the one that was missed; null = no subscription. */
  readonly renewalDay: number | null;
  readonly lastActivityDay: number | null;
}

const KIND_WEIGHTS = cumulate(ACCOUNT_KINDS.map((kind) => kind.weight));
const MARKET_WEIGHTS = cumulate(MARKETS.map((market) => market.weight));
const NAMES = 24 * 24 * 12;
/** Prime, so that consecutive accounts walk through all names before one returns. */
const NAME_STRIDE = 4_099;
const MIN_AGE_DAYS = 12;
export const DAY_MS = 86_400_000;

const SHARE_MISSING = {
  industry: 0.07,
  employees: 0.14,
  revenue: 0.21,
  website: 0.11,
  country: 0.06,
  phone: 0.1,
  renewal: 0.12,
};
const SHARE_COUNTRY_VARIANT = 0.04;
const SHARE_MISSPELT_NAME = 0.012;
const SHARE_MISSPELT_INDUSTRY = 0.008;
const SHARE_WITH_PARENT = 0.06;
/** The same customer entered twice: same website, nearly the same name. */
const SHARE_DUPLICATE = 0.006;

export function generateAccount(world: ZylkerWorld, ordinal: number, random: Random): ZylkerAccount {
  const kind = ACCOUNT_KINDS[pickIndex(random, KIND_WEIGHTS)] ?? ACCOUNT_KINDS[0];
  const market = MARKETS[pickIndex(random, MARKET_WEIGHTS)] ?? MARKETS[0];
  const size = random.normal();
  const base = nameOf(world.seed, ordinal, kind, market);
  const age = MIN_AGE_DAYS + random.below(OLDEST_ACCOUNT_DAYS - MIN_AGE_DAYS);
  return {
    ordinal,
    id: world.id('Accounts', ordinal),
    name: random.chance(SHARE_MISSPELT_NAME) ? misspell(random, base) : base,
    domain: `${slug(base)}.example`,
    kind,
    market,
    city: random.pick(market.cities),
    currency: world.currencyOf(market),
    size,
    employees: Math.max(1, Math.round(kind.employees * Math.exp(1.15 * size))),
    createdDay: world.today - age,
    owner: world.owners.length === 0 ? undefined : world.owners[random.below(world.owners.length)],
  };
}

export function accountRow(
  world: ZylkerWorld,
  account: ZylkerAccount,
  history: AccountHistory,
  random: Random,
): NewRow {
  const { kind, market } = account;
  const missing = (share: number) => random.chance(share);
  const revenue =
    Math.round((account.employees * kind.revenuePerEmployee * Math.exp(0.3 * random.normal())) / 1_000) * 1_000;
  const twin = account.ordinal > 1 && random.chance(SHARE_DUPLICATE);
  const created = account.createdDay * DAY_MS + random.between(8 * 3_600, 18 * 3_600) * 1_000;
  const lastDay = Math.max(account.createdDay, history.lastActivityDay ?? account.createdDay);
  return {
    id: account.id,
    Account_Name: twin ? `${account.name} ` + random.pick(['Inc', 'Group', '(old)']) : account.name,
    Account_Number: account.ordinal,
    // Few teams take the flag off a customer who went away.
    Account_Type: history.won === 0 ? 'Prospect' : history.lapsed && random.chance(0.4) ? 'Other' : 'Customer',
    Industry: missing(SHARE_MISSING.industry)
      ? null
      : random.chance(SHARE_MISSPELT_INDUSTRY)
        ? misspell(random, kind.industry)
        : kind.industry,
    Annual_Revenue: missing(SHARE_MISSING.revenue)
      ? null
      : Math.round(revenue * world.rates.perDollar(account.currency, account.createdDay)),
    Employees: missing(SHARE_MISSING.employees) ? null : account.employees,
    Ownership: random.pick(['Privately Held', 'Privately Held', 'Government', 'Public Company', 'Other']),
    Rating: history.lapsed ? null : random.chance(0.4) ? 'Active' : null,
    Parent_Account:
      account.ordinal > 10 && random.chance(SHARE_WITH_PARENT)
        ? world.id('Accounts', 1 + random.below(account.ordinal - 1))
        : null,
    Website: missing(SHARE_MISSING.website) ? null : `https://www.${account.domain}`,
    Phone: missing(SHARE_MISSING.phone)
      ? null
      : `${market.phonePrefix} ${random.between(100, 999)} ${random.between(1_000, 9_999)}`,
    Billing_City: account.city,
    Billing_Country: missing(SHARE_MISSING.country)
      ? null
      : random.chance(SHARE_COUNTRY_VARIANT)
        ? random.pick(market.variants)
        : market.country,
    Renewal_Date: history.renewalDay === null || missing(SHARE_MISSING.renewal) ? null : world.iso(history.renewalDay),
    Currency: account.currency,
    Exchange_Rate: world.rates.recorded(account.currency, account.createdDay),
    Owner: account.owner,
    Created_Time: created,
    Modified_Time: Math.max(created, lastDay * DAY_MS + random.between(8 * 3_600, 18 * 3_600) * 1_000),
    Last_Activity_Time: history.lastActivityDay === null ? null : history.lastActivityDay * DAY_MS + 12 * 3_600_000,
  };
}

/** A name of its own for each of the first `NAMES` accounts; later rounds carry a number. */
function nameOf(seed: number, ordinal: number, kind: AccountKind, market: Market): string {
  const position = (ordinal * NAME_STRIDE + (Math.abs(seed) % NAMES)) % NAMES;
  const round = Math.floor(ordinal / NAMES);
  const { first, second } = NAME_WORDS[market.language];
  const place = `${first[position % 24] ?? ''} ${second[Math.floor(position / 24) % 24] ?? ''}`;
  const variant = NAME_VARIANTS[market.language][Math.floor(position / (24 * 24))] ?? '';
  const noun = kind.noun[market.language];
  const parts = market.language === 'en' ? [place, variant, noun] : [noun, place, variant];
  return parts.filter((part) => part !== '').join(' ') + (round === 0 ? '' : ` ${round + 1}`);
}

function slug(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{Mn}/gu, '')
    .replaceAll(/[^A-Za-z0-9]/g, '')
    .toLowerCase();
}

import type { NewRow } from '../store/sql-value.ts';
import { CATALOGUE, FAMILIES } from './catalogue.ts';
import { DAY_MS, type ZylkerAccount } from './generate-account.ts';
import type { ZylkerContact } from './generate-contacts.ts';
import type { DealPlan } from './plan-deals.ts';
import { cumulate, pickIndex, type Random } from './random.ts';
import type { ZylkerWorld } from './zylker-world.ts';

export interface ZylkerDeal {
  readonly id: bigint;
  readonly name: string;
  readonly plan: DealPlan;
  readonly product: string;
  readonly contact: ZylkerContact | null;
}

const OPEN_STAGES = [
  'Qualification',
  'Needs Analysis',
  'Value Proposition',
  'Identify Decision Makers',
  'Proposal/Price Quote',
  'Negotiation/Review',
] as const;
const LOSS_REASONS = [
  'Price',
  'Price',
  'Competition',
  'Lack of response',
  'Expectation Mismatch',
  'Future Interest',
  'Missed Follow Ups',
] as const;
const LEAD_SOURCES = [
  'Trade Show',
  'Web Research',
  'Partner',
  'External Referral',
  'Cold Call',
  'Seminar Partner',
  'Advertisement',
  'Chat',
] as const;
/** The account field was left empty, as hurried people do. */
const SHARE_ORPHAN = 0.014;
const SHARE_WITHOUT_AMOUNT = { open: 0.09, closed: 0.015 };
const SHARE_WITHOUT_LINES = 0.03;
/** The amount was typed over after the lines were entered. */
const SHARE_AMOUNT_EDITED = 0.04;
const SHARE_WITHOUT_TYPE = 0.05;
const SHARE_WITHOUT_SOURCE = 0.18;
/** A tender, ten times an ordinary order. */
const SHARE_TENDER = 0.012;
const LINE_COUNTS = cumulate([58, 26, 11, 5]);
/** Earlier families of a kind's list are bought more. */
const FAMILY_WEIGHTS = cumulate([40, 24, 15, 10, 7, 4]);
const PRODUCT_WEIGHTS = new Map(
  [...FAMILIES].map(([name, positions]) => [
    name,
    cumulate(positions.map((position) => CATALOGUE[position]?.weight ?? 0)),
  ]),
);
const RENEWED = ['Software', 'Services'] as const;
const CENTS = 100;

/** One deal with its line items; the amount is the sum of the lines in the deal's own currency. */
export function generateDeal(
  world: ZylkerWorld,
  account: ZylkerAccount,
  contacts: readonly ZylkerContact[],
  plan: DealPlan,
  random: Random,
  lineRows: NewRow[],
): { readonly deal: ZylkerDeal; readonly row: NewRow } {
  const id = world.id('Deals', world.nextOrdinal('Deals'));
  const created = plan.createdDay * DAY_MS + random.between(8 * 3_600, 18 * 3_600) * 1_000;
  const rateDay = Math.min(plan.closingDay, world.today);
  const price = world.rates.perDollar(account.currency, rateDay);
  const lines = addLines(world, account, plan, id, price, created, random, lineRows);

  const contact =
    contacts.length > 0 && random.chance(0.82)
      ? (contacts[Math.floor(contacts.length * random.next() ** 2)] ?? null)
      : null;
  const orphan = random.chance(SHARE_ORPHAN);
  const open = plan.state === 'open';
  const withoutAmount = random.chance(open ? SHARE_WITHOUT_AMOUNT.open : SHARE_WITHOUT_AMOUNT.closed);
  const cents = random.chance(SHARE_AMOUNT_EDITED)
    ? Math.round((lines.cents * (0.85 + 0.25 * random.next())) / 10_000) * 10_000
    : lines.cents;
  const modifiedDay = open
    ? Math.min(world.today - 1, plan.createdDay + random.below(world.today - plan.createdDay + 1))
    : plan.closingDay;
  const name = `${account.name} - ${lines.product}${plan.type === 'Renewal' ? ' renewal' : ''}`;
  const deal: ZylkerDeal = { id, name, plan, product: lines.product, contact: orphan ? null : contact };
  const row: NewRow = {
    id,
    Deal_Name: name.slice(0, 120),
    Account_Name: orphan ? null : account.id,
    Contact_Name: deal.contact?.id ?? null,
    Stage: stageOf(plan, world.today, random),
    Amount: withoutAmount ? null : cents / CENTS,
    Closing_Date: world.iso(plan.closingDay),
    Type: random.chance(SHARE_WITHOUT_TYPE) ? null : plan.type,
    Lead_Source: random.chance(SHARE_WITHOUT_SOURCE) ? null : random.pick(LEAD_SOURCES),
    Reason_For_Loss__s: plan.state === 'lost' && random.chance(0.7) ? random.pick(LOSS_REASONS) : null,
    Sales_Cycle_Duration: open ? null : plan.closingDay - plan.createdDay,
    Currency: account.currency,
    Exchange_Rate: world.rates.recorded(account.currency, rateDay),
    Owner: account.owner,
    Created_Time: created,
    Modified_Time: Math.max(created, modifiedDay * DAY_MS + 17 * 3_600_000),
  };
  return { deal, row };
}

function addLines(
  world: ZylkerWorld,
  account: ZylkerAccount,
  plan: DealPlan,
  dealId: bigint,
  price: number,
  created: number,
  random: Random,
  rows: NewRow[],
): { readonly cents: number; readonly product: string } {
  const count = plan.type === 'Renewal' ? 1 : 1 + pickIndex(random, LINE_COUNTS);
  const scale = Math.exp(0.5 * account.size) * (random.chance(SHARE_TENDER) ? 10 : 1);
  const listed = !random.chance(SHARE_WITHOUT_LINES);
  const used = new Set<number>();
  let cents = 0;
  let headline = '';
  for (let line = 0; line < count; line++) {
    const position = drawProduct(account, plan, random);
    if (used.has(position)) continue;
    used.add(position);
    const product = CATALOGUE[position];
    if (product === undefined) continue;
    if (headline === '') headline = product.name;
    const quantity = Math.max(1, Math.round((1 + random.below(product.maxQuantity)) * scale));
    const listCents = Math.round(product.unitPrice * price * CENTS);
    const discount = random.chance(0.3) ? Math.round((quantity * listCents * random.between(2, 15)) / 100) : 0;
    const total = quantity * listCents - discount;
    cents += total;
    if (!listed) continue;
    rows.push({
      id: world.id('Deal_Line_Items', world.nextOrdinal('Deal_Line_Items')),
      Parent_Id: dealId,
      Product_Name: world.id('Products', position + 1),
      Quantity: quantity,
      List_Price: listCents / CENTS,
      Discount: discount / CENTS,
      Total: total / CENTS,
      Created_Time: created,
      Modified_Time: created,
    });
  }
  return { cents, product: headline };
}

function drawProduct(account: ZylkerAccount, plan: DealPlan, random: Random): number {
  const families = account.kind.families;
  const family =
    plan.type === 'Renewal'
      ? random.pick(RENEWED)
      : (families[Math.min(families.length - 1, pickIndex(random, FAMILY_WEIGHTS))] ?? families[0]);
  const positions = FAMILIES.get(family) ?? [];
  return positions[pickIndex(random, PRODUCT_WEIGHTS.get(family) ?? [])] ?? 0;
}

/** Deals near their closing day are further along. */
function stageOf(plan: DealPlan, today: number, random: Random): string {
  if (plan.state === 'won') return 'Closed Won';
  if (plan.state === 'lost') return random.chance(0.3) ? 'Closed-Lost to Competition' : 'Closed Lost';
  const ahead = plan.closingDay - today;
  const progress = ahead < 15 ? 3 : ahead < 60 ? 2 : ahead < 120 ? 1 : 0;
  return OPEN_STAGES[Math.min(OPEN_STAGES.length - 1, progress + random.below(3))] ?? 'Qualification';
}

import type { NewRow } from '../store/sql-value.ts';
import { CATALOGUE } from './catalogue.ts';
import { accountRow, DAY_MS, generateAccount } from './generate-account.ts';
import { generateContacts } from './generate-contacts.ts';
import { generateDeal } from './generate-deals.ts';
import { generateLeads } from './generate-leads.ts';
import { addTouchPoints, type TouchPointRows } from './generate-touch-points.ts';
import { planDeals } from './plan-deals.ts';
import { createRandom } from './random.ts';
import { createZylkerWorld, MODULES, type ZylkerModule, type ZylkerOptions, type ZylkerWorld } from './zylker-world.ts';

export interface ZylkerRows {
  readonly module: ZylkerModule;
  readonly rows: readonly NewRow[];
}

/** About 12,000 rows in memory at a time, whatever the org's size. Accounts. */
const BLOCK_ACCOUNTS = 200;
/** Streams of random numbers, so that what contacts draw does not move the deals. */
const STREAM = { account: 1, contacts: 2, deals: 3, touchPoints: 4, row: 5, products: 6, leads: 7 } as const;

/**
 * The sample org Zylker, a vendor of medical equipment: accounts with contacts, deals, line items and touch points of four
 * years up to `today`, in blocks, referenced rows before those that name them (a contact's account, a deal's contact; a
 * parent account may be of an earlier block). Same options, same rows. Rows carry their ids and fit `SeedTarget.insert` once
 * `ZYLKER_FIELDS` are in place.
 */
export function* generateZylker(options: ZylkerOptions): Generator<ZylkerRows, void, void> {
  const world = createZylkerWorld(options);
  yield { module: 'Products', rows: productRows(world) };
  for (let first = 1; first <= options.accounts; first += BLOCK_ACCOUNTS) {
    const rows = generateBlock(world, first, Math.min(options.accounts, first + BLOCK_ACCOUNTS - 1));
    for (const module of MODULES) if (rows[module].length > 0) yield { module, rows: rows[module] };
  }
  const leads = generateLeads(world, options.accounts, (ordinal) => createRandom(world.seed, STREAM.leads, ordinal));
  yield { module: 'Leads', rows: leads };
}

function generateBlock(
  world: ZylkerWorld,
  first: number,
  last: number,
): Readonly<Record<ZylkerModule, readonly NewRow[]>> {
  const accounts: NewRow[] = [];
  const contactRows: NewRow[] = [];
  const deals: NewRow[] = [];
  const lines: NewRow[] = [];
  const touchPoints: TouchPointRows = { Calls: [], Events: [], Tasks: [], Notes: [], Emails: [] };
  for (let ordinal = first; ordinal <= last; ordinal++) {
    const random = (stream: number) => createRandom(world.seed, stream, ordinal);
    const account = generateAccount(world, ordinal, random(STREAM.account));
    const people = generateContacts(world, account, random(STREAM.contacts));
    for (const row of people.rows) contactRows.push(row);

    const dealRandom = random(STREAM.deals);
    const plan = planDeals(world, account, dealRandom);
    const touchRandom = random(STREAM.touchPoints);
    let lastDay: number | null = null;
    let won = 0;
    for (const each of plan.deals) {
      const { deal, row } = generateDeal(world, account, people.contacts, each, dealRandom, lines);
      deals.push(row);
      if (world.touchPoints > 0) addTouchPoints(world, account, deal, touchRandom, touchPoints);
      if (each.state === 'won') won++;
      lastDay = Math.max(lastDay ?? 0, Math.min(each.closingDay, world.today - 1));
    }
    const history = {
      deals: plan.deals.length,
      won,
      lapsed: plan.lapsed,
      renewalDay: plan.renewalDay,
      lastActivityDay: lastDay,
    };
    accounts.push(accountRow(world, account, history, random(STREAM.row)));
  }
  return {
    Products: [],
    Accounts: accounts,
    Contacts: contactRows,
    Deals: deals,
    Deal_Line_Items: lines,
    ...touchPoints,
    Leads: [],
  };
}

function productRows(world: ZylkerWorld): readonly NewRow[] {
  const random = createRandom(world.seed, STREAM.products, 0);
  return CATALOGUE.map((product, position) => {
    const started = world.historyStart - random.between(30, 900);
    return {
      id: world.id('Products', position + 1),
      Product_Name: product.name,
      Product_Code: product.code,
      Product_Active: product.active,
      Product_Category: product.family,
      Unit_Price: product.unitPrice,
      Usage_Unit: product.unit,
      Taxable: true,
      Sales_Start_Date: world.iso(started),
      Sales_End_Date: product.active ? null : world.iso(world.today - 300),
      Created_Time: started * DAY_MS,
      Modified_Time: started * DAY_MS,
    };
  });
}

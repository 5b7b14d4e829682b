import type { NewRow } from '../store/sql-value.ts';
import { ACCOUNT_KINDS } from './account-kinds.ts';
import { DAY_MS } from './generate-account.ts';
import { MARKETS } from './markets.ts';
import { NAME_WORDS, PERSON_NAMES } from './name-words.ts';
import type { Random } from './random.ts';
import type { ZylkerWorld } from './zylker-world.ts';

/** Few beside the accounts, and as many in the largest orgs: nothing but scoring rules reads them. */
const LEAST_LEADS = 10;
const MOST_LEADS = 500;
const ACCOUNTS_PER_LEAD = 10;
/** Leads are followed up or given up within a year. Days. */
const OLDEST_LEAD_DAYS = 365;
const SHARE_MISSING = { email: 0.1, phone: 0.4, industry: 0.15, employees: 0.3 };
const SHARE_OPTED_OUT = 0.08;

const SOURCES = ['Web Download', 'Trade Show', 'Partner', 'Cold Call', 'Chat', 'Advertisement'] as const;
const STATUSES = ['Not Contacted', 'Attempted to Contact', 'Contacted', 'Pre-Qualified', 'Junk Lead'] as const;
const TITLES = ['Practice Manager', 'Head of Procurement', 'Laboratory Manager', 'IT Manager', 'Physician'] as const;

/** People that Zylker knows by name and company alone. */
export function generateLeads(
  world: ZylkerWorld,
  accounts: number,
  randomOf: (ordinal: number) => Random,
): readonly NewRow[] {
  const count = Math.min(MOST_LEADS, LEAST_LEADS + Math.ceil(accounts / ACCOUNTS_PER_LEAD));
  return Array.from({ length: count }, (_, index) => generateLead(world, index + 1, randomOf(index + 1)));
}

function generateLead(world: ZylkerWorld, ordinal: number, random: Random): NewRow {
  const market = random.pick(MARKETS);
  const names = PERSON_NAMES[market.language];
  const company = NAME_WORDS[market.language];
  const kind = random.pick(ACCOUNT_KINDS);
  const created = (world.today - random.between(1, OLDEST_LEAD_DAYS)) * DAY_MS + random.between(8, 17) * 3_600_000;
  return {
    id: world.id('Leads', ordinal),
    First_Name: random.pick(names.first),
    Last_Name: random.pick(names.last),
    Company: `${random.pick(company.first)} ${random.pick(company.second)}`,
    Designation: random.pick(TITLES),
    Email: random.chance(SHARE_MISSING.email) ? null : `lead${ordinal}@prospects.example`,
    Phone: random.chance(SHARE_MISSING.phone) ? null : `${market.phonePrefix} ${random.between(1_000, 9_999)}`,
    Lead_Source: random.pick(SOURCES),
    Lead_Status: random.pick(STATUSES),
    Industry: random.chance(SHARE_MISSING.industry) ? null : kind.industry,
    No_of_Employees: random.chance(SHARE_MISSING.employees) ? null : random.between(3, 2_000),
    Email_Opt_Out: random.chance(SHARE_OPTED_OUT),
    City: random.pick(market.cities),
    Country: market.country,
    Owner: world.owners.length === 0 ? undefined : world.owners[random.below(world.owners.length)],
    Created_Time: created,
    Modified_Time: created,
  };
}

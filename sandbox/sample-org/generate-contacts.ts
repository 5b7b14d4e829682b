import type { NewRow } from '../store/sql-value.ts';
import { DAY_MS, type ZylkerAccount } from './generate-account.ts';
import { PERSON_NAMES } from './name-words.ts';
import type { Random } from './random.ts';
import type { ZylkerWorld } from './zylker-world.ts';

export interface ZylkerContact {
  readonly id: bigint;
  readonly fullName: string;
  readonly email: string | null;
  /** Reads and answers e-mail more than others: 0 to 1. */
  readonly warmth: number;
}

const SHARE_WITHOUT_CONTACTS = 0.08;
const SHARE_ORPHAN = 0.015;
const SHARE_MISSING = { email: 0.09, title: 0.12, phone: 0.3, role: 0.45 };
const SHARE_OPTED_OUT = 0.06;
/** Three a account on average: 0.92 (1 + e^(0.664 + 0.55^2 / 2)) = 3.0. */
const CONTACTS_LEVEL = 0.664;
const CONTACTS_SPREAD = 0.55;

type Position = readonly [title: string, role: string, department: string];
const TITLES: readonly [Position, ...Position[]] = [
  ['Chief Medical Officer', 'Decision Maker', 'Medical'],
  ['Head of Procurement', 'Decision Maker', 'Procurement'],
  ['Practice Manager', 'Decision Maker', 'Administration'],
  ['Chief Financial Officer', 'Decision Maker', 'Finance'],
  ['IT Manager', 'Influencer', 'IT'],
  ['Head Nurse', 'Influencer', 'Nursing'],
  ['Laboratory Manager', 'Influencer', 'Laboratory'],
  ['Buyer', 'Gatekeeper', 'Procurement'],
  ['Office Assistant', 'Gatekeeper', 'Administration'],
  ['Physician', 'User', 'Medical'],
  ['Radiology Technician', 'User', 'Radiology'],
  ['Biomedical Engineer', 'Champion', 'Technology'],
];

/** The account's people, as contacts and as rows. E-mail addresses repeat nowhere. */
export function generateContacts(
  world: ZylkerWorld,
  account: ZylkerAccount,
  random: Random,
): { readonly contacts: readonly ZylkerContact[]; readonly rows: readonly NewRow[] } {
  const contacts: ZylkerContact[] = [];
  const rows: NewRow[] = [];
  if (random.chance(SHARE_WITHOUT_CONTACTS)) return { contacts, rows };

  const count = 1 + Math.floor(Math.exp(CONTACTS_LEVEL + CONTACTS_SPREAD * account.size) + random.next());
  const names = PERSON_NAMES[account.market.language];
  const taken = new Set<string>();
  for (let index = 0; index < count; index++) {
    const first = random.pick(names.first);
    const last = random.pick(names.last);
    const local = `${ascii(first)}.${ascii(last)}`;
    const unique = taken.has(local) ? `${local}${index}` : local;
    taken.add(unique);
    const email = random.chance(SHARE_MISSING.email) ? null : `${unique}@${account.domain}`;
    const id = world.id('Contacts', world.nextOrdinal('Contacts'));
    const [title, role, department] = random.pick(TITLES);
    const orphan = random.chance(SHARE_ORPHAN);
    const created =
      (account.createdDay + random.below(world.today - account.createdDay)) * DAY_MS +
      random.between(8, 17) * 3_600_000;
    if (!orphan) contacts.push({ id, fullName: `${first} ${last}`, email, warmth: random.next() });
    rows.push({
      id,
      First_Name: first,
      Last_Name: last,
      Account_Name: orphan ? null : account.id,
      Email: email,
      Phone: random.chance(SHARE_MISSING.phone)
        ? null
        : `${account.market.phonePrefix} ${random.between(100, 999)} ${random.between(1_000, 9_999)}`,
      Title: random.chance(SHARE_MISSING.title) ? null : title,
      Department: department,
      Contact_Role: random.chance(SHARE_MISSING.role) ? null : role,
      Email_Opt_Out: random.chance(SHARE_OPTED_OUT),
      Mailing_City: account.city,
      Mailing_Country: account.market.country,
      Currency: account.currency,
      Exchange_Rate: world.rates.recorded(account.currency, account.createdDay),
      Owner: account.owner,
      Created_Time: created,
      Modified_Time: created,
    });
  }
  return { contacts, rows };
}

const ASCII = new Map<string, string>();

/** Names are few, so each is folded once. */
function ascii(name: string): string {
  let folded = ASCII.get(name);
  if (folded === undefined) {
    folded = name
      .normalize('NFD')
      .replaceAll(/\p{Mn}/gu, '')
      .toLowerCase();
    ASCII.set(name, folded);
  }
  return folded;
}

import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { formatIsoDay } from '#core/crm/days.ts';
import { createRandom } from '#core/techniques/recommendations/bootstrap.ts';
import { readExamples } from '#server-functions/shared/text/examples.ts';

export interface CompanySize {
  readonly accounts: number;
  readonly deals: number;
  readonly touchPoints: number;
  readonly texts: number;
  readonly products: number;
}

/** The last day that anything is dated on: 2026-06-30. */
export const AS_OF_DAY = 20_634;
export const CONTACTS_PER_ACCOUNT = 3;

/** Ids as the CRM issues them: 19 digits with a common beginning, a stretch a module. */
const FIRST_ID = { accounts: 0n, contacts: 1n, deals: 2n, products: 3n, touches: 4n, texts: 5n } as const;
const BASE = 5_843_104_000_000_000_000n;
const STRETCH = 10_000_000_000n;
export function idOf(module: keyof typeof FIRST_ID, row: number): string {
  return String(BASE + FIRST_ID[module] * STRETCH + 7n * BigInt(row) + 1n);
}

/** Deals and touch points are of the last four and two years; of the texts each is in voice's window and so has to be read. Days. */
const DEAL_DAYS = 1_461;
const TOUCH_DAYS = 730;
const TEXT_DAYS = 180;
/** Of the touch points three in five are emails sent, each answered in some way by every other contact; the rest are calls. */
const EMAILS_PER_TOUCH_POINT = 0.6;
const ANSWERED = 0.45;
/** How many products an account buys again, and how much of what it buys they are. */
const USUAL_PRODUCTS = 3;
const USUAL = 0.6;
const LINES_PER_WRITE = 10_000;
const INDUSTRIES = ['Banking', 'Retail', 'Healthcare', 'Software', 'Education', 'Energy', 'Transport', 'Media'];
const CALLS = [
  'Inbound,,',
  'Outbound,,',
  'Outbound,,',
  'Outbound,No response/Busy,',
  'Outbound,voicemail,',
  'Missed,,',
];

/** CSV files as bulk reads give them, of a company with a heavy tail of everything. Same figures, same bytes. */
export async function generateCompany(
  folder: string,
  { accounts, deals, touchPoints, texts, products }: CompanySize,
): Promise<void> {
  const random = createRandom(20_260_630);
  const below = (end: number): number => Math.floor(random() * end);
  const one = (of: readonly string[]): string => of[below(of.length)] ?? '';
  const account = (): number => Math.floor(random() ** 1.5 * accounts);
  const day = (days: number): string => formatIsoDay(AS_OF_DAY - below(days));
  const time = (): string => `${day(TOUCH_DAYS)}T${String(8 + below(10)).padStart(2, '0')}:${10 + below(50)}:00+02:00`;
  const write = (file: string, header: string, count: number, line: (row: number) => string): Promise<void> =>
    writeLines(`${folder}/${file}`, header, count, line);

  await write('accounts.csv', 'Id,Employees,Industry', accounts, (row) => {
    const employees = random() < 0.1 ? '' : String(Math.floor(10 ** (4 * random())));
    return `${idOf('accounts', row)},${employees},${one(INDUSTRIES)}`;
  });
  await write('contacts.csv', 'Id,Account_Name', CONTACTS_PER_ACCOUNT * accounts, (row) => {
    return `${idOf('contacts', row)},${idOf('accounts', Math.floor(row / CONTACTS_PER_ACCOUNT))}`;
  });
  await write('products.csv', 'Id', products, (row) => idOf('products', row));
  const owners = new Int32Array(deals);
  await write('deals.csv', 'Id,Account_Name,Amount,Closing_Date,Stage', deals, (row) => {
    owners[row] = account();
    const owner = random() < 0.001 ? '' : idOf('accounts', owners[row]);
    const amount = random() < 0.002 ? '' : Math.exp(4 + 6 * random()).toFixed(2);
    return `${idOf('deals', row)},${owner},${amount},${day(DEAL_DAYS)},${random() < 0.5 ? 'Closed Won' : 'Closed Lost'}`;
  });
  // Two lines a deal, in the order of the deals: few products are bought often, and most accounts buy a few of their own again.
  await write('lines.csv', 'Parent_Id,Product_Name', 2 * deals, (row) => {
    const usual = (owners[row >> 1]! * 31 + below(USUAL_PRODUCTS) * 97) % products;
    const product = random() < USUAL ? usual : Math.floor(random() ** 2 * products);
    return `${idOf('deals', row >> 1)},${idOf('products', product)}`;
  });
  const emails = Math.round(EMAILS_PER_TOUCH_POINT * touchPoints);
  const who = (): string => idOf('contacts', CONTACTS_PER_ACCOUNT * account() + below(CONTACTS_PER_ACCOUNT));
  await write('Emails.csv', 'Record Id,Contact Name,Related To,Time,Sent,Status', emails, (row) => {
    const status = random() < ANSWERED ? one(['opened', 'opened', 'opened', 'replied', 'bounced']) : '';
    return `${idOf('touches', row)},${who()},,${time()},true,${status}`;
  });
  const calls = touchPoints - Math.round((1 + ANSWERED) * emails);
  await write(
    'Calls.csv',
    'Record Id,Contact Name,Related To,Call Type,Call Result,Call Duration (in seconds),Call Start Time',
    calls,
    (row) => `${idOf('touches', emails + row)},${who()},,${one(CALLS)}${below(900)},${time()}`,
  );
  const sentences = (['en', 'es'] as const).map((language) => readExamples(language).map(({ text }) => text));
  await write('texts.csv', 'Id,Account_Name,Day,Text', texts, (row) => {
    const of = sentences[row % 2] ?? [];
    const text = `${one(of)} ${one(of)} ${one(of)} ${row}`.replaceAll('"', '""');
    return `${idOf('texts', row)},${idOf('accounts', account())},${day(TEXT_DAYS)},"${text}"`;
  });
}

async function writeLines(path: string, header: string, count: number, line: (row: number) => string): Promise<void> {
  const file = createWriteStream(path);
  file.write(`${header}\n`);
  for (let from = 0; from < count; from += LINES_PER_WRITE) {
    const rows = Math.min(LINES_PER_WRITE, count - from);
    const lines = Array.from({ length: rows }, (_, index) => `${line(from + index)}\n`);
    if (!file.write(lines.join(''))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

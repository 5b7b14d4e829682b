import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { formatIsoDay } from '#core/crm/days.ts';

export interface BenchData {
  readonly deals: number;
  readonly accounts: number;
}

/** Ids as the CRM issues them: 19 digits with a common beginning. */
const FIRST_ACCOUNT_ID = 5_843_104_000_000_100_000n;
const FIRST_DEAL_ID = 5_843_104_000_010_000_000n;
/** 2020-01-01 to 2023-12-31. */
const FIRST_DAY = 18_262;
const DAYS = 1_461;
const LINES_PER_WRITE = 10_000;

/**
 * Writes accounts.csv and deals.csv as a bulk read gives them: shuffled accounts, a heavy tail of deals per account and of
 * amounts, half of the deals won, one in a thousand without account, one in 500 without amount. Same figures, same bytes.
 */
export async function generateDeals(folder: string, { deals, accounts }: BenchData): Promise<void> {
  const random = createRandom(20_240_101);
  const accountIds = Array.from({ length: accounts }, (_, index) => FIRST_ACCOUNT_ID + 7n * BigInt(index)).map(String);
  for (let index = accounts - 1; index > 0; index--) {
    const other = Math.floor(random() * (index + 1));
    [accountIds[index], accountIds[other]] = [accountIds[other] ?? '', accountIds[index] ?? ''];
  }
  await writeLines(
    `${folder}/accounts.csv`,
    'Id,Account_Name',
    accounts,
    (index) => `${accountIds[index]},"Account ${index}, Inc"`,
  );
  await writeLines(`${folder}/deals.csv`, 'Id,Deal_Name,Account_Name,Amount,Closing_Date,Stage', deals, (index) => {
    const account = random() < 0.001 ? '' : accountIds[Math.floor(random() ** 1.5 * accounts)];
    const amount = random() < 0.002 ? '' : Math.exp(4 + 6 * random()).toFixed(2);
    const day = formatIsoDay(FIRST_DAY + Math.floor(DAYS * random()));
    return `${FIRST_DEAL_ID + BigInt(index)},Deal ${index},${account},${amount},${day},${random() < 0.5 ? 'Closed Won' : 'Closed Lost'}`;
  });
}

async function writeLines(path: string, header: string, count: number, line: (index: number) => string): Promise<void> {
  const file = createWriteStream(path);
  file.write(`${header}\n`);
  for (let from = 0; from < count; from += LINES_PER_WRITE) {
    const lines = Array.from(
      { length: Math.min(LINES_PER_WRITE, count - from) },
      (_, index) => `${line(from + index)}\n`,
    );
    if (!file.write(lines.join(''))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'finish');
}

/** Mulberry32: small, seeded, good enough for shapes. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

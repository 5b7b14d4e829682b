import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { reportMeasured, startMeasuring } from '../report.ts';
import { addDeal, scorePlainly, toDay } from './score-plainly.mjs';

/** What one writes first: the whole file as a text, split(), an object per account in a Map by id. It knows no quotes. */
const [folder, asOf] = process.argv.slice(2);
const start = startMeasuring();

const asOfDay = toDay(asOf);
const accounts = new Map();
const [header, ...lines] = readFileSync(join(folder, 'deals.csv'), 'utf8').split('\n');
const names = header.split(',');
const [account, amount, closing, stage] = ['Account_Name', 'Amount', 'Closing_Date', 'Stage'].map((name) =>
  names.indexOf(name),
);
for (const line of lines) {
  const cells = line.split(',');
  if (cells[stage] !== 'Closed Won' || cells[account] === '') continue;
  const day = toDay(cells[closing]);
  if (day <= asOfDay) addDeal(accounts, cells[account], day, cells[amount]);
}
const scored = scorePlainly(accounts, asOfDay);

reportMeasured(start, () => scored.map((cells) => cells.join(',')));

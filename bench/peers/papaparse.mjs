import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import Papa from 'papaparse';
import { reportMeasured, startMeasuring } from '../report.ts';
import { addDeal, scorePlainly, toDay } from './score-plainly.mjs';

/** papaparse streaming in chunks, arrays instead of objects per row: its fast way. */
const [folder, asOf] = process.argv.slice(2);
const start = startMeasuring();

const asOfDay = toDay(asOf);
const accounts = new Map();
let columns = null;
await new Promise((resolve, reject) => {
  Papa.parse(createReadStream(join(folder, 'deals.csv'), { highWaterMark: 256 * 1024 }), {
    skipEmptyLines: true,
    chunk({ data }) {
      let rows = data;
      if (columns === null) {
        columns = ['Account_Name', 'Amount', 'Closing_Date', 'Stage'].map((name) => data[0].indexOf(name));
        rows = data.slice(1);
      }
      const [account, amount, closing, stage] = columns;
      for (const cells of rows) {
        if (cells[stage] !== 'Closed Won' || cells[account] === '') continue;
        const day = toDay(cells[closing]);
        if (day <= asOfDay) addDeal(accounts, cells[account], day, cells[amount]);
      }
    },
    complete: resolve,
    error: reject,
  });
});
const scored = scorePlainly(accounts, asOfDay);

reportMeasured(start, () => scored.map((cells) => cells.join(',')));

import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { readCsv } from '#core/columns/read-csv.ts';
import { countPairs } from '#core/techniques/recommendations/count-pairs.ts';
import type { Baskets } from '#core/techniques/recommendations/histories.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { reportPairs, startMeasuring } from './report.ts';

/** The product's own way from CSV bytes to the counts of all pairs. */

const READ_BYTES = 256 * 1024;

const [folder = '', productsText = ''] = process.argv.slice(2);
const products = Number(productsText);
const begun = startMeasuring();
const baskets = await readBaskets();
const read = startMeasuring();
let pairs = 0;
let together = 0;
let digest = 0;
countPairs(baskets, (product, partners, found, counts) => {
  pairs += found;
  for (let index = 0; index < found; index++) {
    const partner = partners[index]!;
    const count = counts[partner]!;
    together += count;
    // Exact below 2^53: a division for each of ten million pairs would be measured with the counting.
    digest += ((product + 1) * 31 + (partner + 1) * 17) * count;
  }
});
reportPairs(begun, read, { pairs, together, digest: digest % 1_000_000_007 });

async function readBaskets(): Promise<Baskets> {
  const chunks = createReadStream(join(folder, 'lines.csv'), { highWaterMark: READ_BYTES });
  const tables = readCsv(chunks, {
    source: 'lines.csv',
    separator: ',',
    columns: [
      { header: 'basket', as: 'basket', kind: 'number', decimalSeparator: 'point' },
      { header: 'product', as: 'product', kind: 'number', decimalSeparator: 'point' },
    ],
  });
  // Grows in place: no copy of half the lines while the other half is read.
  const buffer = new ArrayBuffer(0, { maxByteLength: 2 ** 28 });
  const startBuffer = new ArrayBuffer(Int32Array.BYTES_PER_ELEMENT, { maxByteLength: 2 ** 26 });
  let count = 0;
  let lines = 0;
  let last = Number.NaN;
  for await (const table of tables) {
    const basket = columnOf(table, 'basket', 'number').values;
    const product = columnOf(table, 'product', 'number').values;
    buffer.resize((lines + table.length) * Int32Array.BYTES_PER_ELEMENT);
    startBuffer.resize((count + table.length + 1) * Int32Array.BYTES_PER_ELEMENT);
    const all = new Int32Array(buffer, 0, lines + table.length);
    const starts = new Int32Array(startBuffer, 0, count + table.length + 1);
    for (let row = 0; row < table.length; row++) {
      if (basket[row] !== last) {
        starts[count++] = lines;
        last = basket[row]!;
      }
      all[lines++] = product[row]! - 1;
    }
  }
  const product = new Int32Array(buffer, 0, lines);
  const start = new Int32Array(startBuffer, 0, count + 1);
  start[count] = lines;
  for (let basket = 0; basket < count; basket++) product.subarray(start[basket], start[basket + 1]).sort();
  return { count, productCount: products, start, product };
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { generateBaskets } from './generate-baskets.ts';
import type { MeasuredPairs } from './report.ts';

/**
 * `node bench/run-pairs.ts [--baskets 1000000] [--products 5000] [--repeat 5]`: counts of all pairs of products that stand in a basket
 * together, from CSV bytes; each contender in a fresh process, in turns. Ends with 1 when the counts differ.
 */

const CONTENDERS = [
  { name: 'ours', script: 'pairs-ours.ts' },
  { name: 'DuckDB', script: 'peers/pairs-duckdb.mjs' },
] as const;

const { values } = parseArgs({
  options: {
    baskets: { type: 'string', default: '1000000' },
    products: { type: 'string', default: '5000' },
    repeat: { type: 'string', default: '5' },
  },
});
const [baskets, products, repeat] = [values.baskets, values.products, values.repeat].map(Number);
if (baskets === undefined || products === undefined || repeat === undefined) throw new Error('Not numbers');
const run = promisify(execFile);

const folder = join(tmpdir(), `lodestar-bench-pairs-${baskets}-${products}`);
if (!existsSync(folder)) {
  const unfinished = `${folder}.${process.pid}`;
  await mkdir(unfinished);
  await generateBaskets(unfinished, { baskets, products });
  await rename(unfinished, folder);
}
const measured = new Map<string, MeasuredPairs[]>(CONTENDERS.map(({ name }) => [name, []]));
for (let turn = 0; turn < repeat; turn++) {
  for (const { name, script } of CONTENDERS) {
    try {
      const path = join(import.meta.dirname, script);
      const { stdout } = await run(process.execPath, [path, folder, String(products)]);
      const value: unknown = JSON.parse(stdout);
      if (!isMeasured(value)) throw new Error(`No measurement: ${stdout}`);
      measured.get(name)?.push(value);
    } catch (error) {
      const text = error instanceof Error ? error.message : String(error);
      console.error(
        `${name}: ${text.includes('ERR_MODULE_NOT_FOUND') ? 'not installed (npm ci in bench/peers)' : text}`,
      );
    }
  }
}
printTable();

function isMeasured(value: unknown): value is MeasuredPairs {
  return (
    typeof value === 'object' && value !== null && 'seconds' in value && 'countSeconds' in value && 'result' in value
  );
}

function printTable(): void {
  const peer = measured.get('DuckDB') ?? [];
  const [first] = measured.get('ours') ?? [];
  if (first === undefined) throw new Error('Ours gave no measurement');
  console.log(
    `${baskets} baskets, ${products} products, ${first.result.pairs} pairs, ${first.result.together} occurrences; median of ${repeat}; ` +
      `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), load ${loadavg()[0]?.toFixed(1) ?? '?'}, Node ${process.version}\n`,
  );
  console.log(
    '| contender | seconds | of DuckDB | counting alone | of DuckDB | CPU seconds | of DuckDB | peak MB | of DuckDB | same counts |',
  );
  console.log('|---|---|---|---|---|---|---|---|---|---|');
  for (const [name, runs] of measured) {
    if (runs.length === 0) continue;
    const cells = (
      [
        ['seconds', 2],
        ['countSeconds', 2],
        ['cpuSeconds', 2],
        ['peakMb', 0],
      ] as const
    ).flatMap(([figure, places]) => {
      const value = median(runs.map((each) => each[figure]));
      return [value.toFixed(places), (value / median(peer.map((each) => each[figure]))).toFixed(2)];
    });
    const same = runs.every(({ result }) => JSON.stringify(result) === JSON.stringify(first.result));
    if (!same) process.exitCode = 1;
    console.log(`| ${name} | ${cells.join(' | ')} | ${same ? 'yes' : 'NO'} |`);
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}

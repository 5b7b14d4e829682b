import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { generateDeals } from './generate-deals.ts';
import type { Measured } from './report.ts';

/**
 * `node bench/run.ts [--deals 1000000] [--accounts 100000] [--repeat 3]`: RFM from CSV bytes to scores, each contender in a fresh process,
 * one after the other in turns, median of the repeats. Ends with 1 when a contender's result differs from ours.
 */

const AS_OF = '2023-12-31';
const CONTENDERS = [
  { name: 'ours', script: 'ours.ts' },
  { name: 'split() and a Map', script: 'peers/naive.mjs' },
  { name: 'papaparse, streaming', script: 'peers/papaparse.mjs' },
  { name: 'DuckDB', script: 'peers/duckdb.mjs' },
] as const;
/** The naive contender holds the whole file as texts. */
const HEAP_MB = 8_192;

const { values } = parseArgs({
  options: {
    deals: { type: 'string', default: '1000000' },
    accounts: { type: 'string', default: '100000' },
    repeat: { type: 'string', default: '3' },
  },
});
const size = { deals: Number(values.deals), accounts: Number(values.accounts) };
const repeat = Number(values.repeat);
const run = promisify(execFile);

const folder = await dataFolder();
const measured = new Map<string, Measured[]>(CONTENDERS.map(({ name }) => [name, []]));
for (let turn = 0; turn < repeat; turn++) {
  for (const { name, script } of CONTENDERS) {
    const result = await measure(script);
    if (typeof result === 'string') console.error(`${name}: ${result}`);
    else measured.get(name)?.push(result);
  }
}
printTable();

/** Made once per size: generating takes longer than all contenders together. */
async function dataFolder(): Promise<string> {
  const target = join(tmpdir(), `lodestar-bench-${size.deals}-${size.accounts}`);
  if (existsSync(target)) return target;
  const unfinished = `${target}.${process.pid}`;
  await mkdir(unfinished);
  await generateDeals(unfinished, size);
  await rename(unfinished, target);
  return target;
}

async function measure(script: string): Promise<Measured | string> {
  const path = join(import.meta.dirname, script);
  try {
    const { stdout } = await run(process.execPath, [`--max-old-space-size=${HEAP_MB}`, path, folder, AS_OF]);
    return parseMeasured(stdout);
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return text.includes('ERR_MODULE_NOT_FOUND') ? 'not installed (npm ci in bench/peers)' : text;
  }
}

function parseMeasured(text: string): Measured {
  const value: unknown = JSON.parse(text);
  if (!isMeasured(value)) throw new Error(`No measurement: ${text}`);
  return value;
}

function isMeasured(value: unknown): value is Measured {
  return (
    typeof value === 'object' &&
    value !== null &&
    'seconds' in value &&
    typeof value.seconds === 'number' &&
    'cpuSeconds' in value &&
    typeof value.cpuSeconds === 'number' &&
    'peakMb' in value &&
    typeof value.peakMb === 'number' &&
    'scoredAccounts' in value &&
    typeof value.scoredAccounts === 'number' &&
    'digest' in value &&
    typeof value.digest === 'string'
  );
}

function printTable(): void {
  const ours = measured.get('ours') ?? [];
  const [first] = ours;
  if (first === undefined) throw new Error('Ours gave no measurement');
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  console.log(
    `${size.deals} deals, ${size.accounts} accounts, ${first.scoredAccounts} scored; median of ${repeat}; ` +
      `${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GB, ` +
      `load ${load}, Node ${process.version}\n`,
  );
  console.log('| contender | seconds | x ours | CPU seconds | x ours | peak MB | x ours | same scores |');
  console.log('|---|---|---|---|---|---|---|---|');
  for (const [name, runs] of measured) {
    if (runs.length === 0) continue;
    const cells = [
      ...compare(runs, ours, ({ seconds }) => seconds, 2),
      ...compare(runs, ours, ({ cpuSeconds }) => cpuSeconds, 2),
      ...compare(runs, ours, ({ peakMb }) => peakMb, 0),
    ];
    const same = runs.every(({ digest }) => digest === first.digest);
    if (!same) process.exitCode = 1;
    console.log(`| ${name} | ${cells.join(' | ')} | ${same ? 'yes' : 'NO'} |`);
  }
}

/** Median of a figure, and its ratio to ours. */
function compare(
  runs: readonly Measured[],
  ours: readonly Measured[],
  figure: (run: Measured) => number,
  places: number,
): string[] {
  const value = median(runs.map(figure));
  return [value.toFixed(places), (value / median(ours.map(figure))).toFixed(1)];
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;
}

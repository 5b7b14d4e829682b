import { parseArgs } from 'node:util';
import * as z from 'zod';
import { createKillBench, type KillPoint } from '#test/support/kill-bench.ts';

/**
 * What the product promises: score, projection, incremental runs and exports survive a kill at each of their operations, and at least
 * this many in all, two a run. `npm run verify:kills -- 300 export`; `-- 0` stops after one kill at each operation. `-- --techniques every`:
 * runs of all five techniques, killed at each operation of the units that read and score for them.
 */
const KILLS = 1_000;
const ACCOUNTS = 60;
/** Positions are visited in steps of a prime, so that whatever is left out is left out evenly. */
const STRIDE = 37;

const FLOWS = [
  { name: 'first run, records API', writes: 'records', run: 'first' },
  { name: 'first run, bulk jobs', writes: 'bulk', run: 'first' },
  { name: 'later run, records API', writes: 'records', run: 'second' },
  { name: 'incremental, records API', writes: 'records', run: 'changes' },
  { name: 'incremental, bulk jobs', writes: 'bulk', run: 'changes' },
  { name: 'export, slices of 25 rows', writes: 'records', run: 'export' },
  { name: 'export, bulk read', writes: 'bulk', run: 'export' },
] as const;
/** Parts of what every run reads, and of what only other techniques keep. */
const OF_ALL = /^blob write runs\/run-tested\/(?:accounts|deals|lineItems)\//;
const OF_TECHNIQUES = /^blob write runs\/run-tested\/(?:contacts|touches|texts|products|purchases|points|labelled)\//;

const { values, positionals } = parseArgs({
  options: { techniques: { type: 'string', default: 'proposed' } },
  allowPositionals: true,
});
const techniques = z.enum(['proposed', 'every']).parse(values.techniques);
const [kills = String(techniques === 'every' ? 0 : KILLS), only = techniques === 'every' ? 'later run' : ''] =
  positionals;
const wanted = Number(kills);
const flows = FLOWS.filter(({ name }) => name.includes(only));
if (!Number.isInteger(wanted) || wanted < 0 || flows.length === 0) {
  console.error('How many kills (a whole number), and of which runs (a part of their name)?');
  process.exit(2);
}

/** Operations, from 1: all of them, or those from the last part that every run reads to the checkpoint behind the last that other techniques scored. */
function placesOf(operations: readonly string[]): readonly number[] {
  const all = [...operations.keys()].map((at) => at + 1);
  if (techniques === 'proposed') return all;
  const first = operations.findLastIndex((name) => OF_ALL.test(name)) + 1;
  const last = operations.findLastIndex((name) => OF_TECHNIQUES.test(name));
  const end = operations.findIndex((name, at) => at > last && name.startsWith('store replace runs/'));
  return all.slice(first, end + 1);
}

/**
 * Each operation once, one killed before and the next one after; then all the other way round. The worker that takes over is killed
 * too, somewhere in its first steps.
 */
function planKills(places: readonly number[]): readonly (readonly KillPoint[])[] {
  const { length } = places;
  const stride = length % STRIDE === 0 ? 1 : STRIDE;
  return Array.from({ length: 2 * length }, (_, index) => {
    const at = (index * stride) % length;
    const isBefore = (at + Math.floor(index / length)) % 2 === 0;
    const first: KillPoint = { operation: places[at] ?? 1, side: isBefore ? 'before' : 'after' };
    return [first, { operation: 1 + ((index * 11) % 40), side: index % 4 < 2 ? 'after' : 'before' }];
  });
}

/** Kills of one flow at each of its operations, and up to its share; a line of what came of it. */
async function verifyFlow({ name, ...flow }: (typeof FLOWS)[number], share: number): Promise<Counts> {
  const bench = await createKillBench({ accounts: ACCOUNTS, techniques, ...flow });
  const places = placesOf(bench.operations);
  const seen = new Set<number>();
  const counts = { killed: 0, wrong: 0 };
  for (const chain of planKills(places)) {
    if (counts.killed >= share && seen.size === places.length) break;
    const outcome = await bench.attempt(chain);
    counts.killed += outcome.killed;
    const [first] = chain;
    if (first !== undefined && outcome.killed > 0) seen.add(first.operation);
    if (outcome.wrong === null) continue;
    counts.wrong++;
    console.log(`WRONG ${name} ${JSON.stringify(chain)}: ${outcome.wrong}`);
  }
  const among = places.length === bench.operations.length ? '' : `, ${places.length} of them of other techniques`;
  console.log(
    `${name}: ${bench.operations.length} operations${among}, ${counts.killed} kills, the first at ${seen.size} of them, ${ACCOUNTS} accounts`,
  );
  await bench.close();
  return counts;
}

interface Counts {
  readonly killed: number;
  readonly wrong: number;
}

const began = performance.now();
// Side by side: most of the time goes by while processes start and end.
const all = await Promise.all(flows.map((flow) => verifyFlow(flow, Math.ceil(wanted / flows.length))));
const killed = all.reduce((sum, counts) => sum + counts.killed, 0);
const wrong = all.reduce((sum, counts) => sum + counts.wrong, 0);
const seconds = ((performance.now() - began) / 1_000).toFixed(0);
console.log(`${killed} kills, ${wrong} runs with another result than the undisturbed one, ${seconds} s`);
if (wrong > 0 || killed < wanted) process.exitCode = 1;

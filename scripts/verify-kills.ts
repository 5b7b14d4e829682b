import { createKillBench, type KillPoint } from '#test/support/kill-bench.ts';

/** What the product promises: score, projection and export survive this many kills, two a run. `npm run verify:kills -- 300 export`. */
const KILLS = 1_000;
const ACCOUNTS = 60;
/** Positions are visited in steps of a prime, so that whatever is left out is left out evenly. */
const STRIDE = 37;

const FLOWS = [
  { name: 'first run, records API', writes: 'records', run: 'first' },
  { name: 'first run, bulk jobs', writes: 'bulk', run: 'first' },
  { name: 'later run, records API', writes: 'records', run: 'second' },
  { name: 'export, slices of 25 rows', writes: 'records', run: 'export' },
  { name: 'export, bulk read', writes: 'bulk', run: 'export' },
] as const;

const [kills = String(KILLS), only = ''] = process.argv.slice(2);
const wanted = Number(kills);
const flows = FLOWS.filter(({ name }) => name.includes(only));
if (!Number.isInteger(wanted) || wanted < 1 || flows.length === 0) {
  console.error('How many kills (a whole number), and of which runs (a part of their name)?');
  process.exit(2);
}

/** Each operation, killed before and after; the worker that takes over is killed too, somewhere in its first steps. */
function planKills(operations: number): readonly (readonly KillPoint[])[] {
  const stride = operations % STRIDE === 0 ? 1 : STRIDE;
  return Array.from({ length: 2 * operations }, (_, index) => {
    const at = (index * stride) % (2 * operations);
    const first: KillPoint = { operation: Math.floor(at / 2) + 1, side: at % 2 === 0 ? 'before' : 'after' };
    return [first, { operation: 1 + ((at * 11) % 40), side: at % 4 < 2 ? 'after' : 'before' }];
  });
}

const began = performance.now();
let killed = 0;
let wrong = 0;
for (const [index, { name, ...flow }] of flows.entries()) {
  const bench = await createKillBench({ accounts: ACCOUNTS, ...flow });
  const share = Math.ceil(((index + 1) * wanted) / flows.length);
  const before = killed;
  const seen = new Set<number>();
  for (const chain of planKills(bench.operations.length)) {
    if (killed >= share) break;
    const outcome = await bench.attempt(chain);
    killed += outcome.killed;
    const [first] = chain;
    if (first !== undefined) seen.add(first.operation);
    if (outcome.wrong === null) continue;
    wrong++;
    console.log(`WRONG ${name} ${JSON.stringify(chain)}: ${outcome.wrong}`);
  }
  console.log(
    `${name}: ${bench.operations.length} operations, ${killed - before} kills, the first at ${seen.size} of them, ${ACCOUNTS} accounts`,
  );
  await bench.close();
}
const seconds = ((performance.now() - began) / 1_000).toFixed(0);
console.log(`${killed} kills, ${wrong} runs with another result than the undisturbed one, ${seconds} s`);
if (wrong > 0 || killed < wanted) process.exitCode = 1;

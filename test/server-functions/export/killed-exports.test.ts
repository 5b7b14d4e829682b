import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKillBench, type KillBench, type KillPoint } from '#test/support/kill-bench.ts';

// A few of what `npm run verify:kills` does at every operation.
let bench: KillBench;
beforeAll(async () => {
  bench = await createKillBench({ accounts: 60, writes: 'records', run: 'export' });
});
afterAll(() => bench.close());

test('an export whose workers are killed gives the file of an undisturbed one, byte by byte, and leaves nothing beside it', async () => {
  const at = (name: string, side: KillPoint['side'], skip = 0): KillPoint => {
    const found = bench.operations.flatMap((each, index) => (each.startsWith(name) ? [index + 1] : []))[skip];
    if (found === undefined) throw new Error(`no operation ${name}`);
    return { operation: found, side };
  };
  const again = { operation: 12, side: 'after' } as const;
  const chains: readonly (readonly KillPoint[])[] = [
    // The second slice: its piece is kept and the cursor has not moved; whoever takes over is killed, too.
    [at('blob write exports/export-tested/parts', 'after', 3), again],
    [at('blob write exports/export-tested/file', 'after'), again],
    [at('blob remove exports/export-tested', 'after'), again],
  ];
  let killed = 0;
  for (const kills of chains) {
    const outcome = await bench.attempt(kills);
    expect({ kills, wrong: outcome.wrong }).toEqual({ kills, wrong: null });
    killed += outcome.killed;
  }
  expect(killed).toBe(6);
});

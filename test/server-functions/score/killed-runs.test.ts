import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKillBench, type KillBench, type KillPoint } from '#test/support/kill-bench.ts';

// A few of what `npm run verify:kills` does at every operation. Polls of bulk jobs would make the operations' numbers a matter of luck.
let bench: KillBench;
beforeAll(async () => {
  bench = await createKillBench({ accounts: 60, writes: 'records', run: 'first' });
});
afterAll(() => bench.close());

test('so do runs of what changed', async () => {
  // Whoever takes over is killed too, at an operation of its own.
  const changes = await createKillBench({ accounts: 60, writes: 'records', run: 'changes' });
  const operationOf = (name: string): number => changes.operations.findIndex((each) => each.startsWith(name)) + 1;
  for (const name of ['blob write ledger/generation-run-tested/owners', 'crm PUT /crm/v8/Accounts']) {
    const operation = operationOf(name);
    expect([name, operation > 0]).toEqual([name, true]);
    const chain: readonly KillPoint[] = [
      { operation, side: 'after' },
      { operation: 20, side: 'before' },
    ];
    expect(await changes.attempt(chain)).toEqual({ killed: 2, wrong: null });
  }
  await changes.close();
});

/** On both sides of the operations that count most, and of the same ones again by whoever takes over. */
test('runs whose workers are killed leave what an undisturbed one leaves, and every field is written once', async () => {
  const at = (name: string, side: KillPoint['side'], skip = 0): KillPoint => {
    const found = bench.operations.flatMap((each, index) => (each.startsWith(name) ? [index + 1] : []))[skip];
    if (found === undefined) throw new Error(`no operation ${name}`);
    return { operation: found, side };
  };
  // The first steps of whoever takes over: claim, look, go on.
  const soon = { operation: 22, side: 'after' } as const;
  const chains: readonly (readonly KillPoint[])[] = [
    [at('blob write runs/run-tested/deals', 'after'), soon, at('store replace', 'before', 1)],
    [at('store create generations/current', 'after'), soon, { operation: 40, side: 'before' }],
    [at('crm POST /crm/v8/ABM_Basis/upsert', 'after'), soon, soon],
    [at('crm PUT /crm/v8/Accounts', 'after', 1), { operation: 20, side: 'before' }, soon],
  ];
  let killed = 0;
  for (const kills of chains) {
    const outcome = await bench.attempt(kills);
    expect({ kills, wrong: outcome.wrong }).toEqual({ kills, wrong: null });
    killed += outcome.killed;
  }
  expect(killed).toBe(12);
});

test('so do runs of every technique, whichever of their parts were written last', async () => {
  const every = await createKillBench({ accounts: 40, writes: 'records', run: 'first', techniques: 'every' });
  for (const kind of ['touches', 'texts', 'labelled']) {
    const operation = every.operations.findIndex((each) => each.startsWith(`blob write runs/run-tested/${kind}`)) + 1;
    expect([kind, operation > 0]).toEqual([kind, true]);
    expect(await every.attempt([{ operation, side: 'after' }])).toEqual({ killed: 1, wrong: null });
  }
  await every.close();
});

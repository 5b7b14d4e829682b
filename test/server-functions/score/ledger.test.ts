import { expect, test } from 'vitest';
import { columnOf } from '#server-functions/score/column-of.ts';
import { readManifest } from '#server-functions/score/ledger/ledger-manifest.ts';
import { createLedgerObjects } from '#server-functions/score/ledger/ledger-objects.ts';
import { ownerShards } from '#server-functions/score/ledger/owners.ts';
import { readCurrentGeneration } from '#server-functions/score/load-generation.ts';
import { performRun } from '#server-functions/score/perform-run.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { createMemoryCrmBatch } from '#test/support/memory-crm.ts';
import { createRunWorld, RUN_ID, RUN_NOON, RUN_ORG } from '#test/support/run-world.ts';

test('a full run leaves every deal once, under its account, in shards that each account lies in whole', async () => {
  const clock = { now: () => RUN_NOON };
  const world = await createRunWorld(clock);
  const crm = createMemoryCrmBatch(world.memory);
  let ids = 0;
  const ports: WorkPorts = {
    store: world.store,
    blob: world.blob,
    clock,
    ids: { next: (prefix) => `${prefix}-${++ids}` },
    logger: { info: () => undefined, warn: () => undefined },
    crmFor: () => crm,
    counterFor: () => null,
    userNamesFor: () => Promise.resolve(new Map()),
  };
  // Seven shards, made in three groups.
  const limits = { shardAccounts: 5, sortedDeals: 30 };
  await performRun(ports, { org: RUN_ORG, runId: RUN_ID }, { limits });
  const current = await readCurrentGeneration(ports, RUN_ORG);
  const manifest = current === null ? null : await readManifest(ports, RUN_ORG, current.value);
  if (manifest === null) throw new Error('there is a ledger');
  expect(manifest.deals.length).toBe(8);
  expect(manifest.owners.length).toBe(8);

  const objects = createLedgerObjects(ports, RUN_ORG, 'reader');
  const kept = new Map<string, string>();
  for (const [shard, { from, name, rows }] of manifest.deals.entries()) {
    const table = name === null ? null : await objects.read(name);
    expect(table?.length ?? 0).toBe(rows);
    if (table === null) continue;
    for (let row = 0; row < rows; row++) {
      const account = columnOf(table, 'account', 'id').values[row] ?? 0n;
      expect(account >= BigInt(from)).toBe(true);
      expect(account < BigInt(manifest.deals[shard + 1]?.from ?? 2n ** 63n)).toBe(true);
      kept.set(String(columnOf(table, 'id', 'id').values[row]), String(account));
    }
  }
  const deals = [...(world.memory.modules.get('Deals')?.rows.values() ?? [])];
  expect(kept).toEqual(new Map(deals.map((deal) => [deal['id'], deal['Account_Name']])));
  expect(manifest.deals.reduce((sum, { rows }) => sum + rows, 0)).toBe(deals.length);

  const owners = new Map<string, string>();
  for (const [shard, name] of manifest.owners.entries()) {
    const table = name === null ? null : await objects.read(name);
    if (table === null) continue;
    const id = columnOf(table, 'id', 'id').values;
    expect([...ownerShards(id, table.length, 8)].every((place) => place === shard)).toBe(true);
    for (let row = 0; row < table.length; row++)
      owners.set(String(id[row]), String(columnOf(table, 'account', 'id').values[row]));
  }
  expect(owners).toEqual(kept);
});

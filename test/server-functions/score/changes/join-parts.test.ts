import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { joinParts } from '#server-functions/score/changes/join-parts.ts';
import { joinTables } from '#server-functions/score/changes/join-tables.ts';
import {
  eachTablePart,
  listTableParts,
  readTablePart,
  writeTableParts,
} from '#server-functions/shared/stores/table-parts.ts';
import { createMemoryBlob } from '#test/support/memory-blob.ts';
import { propertyRuns, propertySeed } from '#test/support/property-runs.ts';

const ORG = { dc: 'com', orgId: '7001' } as const;
const oneAccount = fc.integer({ min: 1, max: 20 });
/** Several rows an account, as months are: some lie in two objects. */
const rowsOfAccounts = fc.array(oneAccount, { maxLength: 50, size: 'max' });
const someAccounts = fc.array(oneAccount, { maxLength: 6 });

function tableOf(accounts: readonly number[], says: number): ColumnTable {
  return {
    length: accounts.length,
    columns: new Map([
      ['account', { kind: 'id', values: BigInt64Array.from(accounts, BigInt) }],
      ['says', { kind: 'number', values: Float64Array.from(accounts, () => says) }],
    ]),
  };
}

function cells(table: ColumnTable): string[] {
  const [account, says] = [table.columns.get('account'), table.columns.get('says')];
  if (account?.kind !== 'id' || says?.kind !== 'number') return [];
  return Array.from({ length: table.length }, (_, row) => `${account.values[row]} ${says.values[row]}`);
}

test('objects joined to what changed say what the whole table joined to it says; those that it does not touch are neither read nor written', async () => {
  await fc.assert(
    fc.asyncProperty(
      rowsOfAccounts,
      someAccounts,
      someAccounts,
      fc.integer({ min: 1, max: 9 }),
      async (before, scored, removed, most) => {
        const blob = createMemoryBlob();
        const former = tableOf(
          before.toSorted((a, b) => a - b),
          1,
        );
        const rows =
          scored.length === 0
            ? null
            : tableOf(
                scored.toSorted((a, b) => a - b),
                2,
              );
        const without = new Set([...scored, ...removed].map(BigInt));
        const replacement = { key: 'account', without, rows, most };
        const ranges: ColumnTable[] = [];
        for await (const range of joinTables([former], { ...replacement, without: new Set(), rows: null }))
          ranges.push(range);
        const { sha256 } = await writeTableParts(blob, ORG, 'former', ranges, 'account');
        const parts = (await listTableParts(blob, ORG, 'former', sha256)) ?? [];

        const read: string[] = [];
        const joined: ColumnTable[] = [];
        const stored = {
          parts,
          read: (part: (typeof parts)[number]) => {
            read.push(part.key);
            return readTablePart(blob, ORG, part);
          },
        };
        for await (const part of joinParts(stored, replacement)) {
          if ('columns' in part) joined.push(part);
          else {
            expect(read).not.toContain(part.key);
            joined.push(await readTablePart(blob, ORG, part));
          }
        }

        const whole: ColumnTable[] = [];
        for await (const table of joinTables(ranges, replacement)) whole.push(table);
        expect(joined.flatMap(cells)).toEqual(whole.flatMap(cells));
        // Nothing is read for nothing: one of its own accounts changed, or one came between it and the one before.
        const lasts = parts.map(({ ids }) => BigInt(ids?.last ?? 0));
        for (const [at, { key, ids }] of parts.entries()) {
          const after = lasts[at - 1] ?? 0n;
          const until = at === parts.length - 1 ? 21n : (lasts[at] ?? 0n);
          const touches = (id: bigint): boolean => (id > after || id >= BigInt(ids?.first ?? 0)) && id <= until;
          expect(read.includes(key)).toBe([...without].some(touches));
        }
      },
    ),
    { numRuns: propertyRuns(150), seed: propertySeed() },
  );
});

test('a table is read for some accounts where these may lie, and for its columns where they lie nowhere', async () => {
  const blob = createMemoryBlob();
  const ranges = [
    [1, 2],
    [3, 5],
    [8, 9],
  ].map((accounts) => tableOf(accounts, 1));
  await writeTableParts(blob, ORG, 'accounts', ranges, 'account');
  const readFor = async (...accounts: bigint[]): Promise<string[]> => {
    const within = BigInt64Array.from(accounts);
    const tables: ColumnTable[] = [];
    for await (const table of eachTablePart(blob, ORG, 'accounts', null, { within })) tables.push(table);
    return cells(await collectTable(tables));
  };
  expect(await readFor(4n)).toEqual(['3 1', '5 1']);
  expect(await readFor(2n, 8n)).toEqual(['1 1', '2 1', '8 1', '9 1']);
  expect(await readFor(6n, 70n)).toEqual(['1 1', '2 1']);
});

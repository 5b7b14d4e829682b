import fc from 'fast-check';
import { expect, test } from 'vitest';
import { collectTable } from '#core/columns/collect-table.ts';
import { textAt, type ColumnTable, type Texts } from '#core/columns/column-table.ts';
import { PackedTexts } from '#core/columns/packed-texts.ts';
import { joinTables } from '#server-functions/score/changes/join-tables.ts';
import { propertyRuns, propertySeed } from '#test/support/property-runs.ts';

type Row = readonly [id: number, says: string];

/** As texts lie where there are many. */
function packed(texts: readonly string[]): Texts {
  const ends = [0];
  for (const text of texts) ends.push((ends.at(-1) ?? 0) + Buffer.byteLength(text));
  return new PackedTexts(Buffer.from(texts.join('')), Int32Array.from(ends), texts.length);
}

function tableOf(rows: readonly Row[]): ColumnTable {
  return {
    length: rows.length,
    columns: new Map([
      ['id', { kind: 'id', values: BigInt64Array.from(rows, ([id]) => BigInt(id)) }],
      [
        'says',
        {
          kind: 'text',
          codes: Int32Array.from(rows, (_, row) => row),
          dictionary: packed(rows.map(([, says]) => says)),
        },
      ],
    ]),
  };
}

function rowsOf(table: ColumnTable): Row[] {
  const [id, says] = [table.columns.get('id'), table.columns.get('says')];
  if (id?.kind !== 'id' || says?.kind !== 'text') throw new TypeError('not such a table');
  return Array.from({ length: table.length }, (_, row) => [Number(id.values[row]), textAt(says, row) ?? '']);
}

const someIds = fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 40 });
const byId = (one: Row, other: Row): number => one[0] - other[0];

test('rows are replaced, added and taken out range by range as in the whole table, and no range grows beyond what one may hold', async () => {
  await fc.assert(
    fc.asyncProperty(
      someIds,
      someIds,
      someIds,
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 1, max: 12 }),
      async (before, scored, removed, range, most) => {
        const former = before.map((id): Row => [id, `before ${id}`]).sort(byId);
        const now = scored.map((id): Row => [id, `now ${id}`]).sort(byId);
        const without = new Set([...scored, ...removed]);
        const ranges: ColumnTable[] = [];
        for (let from = 0; from < former.length; from += range) ranges.push(tableOf(former.slice(from, from + range)));

        const joined: ColumnTable[] = [];
        const rows = now.length === 0 ? null : tableOf(now);
        for await (const table of joinTables(ranges, {
          key: 'id',
          without: new Set([...without].map(BigInt)),
          rows,
          most,
        }))
          joined.push(table);

        const expected = [...former.filter(([id]) => !without.has(id)), ...now].sort(byId);
        expect(joined.flatMap(rowsOf)).toEqual(expected);
        // Ranges that nothing came into stay as they were.
        for (const table of joined) expect(table.length).toBeLessThanOrEqual(most);
      },
    ),
    { numRuns: propertyRuns(200), seed: propertySeed() },
  );
});

test('a range that nothing happened to is handed on as it is', async () => {
  const ranges = [
    tableOf([
      [1, 'a'],
      [2, 'b'],
    ]),
    tableOf([
      [3, 'c'],
      [5, 'e'],
    ]),
  ];
  const joined: ColumnTable[] = [];
  const change = {
    key: 'id',
    without: new Set([5n]),
    rows: tableOf([
      [4, 'd'],
      [6, 'f'],
    ]),
    most: 10,
  };
  for await (const table of joinTables(ranges, change)) joined.push(table);
  expect(joined[0]).toBe(ranges[0]);
  expect(rowsOf(await collectTable(joined))).toEqual([
    [1, 'a'],
    [2, 'b'],
    [3, 'c'],
    [4, 'd'],
    [6, 'f'],
  ]);
});

import { expect, test } from 'vitest';
import type { CsvColumn } from '#core/columns/csv-spec.ts';
import { readCsv } from '#core/columns/read-csv.ts';
import { createZoneHour } from '#server-functions/shared/rest/zone-hour.ts';

async function hoursOf(timeZone: string, cells: readonly string[]): Promise<readonly (number | null)[]> {
  async function* chunks(): AsyncGenerator<Uint8Array, void, void> {
    yield new TextEncoder().encode(`id,at\n${cells.map((cell, row) => `${row + 1},${cell}\n`).join('')}`);
  }
  const columns: readonly CsvColumn[] = [{ header: 'at', as: 'hour', kind: 'hour', toHour: createZoneHour(timeZone) }];
  const found: (number | null)[] = [];
  for await (const { length, columns: read } of readCsv(chunks(), { source: 'calls.csv', separator: ',', columns })) {
    const hour = read.get('hour');
    if (hour?.kind !== 'number') throw new Error('hours are numbers');
    found.push(...[...hour.values.subarray(0, length)].map((value) => (Number.isNaN(value) ? null : value)));
  }
  return found;
}

test('an hour is that of the zone, whatever offset the instant was written with', async () => {
  const cells = [
    '2026-06-30T23:30:00+02:00',
    '2026-06-30T21:30:00Z',
    '2026-01-15T09:59:59.999+01:00',
    '2026-03-29T01:00:00Z',
  ];
  expect(await hoursOf('Europe/Madrid', cells)).toEqual([23, 23, 9, 3]);
  expect(await hoursOf('Asia/Kolkata', cells)).toEqual([3, 3, 14, 6]);
  expect(await hoursOf('America/Mexico_City', cells)).toEqual([15, 15, 2, 19]);
});

test('without an offset the hour counts as written; a bare date, an empty cell and what is no date have none', async () => {
  const cells = ['2026-06-30 08:15', '2026-06-30T00:00:00', '2026-06-30', '', 'yesterday', '2026-06-30T25:00:00Z'];
  expect(await hoursOf('Europe/Madrid', cells)).toEqual([8, 0, null, null, null, null]);
});

test('each zone has its own hour at the same instant, asked first or again, in zones of half and quarter hours too', () => {
  const at = Date.UTC(2026, 0, 1, 0, 30);
  for (const [zone, hour] of [
    ['UTC', 0],
    ['Asia/Kathmandu', 6],
    ['Australia/Eucla', 9],
    ['Pacific/Marquesas', 15],
  ] as const) {
    const hourOf = createZoneHour(zone);
    expect([hourOf(at), hourOf(at), hourOf(at + 14 * 60_000)]).toEqual([hour, hour, hour]);
  }
  expect(() => createZoneHour('Nowhere/At_All')).toThrow(RangeError);
});

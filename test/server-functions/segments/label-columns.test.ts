import { expect, test } from 'vitest';
import { TECHNIQUES } from '#core/labels/label.ts';
import { NULL_CODE, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import type { GenerationRecord } from '#server-functions/score/generation-record.ts';
import { LABEL_COLUMN } from '#server-functions/segments/insights/group-rows.ts';
import { labelReaders, showAccounts } from '#server-functions/segments/insights/show-accounts.ts';
import { ACCOUNT_SORTS, labelOrder, sortRows } from '#server-functions/segments/insights/sort-rows.ts';
import { createRefreshWorld, REFRESH_MORNING } from '#test/support/refresh-world.ts';
import { publishedIn, textsOf } from '#test/support/technique-runs.ts';
import { createVoiceOrg } from '#test/support/voice-runs.ts';

/** Three accounts, labelled by every technique: "b", none, "a". */
function labelled(): ColumnTable {
  const label: Column = { kind: 'text', codes: Int32Array.of(0, NULL_CODE, 1), dictionary: ['b', 'a'] };
  return {
    length: 3,
    columns: new Map<string, Column>([
      ['id', { kind: 'id', values: BigInt64Array.of(1n, 2n, 3n) }],
      ...TECHNIQUES.map((technique) => [LABEL_COLUMN[technique], label] as const),
    ]),
  };
}

test('a list names the label of each technique that is there, and a hidden one is not told as none', () => {
  const table = labelled();
  const without = new Map([...table.columns].filter(([key]) => key !== LABEL_COLUMN.engagement));
  const all = { rfm: null, firmographics: null, engagement: null, recommendations: null, voice: null };
  expect(labelReaders(table, new Set())(1)).toEqual(all);
  const [first] = showAccounts(table, [0], new Set([LABEL_COLUMN.voice]), () => null);
  expect(first?.labels).toEqual({ rfm: 'b', firmographics: 'b', engagement: 'b', recommendations: 'b' });
  expect(labelReaders({ ...table, columns: without }, new Set())(0)).not.toHaveProperty('engagement');
});

test('labels of every technique sort as the admin has put them, none last either way', () => {
  const rows = Int32Array.of(0, 1, 2);
  for (const technique of TECHNIQUES) {
    expect(ACCOUNT_SORTS).toContain(technique);
    expect([...sortRows(labelled(), rows, technique, false, ['a', 'b'])]).toEqual([2, 0, 1]);
    expect([...sortRows(labelled(), rows, technique, true, ['a', 'b'])]).toEqual([0, 2, 1]);
  }
  // One that nobody names any more stands after those that are.
  expect([...sortRows(labelled(), rows, 'voice', false, ['a'])]).toEqual([2, 0, 1]);
});

test('the order of a run’s labels is that of the settings, whichever account comes first', async () => {
  const { memory, withVoice, voice } = await createVoiceOrg(30);
  const world = await createRefreshWorld(memory, withVoice({}), { ms: REFRESH_MORNING });
  expect((await world.run('full')).state).toBe('done');
  const { record, table } = await publishedIn(world);
  const settled = voice.labels.map(({ id }) => id);
  expect(labelOrder(record, 'voice')).toEqual(settled);
  const sorted = orderedLabels(table, record);
  expect(new Set(sorted).size).toBeGreaterThan(2);
  const places = sorted.map((label) => (label === null ? settled.length : settled.indexOf(label)));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

function orderedLabels(table: ColumnTable, record: GenerationRecord): readonly (string | null)[] {
  const rows = Int32Array.from({ length: table.length }, (_, row) => row);
  const labels = textsOf(table, LABEL_COLUMN.voice);
  return [...sortRows(table, rows, 'voice', false, labelOrder(record, 'voice'))].map((row) => labels[row] ?? null);
}

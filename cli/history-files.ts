import { formatIsoDay } from '#core/crm/days.ts';
import { isBackDated } from '#core/labels/back-dating.ts';
import type { LabelColumn } from '#core/labels/change-log.ts';
import { labelFlows } from '#core/labels/label-flows.ts';
import type { HISTORY_FILES, ToldHistory } from './history.ts';
import { toCsvLine } from './recommend-rows.ts';
import type { ResultFile } from './write-results.ts';

type Cells = readonly (string | number | null)[];
/** Lines encoded at a time. */
const LINES_PER_CHUNK = 5_000;

/** The history as CSV files: counts, Sankey data from day to day, each account's label where it changed, and what ageing brings. */
export function historyFiles(told: ToldHistory): ResultFile[] {
  const file = (name: (typeof HISTORY_FILES)[number], header: Cells, rows: Iterable<Cells>): ResultFile => ({
    name,
    chunks: encode(header, rows),
  });
  return [
    file('history.csv', ['technique', 'day', 'label_id', 'label', 'accounts', 'dated_back'], countRows(told)),
    file('flows.csv', ['technique', 'from_day', 'to_day', 'from_label_id', 'to_label_id', 'accounts'], flowRows(told)),
    file('labels.csv', ['technique', 'account_id', 'day', 'label_id'], labelRows(told)),
    file('forecast.csv', ['account_id', 'label_id', 'next_label_id', 'on_day'], ageingRows(told)),
  ];
}

function* encode(header: Cells, rows: Iterable<Cells>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  let lines = [toCsvLine(header)];
  for (const row of rows) {
    lines.push(toCsvLine(row));
    if (lines.length < LINES_PER_CHUNK) continue;
    yield encoder.encode(`${lines.join('\r\n')}\r\n`);
    lines = [];
  }
  if (lines.length > 0) yield encoder.encode(`${lines.join('\r\n')}\r\n`);
}

function* countRows({ techniques, notes }: ToldHistory): Generator<Cells> {
  for (const { technique, labels, days } of techniques)
    for (const { day, counts } of days)
      for (const { labelId, accounts } of counts) {
        const name = labels.find(({ id }) => id === labelId)?.names.en ?? null;
        yield [technique, formatIsoDay(day), labelId, name, accounts, isBackDated(notes, technique) ? 'yes' : 'no'];
      }
}

function* flowRows({ techniques }: ToldHistory): Generator<Cells> {
  for (const { technique, labels, days } of techniques) {
    const ids = labels.map(({ id }) => id);
    let before: { readonly day: number; readonly column: LabelColumn } | null = null;
    for (const { day, column } of days) {
      if (column === null) continue;
      if (before !== null)
        for (const { from, to, accounts } of labelFlows(before.column, column, ids))
          yield [technique, formatIsoDay(before.day), formatIsoDay(day), from, to, accounts];
      before = { day, column };
    }
  }
}

/** The first label of each account, then every change. */
function* labelRows({ techniques, sourceIdOf }: ToldHistory): Generator<Cells> {
  for (const { technique, days } of techniques) {
    const present = new Map<bigint, string | null>();
    for (const { day, column } of days)
      for (let row = 0; row < (column?.length ?? 0); row++) {
        const id = column?.ids[row] ?? 0n;
        const label = column?.labelAt(row) ?? null;
        if ((present.get(id) ?? null) === label) continue;
        present.set(id, label);
        yield [technique, sourceIdOf(id), formatIsoDay(day), label];
      }
  }
}

function* ageingRows({ ageing, sourceIdOf }: ToldHistory): Generator<Cells> {
  for (const { account, label, next, onDay } of ageing) yield [sourceIdOf(account), label, next, formatIsoDay(onDay)];
}

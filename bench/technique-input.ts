import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { CsvColumn, CsvSpec } from '#core/columns/csv-spec.ts';
import { createIdIndex, type IdIndex } from '#core/columns/key-index.ts';
import { readCsv } from '#core/columns/read-csv.ts';
import { sortById } from '#core/columns/sort-by-id.ts';
import type { Label } from '#core/labels/label.ts';
import { columnOf } from '#server-functions/score/column-of.ts';
import { startMeasuring } from './report.ts';

/** What the process of one technique says of itself. */
export interface MeasuredTechnique {
  /** From the files' bytes to the evidence of every account as text, everything being loaded. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Most memory that the process ever held, runtime included. MB. */
  readonly peakMb: number;
  /** What it read beside the accounts. */
  readonly read: string;
  readonly labels: Readonly<Record<string, number>>;
  readonly evidenceCharacters: number;
}

const READ_BYTES = 256 * 1024;

const [folder = ''] = process.argv.slice(2);
const begun = startMeasuring();

export function readFile(
  file: string,
  columns: readonly CsvColumn[],
  more: Pick<CsvSpec, 'passing' | 'batchRows' | 'dictionaries'> = {},
): AsyncIterable<ColumnTable> {
  const chunks = createReadStream(join(folder, file), { highWaterMark: READ_BYTES });
  return readCsv(chunks, { source: file, separator: ',', columns, ...more });
}

/** The accounts in ascending order of their ids, with the columns asked for. */
export async function readAccounts(
  columns: readonly CsvColumn[] = [],
): Promise<{ readonly table: ColumnTable; readonly index: IdIndex; readonly population: Uint8Array }> {
  const table = sortById(
    await collectTable(readFile('accounts.csv', [{ header: 'Id', as: 'id', kind: 'id' }, ...columns])),
  );
  const index = createIdIndex(columnOf(table, 'id', 'id').values);
  return { table, index, population: new Uint8Array(table.length).fill(1) };
}

/** Ends the process's work: takes the time and the memory, and says them. `encoded` is the text of each account's evidence. */
export function reportTechnique(
  read: string,
  {
    label,
    labels,
    encoded,
  }: {
    readonly label: Int16Array;
    readonly labels: readonly Pick<Label, 'id'>[];
    readonly encoded: (ordinal: number) => string;
  },
): void {
  let evidenceCharacters = 0;
  const counts: Record<string, number> = {};
  for (let ordinal = 0; ordinal < label.length; ordinal++) {
    evidenceCharacters += encoded(ordinal).length;
    const id = labels[label[ordinal] ?? -1]?.id ?? 'no label';
    counts[id] = (counts[id] ?? 0) + 1;
  }
  const { user, system } = process.cpuUsage(begun.cpu);
  const measured: MeasuredTechnique = {
    seconds: (performance.now() - begun.at) / 1_000,
    cpuSeconds: (user + system) / 1e6,
    peakMb: process.resourceUsage().maxRSS / 1_024,
    read,
    labels: counts,
    evidenceCharacters,
  };
  console.log(JSON.stringify(measured));
}

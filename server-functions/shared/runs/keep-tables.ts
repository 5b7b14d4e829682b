import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { Parts } from './parts.ts';

export interface KeptTables {
  readonly names: readonly string[];
  readonly rows: number;
}

/** Keeps tables as they come, put together to parts of at least `most` rows, the last of what is left. No part of no rows. */
export async function keepTables(
  parts: Pick<Parts, 'writeTable'>,
  tables: AsyncIterable<ColumnTable>,
  most: number,
): Promise<KeptTables> {
  const names: string[] = [];
  let rows = 0;
  for await (const piece of inPieces(tables, most)) {
    names.push(await parts.writeTable(piece));
    rows += piece.length;
  }
  return { names, rows };
}

/** Together of a size that fits into memory beside everything else. */
async function* inPieces(tables: AsyncIterable<ColumnTable>, most: number): AsyncGenerator<ColumnTable, void, void> {
  let waiting: ColumnTable[] = [];
  let rows = 0;
  for await (const table of tables) {
    if (table.length === 0) continue;
    waiting.push(table);
    rows += table.length;
    if (rows < most) continue;
    yield await collectTable(waiting, rows);
    waiting = [];
    rows = 0;
  }
  if (rows > 0) yield await collectTable(waiting, rows);
}

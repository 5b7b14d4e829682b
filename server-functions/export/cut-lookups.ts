import type { Column } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import type { Members } from '#core/segments/members.ts';

export type CutColumns = (columns: ReadonlyMap<string, Column>) => ReadonlyMap<string, Column>;

/** Empties the cells of these columns that name an account outside the view: a file tells of no account by its child either (PER-3). */
export function createLookupCut(keys: readonly string[], view: Members): CutColumns {
  const index = createIdIndex(view);
  const place = new Int32Array(1);
  const isSeen = (id: string): boolean => {
    // A text that is no id names no account of which the view knows.
    if (!/^\d{1,19}$/.test(id)) return false;
    index.locate(BigInt64Array.of(BigInt(id)), 1, place);
    return place[0] !== -1;
  };
  return (columns) => {
    const cut = new Map(columns);
    for (const key of keys) {
      const column = columns.get(key);
      if (column?.kind !== 'text') continue;
      // A lookup of several records holds its ids joined.
      const dictionary = column.dictionary.map((ids) => ids.split(';').filter(isSeen).join(';'));
      cut.set(key, { ...column, dictionary });
    }
    return cut;
  };
}

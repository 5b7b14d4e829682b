import { NULL_CODE, NULL_ID, type IdColumn, type TextColumn } from '#core/columns/column-table.ts';
import type { ReferenceIndex } from './reference-index.ts';
import type { ReferenceField } from './recipe-columns.ts';

export type ReferenceEvent = 'unknown' | 'empty' | 'alias';

export interface PlacedReferences {
  /** Record ids for texts; `NULL_ID` where empty or unknown. `tell` is called for rows < `length` that are not simply placed. */
  apply(
    column: TextColumn,
    length: number,
    tell: (event: ReferenceEvent, row: number, value: string | null) => void,
  ): IdColumn;
  /** Rows with a value, and how many of them are known; over all batches. */
  totals(): { readonly filled: number; readonly matched: number };
}

/** One look-up per different text, not per row. */
export function createReferencePlacer(field: ReferenceField, index: ReferenceIndex): PlacedReferences {
  const aliases = field.aliases ?? {};
  const ordinals: number[] = [];
  const aliased: boolean[] = [];
  let filled = 0;
  let matched = 0;

  const learn = (text: string) => {
    const own = index.ordinal(field.by, text);
    const alias = own === -1 && Object.hasOwn(aliases, text) ? aliases[text] : undefined;
    ordinals.push(alias === undefined ? own : index.ordinal(field.by, alias));
    aliased.push(alias !== undefined);
  };

  return {
    apply(column, length, tell) {
      for (let code = ordinals.length; code < column.dictionary.length; code++) learn(column.dictionary.at(code) ?? '');
      const values = new BigInt64Array(length);
      for (let row = 0; row < length; row++) {
        const code = column.codes[row]!;
        if (code === NULL_CODE) {
          values[row] = NULL_ID;
          tell('empty', row, null);
          continue;
        }
        filled++;
        const ordinal = ordinals[code]!;
        values[row] = ordinal === -1 ? NULL_ID : index.ids[ordinal]!;
        if (ordinal === -1) tell('unknown', row, column.dictionary.at(code) ?? null);
        else {
          matched++;
          if (aliased[code]!) tell('alias', row, column.dictionary.at(code) ?? null);
        }
      }
      return { kind: 'id', values };
    },
    totals: () => ({ filled, matched }),
  };
}

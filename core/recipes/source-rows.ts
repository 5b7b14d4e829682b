import type { ColumnTable, Texts } from '#core/columns/column-table.ts';
import type { RecipeTable } from '#core/configuration/recipe.ts';
import { numberColumn, textColumn } from './place-rows.ts';
import { SOURCE_ID, SOURCE_LINE } from './recipe-columns.ts';
import { RecipeError } from './recipe-error.ts';

/**
 * The deals' own ids, in file order, of one reading: to refuse duplicates and to find a record again. Nobody refers to deals, so no index over
 * texts is kept for them: the reader gives equal texts equal codes in order of appearance, so row n of unique ids has code n.
 */
export interface SourceRows {
  /** Throws `RecipeError` on an empty or repeated id. */
  add(batch: ColumnTable, table: RecipeTable): void;
  sourceIdOf(ordinal: number, file: string): string | null;
}

const FIRST_CAPACITY = 1024;

export function createSourceRows(): SourceRows {
  let lines = new Int32Array(FIRST_CAPACITY);
  let ids: Texts | null = null;
  let rows = 0;
  return {
    add(batch, table) {
      const lineNumbers = numberColumn(batch.columns.get(SOURCE_LINE)).values;
      const own = table.idColumn === undefined ? null : textColumn(batch.columns.get(SOURCE_ID));
      while (lines.length < rows + batch.length) {
        const larger = new Int32Array(2 * lines.length);
        larger.set(lines);
        lines = larger;
      }
      for (let row = 0; row < batch.length; row++) {
        const line = lineNumbers[row]!;
        if (own !== null) {
          const code = own.codes[row]!;
          if (code < 0) throw new RecipeError('recipe.emptyId', table.file, line, { column: table.idColumn ?? null });
          if (code !== rows) {
            throw new RecipeError('recipe.duplicateId', table.file, line, {
              column: table.idColumn ?? null,
              value: own.dictionary.at(code) ?? null,
              firstLine: lines[code] ?? null,
            });
          }
        }
        lines[rows++] = line;
      }
      if (own !== null) ids = own.dictionary;
    },
    sourceIdOf: (ordinal, file) => (ordinal >= rows ? null : (ids?.at(ordinal) ?? `${file}:${lines[ordinal]}`)),
  };
}

import type { IdColumn } from '#core/columns/column-table.ts';
import type { ModuleRole } from '#core/mapping/targets.ts';
import { createNameSuggester, type NameSuggester } from './suggest-name.ts';
import { RecipeError } from './recipe-error.ts';

/** The rows of one file, as others refer to them. Ordinals count from 0 in file order. */
export interface ReferenceIndex {
  readonly role: ModuleRole;
  readonly size: number;
  /** The record ids given to the rows, by ordinal. */
  readonly ids: IdColumn['values'];
  /** -1 when no row has it. Exact spelling. */
  ordinal(by: 'id' | 'name', value: string): number;
  /** What the file calls a row: its id, else its name. */
  sourceId(ordinal: number): string | null;
  name(ordinal: number): string | null;
  suggesterOf(by: 'id' | 'name'): NameSuggester;
}

export interface IndexBuilder {
  /** Adds the next row. Throws `RecipeError` when its id, or a name that others refer to, is taken or empty. */
  add(id: string | null, name: string | null, line: number): void;
  /** `firstId` + ordinal + 1 is a row's record id. */
  build(firstId: bigint): ReferenceIndex;
}

/** `hasIds`: the rows have ids of their own; `uniqueNames`: somebody refers to them by name, or the name is all they have. */
export function createIndexBuilder(
  role: ModuleRole,
  file: string,
  columns: { readonly id: string | undefined; readonly name: string },
  uniqueNames: boolean,
): IndexBuilder {
  const ids = new Map<string, number>();
  const names = new Map<string, number>();
  const idByRow: string[] = [];
  const nameByRow: (string | null)[] = [];
  const lines: number[] = [];

  const claim = (taken: Map<string, number>, value: string, line: number, kind: 'Id' | 'Name', column: string) => {
    const first = taken.get(value);
    if (first !== undefined) {
      throw new RecipeError(`recipe.duplicate${kind}`, file, line, { column, value, firstLine: lines[first] ?? null });
    }
    taken.set(value, nameByRow.length);
  };

  return {
    add(id, name, line) {
      if (columns.id !== undefined) {
        if (id === null) throw new RecipeError('recipe.emptyId', file, line, { column: columns.id });
        claim(ids, id, line, 'Id', columns.id);
        idByRow.push(id);
      }
      if (name === null && columns.id === undefined && uniqueNames)
        throw new RecipeError('recipe.emptyName', file, line, { column: columns.name });
      if (name !== null && uniqueNames) claim(names, name, line, 'Name', columns.name);
      nameByRow.push(name);
      lines.push(line);
    },
    build(firstId) {
      const known = { id: columns.id === undefined ? names : ids, name: names };
      const suggesters = {
        id: createNameSuggester(() => known.id.keys()),
        name: createNameSuggester(() => known.name.keys()),
      };
      const name = (ordinal: number) => nameByRow[ordinal] ?? null;
      return {
        role,
        size: nameByRow.length,
        ids: BigInt64Array.from(nameByRow, (_, ordinal) => firstId + BigInt(ordinal + 1)),
        ordinal: (by, value) => known[by].get(value) ?? -1,
        sourceId: columns.id === undefined ? name : (ordinal) => idByRow[ordinal] ?? null,
        name,
        suggesterOf: (by) => suggesters[by],
      };
    },
  };
}

import type { Column, ColumnTable, NumberColumn, TextColumn } from '#core/columns/column-table.ts';
import { NULL_CODE } from '#core/columns/column-table.ts';
import type { Recipe, RecipeField, RecipeTable } from '#core/configuration/recipe.ts';
import type { ModuleRole } from '#core/mapping/targets.ts';
import { createAliasedText } from './place-text.ts';
import { createReferencePlacer } from './place-references.ts';
import {
  isReference,
  nameColumnOf,
  NAME_FIELDS,
  SOURCE_ID,
  SOURCE_LINE,
  SOURCE_NAME,
  STAGE_FIELD,
  type ReferenceField,
} from './recipe-columns.ts';
import { RecipeError } from './recipe-error.ts';
import type { ReferenceIndex } from './reference-index.ts';
import { ProblemCounter, type RecipeTableReport } from './row-report.ts';
import { createNameSuggester } from './suggest-name.ts';

export interface RowPlacer {
  /** The batch with record ids, resolved references and aliases applied, keyed by field api name and `id`. */
  place(batch: ColumnTable): ColumnTable;
  /** After the last batch. Throws `RecipeError` when a column fits nothing at all. */
  finish(): RecipeTableReport;
}

interface Batch {
  readonly length: number;
  readonly reported: Uint8Array;
  line(row: number): number;
}
type FieldPlacer = { place(column: Column, batch: Batch): Column; finish(): void };

/** `fields` are those that are read, `withNames` says whether the name is; `firstId` + row number (from 1) is a row's record id. */
export function createRowPlacer(
  recipe: Recipe,
  role: ModuleRole,
  table: RecipeTable,
  fields: readonly RecipeField[],
  indexes: ReadonlyMap<ModuleRole, ReferenceIndex>,
  firstId: bigint,
  withNames: boolean,
): RowPlacer {
  const problems = new ProblemCounter(table.file);
  const notes = new ProblemCounter(table.file);
  const placers = new Map(fields.map((field) => [field.field, placerOf(field)]));
  const assumedStage =
    role === 'deals' && !table.fields.some((field) => field.field === STAGE_FIELD)
      ? (recipe.stages.won[0] ?? null)
      : null;
  let rowsIn = 0;
  let rowsReported = 0;

  function placerOf(field: RecipeField): FieldPlacer | null {
    if (isReference(field)) return referencePlacer(field);
    const aliases = 'aliases' in field ? field.aliases : undefined;
    const aliased = aliases === undefined ? null : aliasPlacer(field, aliases);
    return role === 'deals' && field.field === STAGE_FIELD ? stagePlacer(field, aliased) : aliased;
  }

  function referencePlacer(field: ReferenceField): FieldPlacer {
    const index = indexes.get(field.to);
    if (index === undefined)
      throw new RecipeError('recipe.noSuchTable', table.file, null, { column: field.column, to: field.to });
    const placer = createReferencePlacer(field, index);
    const suggester = index.suggesterOf(field.by);
    // An account without a parent and a deal without a product are nothing to report; a deal or a contact without an account is.
    const needed = field.to === 'accounts' && role !== 'accounts' && field.field === NAME_FIELDS.accounts;
    return {
      place: (column, batch) =>
        placer.apply(textColumn(column), batch.length, (event, row, value) => {
          if (event === 'alias') {
            notes.add('recipe.aliasUsed', field.column, value, batch.line(row), () => ({
              value,
              meant: field.aliases?.[value ?? ''] ?? null,
            }));
          } else if (event === 'unknown') {
            batch.reported[row] = 1;
            problems.add('recipe.unknownReference', field.column, value, batch.line(row), () => ({
              value,
              to: field.to,
              suggestion: suggester.suggest(value ?? ''),
            }));
          } else if (needed) {
            batch.reported[row] = 1;
            problems.add('recipe.noAccount', field.column, null, batch.line(row), () => ({}));
          }
        }),
      finish: () => {
        const { filled, matched } = placer.totals();
        // Parents may all lie outside an export; records of another file hardly do.
        if (filled > 0 && matched === 0 && field.to !== role)
          throw new RecipeError('recipe.nothingMatches', table.file, null, {
            column: field.column,
            to: field.to,
            by: field.by,
            rows: filled,
          });
      },
    };
  }

  function aliasPlacer(field: RecipeField, aliases: Readonly<Record<string, string>>): FieldPlacer {
    const aliased = createAliasedText(aliases);
    return {
      place: (column, batch) =>
        aliased.apply(textColumn(column), batch.length, (row, value, meant) =>
          notes.add('recipe.aliasUsed', field.column, value, batch.line(row), () => ({ value, meant })),
        ),
      finish: () => {},
    };
  }

  function stagePlacer(field: RecipeField, aliased: FieldPlacer | null): FieldPlacer {
    const stages = new Set([...recipe.stages.open, ...recipe.stages.won, ...recipe.stages.lost]);
    const suggester = createNameSuggester(() => stages);
    const known: boolean[] = [];
    let filled = 0;
    let matched = 0;
    return {
      place: (column, batch) => {
        const placed = textColumn(aliased === null ? column : aliased.place(column, batch));
        for (let code = known.length; code < placed.dictionary.length; code++)
          known.push(stages.has(placed.dictionary.at(code) ?? ''));
        for (let row = 0; row < batch.length; row++) {
          const code = placed.codes[row]!;
          if (code !== NULL_CODE) filled++;
          if (code !== NULL_CODE && known[code]!) matched++;
          else {
            batch.reported[row] = 1;
            const value = code === NULL_CODE ? null : (placed.dictionary.at(code) ?? null);
            problems.add(
              value === null ? 'recipe.noStage' : 'recipe.unknownStage',
              field.column,
              value,
              batch.line(row),
              () => (value === null ? {} : { value, suggestion: suggester.suggest(value) }),
            );
          }
        }
        return placed;
      },
      finish: () => {
        if (filled > 0 && matched === 0)
          throw new RecipeError('recipe.noStageKnown', table.file, null, { column: field.column, rows: filled });
      },
    };
  }

  return {
    place(source) {
      const { length } = source;
      const lines = source.columns.get(SOURCE_LINE);
      const batch: Batch = {
        length,
        reported: new Uint8Array(length),
        line: (row) => (lines?.kind === 'number' ? (lines.values[row] ?? 0) : 0),
      };
      const columns = new Map<string, Column>();
      const ids = new BigInt64Array(length);
      for (let row = 0; row < length; row++) ids[row] = firstId + BigInt(rowsIn + row + 1);
      columns.set('id', { kind: 'id', values: ids });
      for (const [key, column] of source.columns) {
        if (key !== SOURCE_NAME && key !== SOURCE_ID && key !== SOURCE_LINE)
          columns.set(key, placers.get(key)?.place(column, batch) ?? column);
      }
      const names = withNames ? nameColumnOf(source, table) : undefined;
      if (names !== undefined) {
        if (!columns.has(NAME_FIELDS[role])) columns.set(NAME_FIELDS[role], names);
        reportEmptyNames(textColumn(names), batch);
      }
      if (assumedStage !== null) {
        columns.set(STAGE_FIELD, { kind: 'text', codes: new Int32Array(length), dictionary: [assumedStage] });
        for (let row = 0; row < length; row++)
          notes.add('recipe.assumedWon', STAGE_FIELD, null, batch.line(row), () => ({ stage: assumedStage }));
      }
      rowsIn += length;
      for (const flag of batch.reported) rowsReported += flag;
      return { length, columns };
    },
    finish() {
      for (const placer of placers.values()) placer?.finish();
      return {
        role,
        file: table.file,
        rowsIn,
        rowsPlaced: rowsIn - rowsReported,
        rowsReported,
        problems: problems.list(),
        notes: notes.list(),
      };
    },
  };

  function reportEmptyNames(names: TextColumn, batch: Batch): void {
    for (let row = 0; row < batch.length; row++) {
      if (names.codes[row]! !== NULL_CODE) continue;
      batch.reported[row] = 1;
      problems.add('recipe.noName', table.nameColumn, null, batch.line(row), () => ({}));
    }
  }
}

export function textColumn(column: Column | undefined): TextColumn {
  if (column?.kind !== 'text') throw new TypeError('Read as text by this module');
  return column;
}

export function numberColumn(column: Column | undefined): NumberColumn {
  if (column?.kind !== 'number') throw new TypeError('Read as numbers by this module');
  return column;
}

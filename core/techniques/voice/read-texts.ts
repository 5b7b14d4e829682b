import { NULL_DAY, NULL_ID, textAt, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import { compileCriteria, type CriteriaContext } from '#core/criteria/evaluate-criteria.ts';
import { CRM_PREFIX } from '#core/mapping/field-reference.ts';
import { RECORD_COLUMN, type TouchRows } from '../engagement/read-touches.ts';
import { NO_HOUR } from '../engagement/touch-points.ts';
import { touchNumber } from '../engagement/touches.ts';
import type { TextRecipe } from './text-recipe.ts';

/** Whose a text is and when it was written are those of a touch point: a note that was added. */
const NOTE_ADDED = touchNumber('note', 'added');

export interface TextRows {
  /** As `placeTouches` takes them; arrays are as long as there are texts. */
  readonly rows: TouchRows;
  /** Row of the table that each text stands in. */
  readonly rowOf: Int32Array;
  /** The recipe's fields one after the other, never blank. */
  readonly texts: readonly string[];
  readonly leftOut: TextsLeftOut;
}

/** Records that the recipe asks for and that are no texts. */
export interface TextsLeftOut {
  /** Without a date. */
  readonly undated: number;
  /** A survey answered without a comment, an empty note: who writes nothing says nothing, and would thin out what the others say. */
  readonly blank: number;
}

/** VOC-2: a recipe over the tables of its source; throws where a column is missing or of another kind than the recipe says. */
export function createTextReader(recipe: TextRecipe, context: CriteriaContext): (table: ColumnTable) => TextRows {
  const criteria = compileCriteria(recipe.when, context);
  return (table) => {
    const mask = criteria.evaluate(table);
    const { days } = columnOf(table, CRM_PREFIX + recipe.at, 'day');
    const fields = recipe.texts.map((field) => columnOf(table, CRM_PREFIX + field, 'text'));
    const found: number[] = [];
    const texts: string[] = [];
    const leftOut = { undated: 0, blank: 0 };
    for (let row = 0; row < table.length; row++) {
      if (mask[row] !== 1) continue;
      const text = fields.flatMap((field) => textAt(field, row) ?? []).join('\n');
      if (isBlank(text)) leftOut.blank++;
      else if (days[row] === NULL_DAY) leftOut.undated++;
      else {
        found.push(row);
        texts.push(text);
      }
    }
    const idsOf = (key: string | null): BigInt64Array => {
      const values = key === null ? null : columnOf(table, key, 'id').values;
      return BigInt64Array.from(found, (row) => values?.[row] ?? NULL_ID);
    };
    const fieldOf = (field: string | null): string | null => (field === null ? null : CRM_PREFIX + field);
    const length = found.length;
    return {
      rows: {
        length,
        recordId: idsOf(RECORD_COLUMN),
        touch: new Uint8Array(length).fill(NOTE_ADDED),
        contact: idsOf(fieldOf(recipe.contact)),
        account: idsOf(fieldOf(recipe.account)),
        day: Int32Array.from(found, (row) => days[row]!),
        hour: new Int8Array(length).fill(NO_HOUR),
      },
      rowOf: Int32Array.from(found),
      texts,
      leftOut,
    };
  };
}

/** Nothing but spaces and line ends. */
export function isBlank(text: string): boolean {
  return text.trim() === '';
}

function columnOf<Kind extends Column['kind']>(
  table: ColumnTable,
  key: string,
  kind: Kind,
): Extract<Column, { kind: Kind }> {
  const column = table.columns.get(key);
  if (!isOf(column, kind)) throw new RangeError(`Column ${key} is ${column?.kind ?? 'missing'}, not ${kind}`);
  return column;
}

function isOf<Kind extends Column['kind']>(
  column: Column | undefined,
  kind: Kind,
): column is Extract<Column, { kind: Kind }> {
  return column?.kind === kind;
}

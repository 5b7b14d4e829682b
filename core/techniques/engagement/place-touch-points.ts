import type { IdIndex } from '#core/columns/key-index.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { CriteriaContext } from '#core/criteria/evaluate-criteria.ts';
import { createTouchReader, type TouchReadingCounts, type TouchRows } from './read-touches.ts';
import type { TouchPointRecipe } from './recipe.ts';
import { NOBODY, type TouchPointColumns } from './touch-points.ts';

/** Who the references of a source mean. */
export interface TouchSubjects {
  readonly accounts: IdIndex;
  /** null = contacts are not mapped. */
  readonly contacts: IdIndex | null;
  /** Account ordinal by contact ordinal; `NOBODY` = none. */
  readonly accountOfContact: Int32Array;
}

/** Records that gave nothing, and why. */
export interface TouchPlacingCounts extends TouchReadingCounts {
  /** Touch points of nobody that was read. */
  withoutSubject: number;
}

export interface TouchPlacer {
  /** Touch points of one table of the source; throws where a column is missing or of another kind than the recipe says. */
  place(table: ColumnTable): TouchPointColumns;
  readonly counts: TouchPlacingCounts;
}

/** A recipe over the tables of its source, for accounts and contacts that are known already. */
export function createTouchPlacer(
  recipe: TouchPointRecipe,
  subjects: TouchSubjects,
  context: CriteriaContext,
): TouchPlacer {
  const reader = createTouchReader(recipe, context);
  let withoutSubject = 0;
  return {
    place(table) {
      const points = placeTouches(reader.read(table), recipe.id, subjects);
      for (let row = 0; row < points.length; row++) if (points.account[row] === NOBODY) withoutSubject++;
      return points;
    },
    get counts() {
      return { ...reader.counts, withoutSubject };
    },
  };
}

/** ENG-2: the account of the contact; where there is no contact, the one that the record names. */
export function placeTouches(rows: TouchRows, source: string, subjects: TouchSubjects): TouchPointColumns {
  const { length, recordId, touch, day, hour } = rows;
  const { accounts, contacts, accountOfContact } = subjects;
  const account = new Int32Array(length).fill(NOBODY);
  const contact = new Int32Array(length).fill(NOBODY);
  accounts.locate(rows.account, length, account);
  if (contacts !== null) {
    contacts.locate(rows.contact, length, contact);
    for (let row = 0; row < length; row++) {
      const own = contact[row]! < 0 ? NOBODY : accountOfContact[contact[row]!]!;
      if (own !== NOBODY) account[row] = own;
    }
  }
  return { length, source, recordId, touch, account, contact, day, hour };
}

import { NULL_DAY, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import type { IdIndex } from '#core/columns/key-index.ts';
import { compileCriteria, type CriteriaContext } from '#core/criteria/evaluate-criteria.ts';
import { CRM_PREFIX } from '#core/mapping/field-reference.ts';
import type { TouchPointRecipe } from './recipe.ts';
import { NO_HOUR, NOBODY, type TouchPointColumns } from './touch-points.ts';
import { touchNumber } from './touches.ts';

/** Column of the record's id in a source's tables; the others are keyed `crm:Field`. */
export const RECORD_COLUMN = 'id';

/** Number column with the org-local hour (0 to 23) of an instant field. Optional: core has no time zones. */
export function hourColumn(field: string): string {
  return `${CRM_PREFIX}${field}#hour`;
}

/** Who the references of a source mean. */
export interface TouchSubjects {
  readonly accounts: IdIndex;
  /** null = contacts are not mapped. */
  readonly contacts: IdIndex | null;
  /** Account ordinal by contact ordinal; `NOBODY` = none. */
  readonly accountOfContact: Int32Array;
}

/** Records that gave nothing, and why. */
export interface TouchPlacingCounts {
  records: number;
  touchPoints: number;
  /** No event applied: no date, or nothing that the recipe knows. */
  withoutEvent: number;
  /** Touch points of nobody that was read. */
  withoutSubject: number;
}

export interface TouchPlacer {
  /** Touch points of one table of the source; throws where a column is missing or of another kind than the recipe says. */
  place(table: ColumnTable): TouchPointColumns;
  readonly counts: TouchPlacingCounts;
}

/** Decision 16: a recipe over the tables of its source. One record gives one touch point for each event that applies. */
export function createTouchPlacer(
  recipe: TouchPointRecipe,
  subjects: TouchSubjects,
  context: CriteriaContext,
): TouchPlacer {
  const events = recipe.events.map(({ at, response, when }) => ({
    at,
    touch: touchNumber(recipe.channel, response),
    when: compileCriteria(when, context),
  }));
  const counts: TouchPlacingCounts = { records: 0, touchPoints: 0, withoutEvent: 0, withoutSubject: 0 };

  const place = (table: ColumnTable): TouchPointColumns => {
    const { length } = table;
    const ids = idsOf(table, RECORD_COLUMN);
    const { account, contact } = subjectsOf(table, recipe, subjects);
    const masks = events.map(({ when }) => when.evaluate(table));
    const days = events.map(({ at }) => daysOf(table, CRM_PREFIX + at));
    const hours = events.map(({ at }) => hoursOf(table, hourColumn(at)));
    let rows = 0;
    events.forEach((_, event) => {
      for (let row = 0; row < length; row++) if (applies(event, row)) rows++;
    });
    const points = {
      length: rows,
      source: recipe.id,
      recordId: new BigInt64Array(rows),
      touch: new Uint8Array(rows),
      account: new Int32Array(rows),
      contact: new Int32Array(rows),
      day: new Int32Array(rows),
      hour: new Int8Array(rows),
    };
    let at = 0;
    for (let row = 0; row < length; row++) {
      const before = at;
      for (let event = 0; event < events.length; event++) {
        if (!applies(event, row)) continue;
        points.recordId[at] = ids[row]!;
        points.touch[at] = events[event]!.touch;
        points.account[at] = account[row]!;
        points.contact[at] = contact[row]!;
        points.day[at] = days[event]![row]!;
        const hour = hours[event]?.[row] ?? Number.NaN;
        points.hour[at] = hour >= 0 && hour < 24 ? Math.floor(hour) : NO_HOUR;
        at++;
      }
      if (at === before) counts.withoutEvent++;
      else if (account[row] === NOBODY) counts.withoutSubject += at - before;
    }
    counts.records += length;
    counts.touchPoints += rows;
    return points;

    function applies(event: number, row: number): boolean {
      return masks[event]![row] === 1 && days[event]![row] !== NULL_DAY;
    }
  };
  return { place, counts };
}

/** ENG-2: the account of the contact; where there is no contact, the one that the record names. */
function subjectsOf(
  table: ColumnTable,
  recipe: TouchPointRecipe,
  { accounts, contacts, accountOfContact }: TouchSubjects,
): { readonly account: Int32Array; readonly contact: Int32Array } {
  const { length } = table;
  const account = new Int32Array(length).fill(NOBODY);
  const contact = new Int32Array(length).fill(NOBODY);
  if (recipe.account !== null) accounts.locate(idsOf(table, CRM_PREFIX + recipe.account), length, account);
  if (recipe.contact !== null && contacts !== null) {
    contacts.locate(idsOf(table, CRM_PREFIX + recipe.contact), length, contact);
    for (let row = 0; row < length; row++) {
      const own = contact[row]! < 0 ? NOBODY : accountOfContact[contact[row]!]!;
      if (own !== NOBODY) account[row] = own;
    }
  }
  return { account, contact };
}

function idsOf(table: ColumnTable, key: string): BigInt64Array {
  const column = table.columns.get(key);
  if (column?.kind !== 'id') throw missing(key, 'id', column);
  return column.values;
}

function daysOf(table: ColumnTable, key: string): Int32Array {
  const column = table.columns.get(key);
  if (column?.kind !== 'day') throw missing(key, 'day', column);
  return column.days;
}

function hoursOf(table: ColumnTable, key: string): Float64Array | null {
  const column = table.columns.get(key);
  return column?.kind === 'number' ? column.values : null;
}

function missing(key: string, kind: string, column: Column | undefined): RangeError {
  return new RangeError(`Column ${key} is ${column?.kind ?? 'missing'}, not ${kind}`);
}

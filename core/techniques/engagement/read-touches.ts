import { NULL_DAY, NULL_ID, type Column, type ColumnTable } from '#core/columns/column-table.ts';
import { compileCriteria, type CriteriaContext } from '#core/criteria/evaluate-criteria.ts';
import { CRM_PREFIX } from '#core/mapping/field-reference.ts';
import type { TouchPointRecipe } from './recipe.ts';
import { NO_HOUR } from './touch-points.ts';
import { touchNumber } from './touches.ts';

/** Column of the record's id in a source's tables; the others are keyed `crm:Field`. */
export const RECORD_COLUMN = 'id';

/** Number column with the org-local hour (0 to 23) of an instant field. Optional: core has no time zones. */
export function hourColumn(field: string): string {
  return `${CRM_PREFIX}${field}#hour`;
}

/** Touch points by the CRM's ids, before anybody knows which of these are accounts and contacts that count. Arrays may be longer than `length`. */
export interface TouchRows {
  readonly length: number;
  readonly recordId: BigInt64Array;
  /** Place in `TOUCHES`. */
  readonly touch: Uint8Array;
  /** `NULL_ID` = the record names none. */
  readonly contact: BigInt64Array;
  readonly account: BigInt64Array;
  /** Org-local epoch day, never empty. */
  readonly day: Int32Array;
  /** Org-local hour, 0 to 23; `NO_HOUR` = not known. */
  readonly hour: Int8Array;
}

export interface TouchReadingCounts {
  records: number;
  touchPoints: number;
  /** No event applied: no date, or nothing that the recipe knows. */
  withoutEvent: number;
  /** Of these, those in which something happened that has no date. */
  undated: number;
}

export interface TouchReader {
  /** Touch points of one table of the source; throws where a column is missing or of another kind than the recipe says. */
  read(table: ColumnTable): TouchRows;
  readonly counts: TouchReadingCounts;
}

/** Decision 16: a recipe over the tables of its source. One record gives one touch point for each event that applies. */
export function createTouchReader(recipe: TouchPointRecipe, context: CriteriaContext): TouchReader {
  const events = recipe.events.map(({ at, response, when }) => ({
    at,
    touch: touchNumber(recipe.channel, response),
    when: compileCriteria(when, context),
  }));
  const counts: TouchReadingCounts = { records: 0, touchPoints: 0, withoutEvent: 0, undated: 0 };

  const read = (table: ColumnTable): TouchRows => {
    const { length } = table;
    const ids = idsOf(table, RECORD_COLUMN);
    const accounts = recipe.account === null ? null : idsOf(table, CRM_PREFIX + recipe.account);
    const contacts = recipe.contact === null ? null : idsOf(table, CRM_PREFIX + recipe.contact);
    const masks = events.map(({ when }) => when.evaluate(table));
    const days = events.map(({ at }) => daysOf(table, CRM_PREFIX + at));
    const hours = events.map(({ at }) => hoursOf(table, hourColumn(at)));
    let rows = 0;
    events.forEach((_, event) => {
      for (let row = 0; row < length; row++) if (applies(event, row)) rows++;
    });
    const touches = {
      length: rows,
      recordId: new BigInt64Array(rows),
      touch: new Uint8Array(rows),
      contact: new BigInt64Array(rows),
      account: new BigInt64Array(rows),
      day: new Int32Array(rows),
      hour: new Int8Array(rows),
    };
    let at = 0;
    for (let row = 0; row < length; row++) {
      const before = at;
      for (let event = 0; event < events.length; event++) {
        if (!applies(event, row)) continue;
        touches.recordId[at] = ids[row]!;
        touches.touch[at] = events[event]!.touch;
        touches.contact[at] = contacts?.[row] ?? NULL_ID;
        touches.account[at] = accounts?.[row] ?? NULL_ID;
        touches.day[at] = days[event]![row]!;
        const hour = hours[event]?.[row] ?? Number.NaN;
        touches.hour[at] = hour >= 0 && hour < 24 ? Math.floor(hour) : NO_HOUR;
        at++;
      }
      if (at > before) continue;
      counts.withoutEvent++;
      if (masks.some((mask) => mask[row] === 1)) counts.undated++;
    }
    counts.records += length;
    counts.touchPoints += rows;
    return touches;

    function applies(event: number, row: number): boolean {
      return masks[event]![row] === 1 && days[event]![row] !== NULL_DAY;
    }
  };
  return { read, counts };
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

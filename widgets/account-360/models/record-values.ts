import { NULL_DAY } from '#core/columns/column-table.ts';
import { parseIsoDay } from '#core/crm/days.ts';

/** The calendar day as the CRM writes it; a date-time's day is the one in the zone it is written in. */
export function dayOf(value: unknown): number {
  return (typeof value === 'string' ? parseIsoDay(value.slice(0, 10)) : null) ?? NULL_DAY;
}

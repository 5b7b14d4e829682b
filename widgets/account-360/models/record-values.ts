import { NULL_DAY } from '#core/columns/column-table.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import { convertToHomeMinor, parseDecimal, toMinor, type ExchangeRateMeaning } from '#core/crm/money.ts';

/** The epoch day of an instant in the org's zone: days are counted there, whatever zone the CRM writes a date-time in. */
export type ZoneDay = (epochMs: number) => number;

/** A date, or a date-time's day in the org's zone; `NULL_DAY` where there is none. */
export function dayOf(value: unknown, zoneDay: ZoneDay): number {
  if (typeof value !== 'string') return NULL_DAY;
  if (value.length <= 10) return parseIsoDay(value) ?? NULL_DAY;
  const epochMs = Date.parse(value);
  return Number.isNaN(epochMs) ? NULL_DAY : zoneDay(epochMs);
}

/** '' for everything that is no text. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** Users and lookups come as `{id, name}`; null = no name. */
export function nameOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value !== 'object' || value === null || !('name' in value)) return null;
  return typeof value.name === 'string' && value.name !== '' ? value.name : null;
}

/** How a record's amounts become minor units of the home currency. */
export interface MoneyTerms {
  readonly home: string;
  readonly digits: number;
  readonly means: ExchangeRateMeaning;
}

/**
 * RFM-6: by the record's own rate, to minor units. `currency` null or the home currency = no conversion. null = no amount, or
 * one in a foreign currency without its rate: a wrong sum is worse than a missing one.
 */
export function homeMinor(
  amount: unknown,
  { currency, rate }: { readonly currency: string | null; readonly rate: unknown },
  { home, digits, means }: MoneyTerms,
): number | null {
  const decimal = decimalOf(amount);
  if (decimal === null) return null;
  if (currency === null || currency === home) return valueOf(toMinor(decimal, digits));
  const ownRate = decimalOf(rate);
  return ownRate === null ? null : valueOf(convertToHomeMinor({ amount: decimal, rate: ownRate, means, digits }));
}

function valueOf(result: ReturnType<typeof toMinor>): number | null {
  return result.ok ? result.value : null;
}

function decimalOf(value: unknown): ReturnType<typeof parseDecimal> {
  return typeof value === 'number' || typeof value === 'string' ? parseDecimal(String(value)) : null;
}

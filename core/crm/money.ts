import { fail, ok, type Result } from '#core/result.ts';

/**
 * Exact money: decimal text -> integer minor units of the home currency, half away from zero, never through a binary
 * fraction (RFM-6, decision 3). BigInt inside; the columns hold the result as safe integers in Float64.
 */

/** `unscaled / 10^scale`, `scale` >= 0. */
export interface Decimal {
  readonly unscaled: bigint;
  readonly scale: number;
}

/** What one unit of Zoho's Exchange_Rate counts; our facts do not settle it, so it is a switch. */
export type ExchangeRateMeaning = 'foreignPerHome' | 'homePerForeign';

/** Until an org has shown it; Zoho documents it nowhere. */
export const DEFAULT_EXCHANGE_RATE_MEANS: ExchangeRateMeaning = 'foreignPerHome';

/** `tooLarge`: beyond 2^53 - 1 minor units. `rateNotPositive`: a rate of zero or less converts nothing. */
export type MoneyRefusal = 'tooLarge' | 'rateNotPositive';

export type DecimalSeparator = 'point' | 'comma';

/** Longer texts are no amounts; the bound keeps a hostile cell from costing quadratic time. Digits, exponent included. */
export const MAX_DECIMAL_DIGITS = 60;

const PLAIN = {
  point: /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/,
  comma: /^([+-]?)(\d+)(?:,(\d*))?(?:[eE]([+-]?\d{1,3}))?$/,
} as const;
const FRACTION_ONLY = {
  point: /^([+-]?)()\.(\d+)(?:[eE]([+-]?\d{1,3}))?$/,
  comma: /^([+-]?)(),(\d+)(?:[eE]([+-]?\d{1,3}))?$/,
} as const;
/** Thousands in groups of three by the other sign: 1,234.5 or 1.234,5. */
const GROUPED = {
  point: /^([+-]?)(\d{1,3}(?:,\d{3})+)(?:\.(\d*))?()$/,
  comma: /^([+-]?)(\d{1,3}(?:\.\d{3})+)(?:,(\d*))?()$/,
} as const;

/**
 * Reads `-1234.5`, `1,234.5`, `.5`, `1.0E7` (or the comma mirror image) exactly. Null for anything else: symbols, spaces
 * inside, and texts that would need more than `MAX_DECIMAL_DIGITS` digits.
 */
export function parseDecimal(text: string, separator: DecimalSeparator = 'point'): Decimal | null {
  if (text.length > 2 * MAX_DECIMAL_DIGITS) return null;
  const parts = PLAIN[separator].exec(text) ?? FRACTION_ONLY[separator].exec(text) ?? GROUPED[separator].exec(text);
  if (parts === null) return null;
  const [, sign = '', whole = '', fraction = '', exponentText = ''] = parts;
  const digits = whole.replaceAll(/[.,]/g, '') + fraction;
  let scale = fraction.length - (exponentText === '' ? 0 : Number(exponentText));
  if (digits.length + Math.abs(scale) > MAX_DECIMAL_DIGITS) return null;
  let unscaled = BigInt(digits);
  if (scale < 0) {
    unscaled *= powerOfTen(-scale);
    scale = 0;
  }
  return { unscaled: sign === '-' ? -unscaled : unscaled, scale };
}

/** Home-currency amount to minor units. `digits` = decimal places of the currency (0, 2, 3). */
export function toMinor(decimal: Decimal, digits: number): Result<number, MoneyRefusal> {
  return roundToSafe(decimal.unscaled * powerOfTen(digits), powerOfTen(decimal.scale));
}

/**
 * Foreign amount at its deal's own rate to minor units of the home currency, rounded once. `foreignPerHome`: home =
 * amount / rate; `homePerForeign`: home = amount * rate. `digits` = decimal places of the home currency.
 */
export function convertToHomeMinor(conversion: {
  readonly amount: Decimal;
  readonly rate: Decimal;
  readonly means: ExchangeRateMeaning;
  readonly digits: number;
}): Result<number, MoneyRefusal> {
  const { amount, rate, means, digits } = conversion;
  if (rate.unscaled <= 0n) return fail('rateNotPositive');
  const minor = amount.unscaled * powerOfTen(digits);
  return means === 'homePerForeign'
    ? roundToSafe(minor * rate.unscaled, powerOfTen(amount.scale + rate.scale))
    : roundToSafe(minor * powerOfTen(rate.scale), powerOfTen(amount.scale) * rate.unscaled);
}

/** `numerator / denominator` to the nearest integer, halves away from zero; `denominator` > 0. */
function roundToSafe(numerator: bigint, denominator: bigint): Result<number, MoneyRefusal> {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (2n * magnitude + denominator) / (2n * denominator);
  if (rounded > BigInt(Number.MAX_SAFE_INTEGER)) return fail('tooLarge');
  // `0` and never `-0`: a sign on zero would survive into files and comparisons.
  return ok(numerator < 0n && rounded !== 0n ? -Number(rounded) : Number(rounded));
}

const POWERS = Array.from({ length: 2 * MAX_DECIMAL_DIGITS + 1 }, (_, exponent) => 10n ** BigInt(exponent));

function powerOfTen(exponent: number): bigint {
  return POWERS[exponent] ?? 10n ** BigInt(exponent);
}

/**
 * Minor units as plain decimal text with exactly `digits` places: `-12.30`. NaN (no amount) is the empty text. Throws
 * RangeError on what is no safe integer: such a value never was money.
 */
export function formatMinor(minor: number, digits: number): string {
  if (Number.isNaN(minor)) return '';
  if (!Number.isSafeInteger(minor)) throw new RangeError(`Not an amount in minor units: ${minor}`);
  const sign = minor < 0 ? '-' : '';
  const text = String(Math.abs(minor)).padStart(digits + 1, '0');
  return digits === 0 ? sign + text : `${sign}${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

import { parseDecimal } from '#core/crm/money.ts';
import type { NumberCondition } from './operators.ts';
import { matchesEmpty } from './operators.ts';

/** A cut that stands between two representable values has two neighbours; one that stands on a value is both its own. */
export interface Cut {
  readonly floor: number;
  readonly ceil: number;
}

/**
 * A test for one number; `cutOf` turns the criterion's number into the column's units. NaN (empty) fails every comparison,
 * so it passes the negations only (decision 13).
 */
export function compileNumberMatch(
  condition: NumberCondition,
  cutOf: (number: number) => Cut,
): (value: number) => boolean {
  const inside = compilePositive(condition, cutOf);
  return matchesEmpty(condition.operator) ? (value) => !inside(value) : inside;
}

function compilePositive(condition: NumberCondition, cutOf: (number: number) => Cut): (value: number) => boolean {
  if ('from' in condition) {
    const from = cutOf(condition.from).ceil;
    const to = cutOf(condition.to).floor;
    return (value) => value >= from && value <= to;
  }
  const { floor, ceil } = cutOf(condition.number);
  switch (condition.operator) {
    case 'equals':
    case 'doesNotEqual':
      return (value) => value === floor && value === ceil;
    case 'atLeast':
      return (value) => value >= ceil;
    case 'atMost':
      return (value) => value <= floor;
    case 'greaterThan':
      return (value) => value > floor;
    case 'lessThan':
      return (value) => value < ceil;
  }
}

/** Of a number column, which is compared as it stands. */
export function plainCut(number: number): Cut {
  return { floor: number, ceil: number };
}

/**
 * Where a cut in major units stands among whole minor units, exactly: the number's shortest decimal text is what the person
 * wrote, and a cut finer than the currency (10.005 with two places) lies between 1000 and 1001. Nothing is rounded, so
 * `atLeast 10.005` starts at 10.01 and `equals 10.005` holds for no amount. Exact for up to 15 significant digits, the most
 * that any double keeps; beyond safe integers no amount lies: infinite.
 */
export function minorCut(major: number, digits: number): Cut {
  const decimal = parseDecimal(String(major));
  if (decimal === null) {
    // Only the ends of the double range have no decimal here: far above any amount, or a sliver beside zero.
    if (Math.abs(major) > 1) return plainCut(major > 0 ? Infinity : -Infinity);
    return { floor: major < 0 ? -1 : 0, ceil: major > 0 ? 1 : 0 };
  }
  const numerator = decimal.unscaled * 10n ** BigInt(digits);
  const denominator = 10n ** BigInt(decimal.scale);
  const truncated = numerator / denominator;
  const exact = truncated * denominator === numerator;
  const floor = exact || numerator > 0n ? truncated : truncated - 1n;
  const ceil = exact || numerator < 0n ? truncated : truncated + 1n;
  return { floor: toNumber(floor), ceil: toNumber(ceil) };
}

function toNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) return Infinity;
  if (value < -BigInt(Number.MAX_SAFE_INTEGER)) return -Infinity;
  return Number(value);
}

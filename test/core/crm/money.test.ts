import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  MAX_DECIMAL_DIGITS,
  convertToHomeMinor,
  formatMinor,
  parseDecimal,
  toMinor,
  type Decimal,
  type ExchangeRateMeaning,
} from '#core/crm/money.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

/** An exact rational, and its nearest integer with halves away from zero found by trying, not by the formula under test. */
interface Rational {
  readonly over: bigint;
  readonly under: bigint;
}

function toRational({ unscaled, scale }: Decimal): Rational {
  return { over: unscaled, under: BigInt(`1${'0'.repeat(scale)}`) };
}

function nearest({ over, under }: Rational): bigint {
  const sign = over < 0n ? -1n : 1n;
  const magnitude = over * sign;
  const floor = magnitude / under;
  // Distance to the floor against distance to the next integer, both times `under`.
  const below = magnitude - floor * under;
  const above = (floor + 1n) * under - magnitude;
  return sign * (below < above ? floor : floor + 1n);
}

const decimals: fc.Arbitrary<Decimal> = fc.record({
  unscaled: fc.oneof(
    fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }),
    fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
  ),
  scale: fc.integer({ min: 0, max: 12 }),
});
const currencyDigits = fc.constantFrom(0, 2, 3);
const meanings = fc.constantFrom<ExchangeRateMeaning>('foreignPerHome', 'homePerForeign');

function spell({ unscaled, scale }: Decimal): string {
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, '0');
  const whole = digits.slice(0, digits.length - scale);
  return `${unscaled < 0n ? '-' : ''}${whole}${scale === 0 ? '' : `.${digits.slice(-scale)}`}`;
}

test('amounts become minor units, halves away from zero', () => {
  const minor = (text: string, digits: number) => {
    const decimal = parseDecimal(text);
    return decimal === null ? null : toMinor(decimal, digits);
  };
  expect(minor('1234.5', 2)).toEqual({ ok: true, value: 123_450 });
  expect(minor('0.005', 2)).toEqual({ ok: true, value: 1 });
  expect(minor('-0.005', 2)).toEqual({ ok: true, value: -1 });
  // 1.005 as a double is below its half: the reason why no amount passes through one.
  expect(minor('1.005', 2)).toEqual({ ok: true, value: 101 });
  expect(minor('12.5', 0)).toEqual({ ok: true, value: 13 });
  expect(minor('1.2345', 3)).toEqual({ ok: true, value: 1235 });
});

test('the largest safe amount passes, and the next minor unit is refused as a value', () => {
  expect(toMinor({ unscaled: 9_007_199_254_740_991n, scale: 2 }, 2)).toEqual({
    ok: true,
    value: Number.MAX_SAFE_INTEGER,
  });
  expect(toMinor({ unscaled: 9_007_199_254_740_992n, scale: 2 }, 2)).toEqual({ ok: false, error: 'tooLarge' });
  expect(toMinor({ unscaled: -9_007_199_254_740_992n, scale: 2 }, 2)).toEqual({ ok: false, error: 'tooLarge' });
});

test('minor units equal an exact rational', () => {
  fc.assert(
    fc.property(decimals, currencyDigits, (decimal, digits) => {
      const { over, under } = toRational(decimal);
      const expected = nearest({ over: over * 10n ** BigInt(digits), under });
      const result = toMinor(decimal, digits);
      if (expected > 9_007_199_254_740_991n || expected < -9_007_199_254_740_991n) expect(result.ok).toBe(false);
      else expect(result.ok && Object.is(result.value, Number(expected))).toBe(true);
    }),
    { numRuns: propertyRuns(3_000) },
  );
});

test('conversion equals an exact rational under both meanings of the rate', () => {
  const rates = fc.record({ unscaled: fc.bigInt({ min: 1n, max: 10n ** 12n }), scale: fc.integer({ min: 0, max: 9 }) });
  fc.assert(
    fc.property(decimals, rates, meanings, currencyDigits, (amount, rate, means, digits) => {
      const a = toRational(amount);
      const r = toRational(rate);
      const factor = 10n ** BigInt(digits);
      const exact =
        means === 'homePerForeign'
          ? { over: a.over * r.over * factor, under: a.under * r.under }
          : { over: a.over * r.under * factor, under: a.under * r.over };
      const expected = nearest(exact);
      const result = convertToHomeMinor({ amount, rate, means, digits });
      if (expected > 9_007_199_254_740_991n || expected < -9_007_199_254_740_991n) {
        expect(result).toEqual({ ok: false, error: 'tooLarge' });
      } else expect(result).toEqual({ ok: true, value: Number(expected) + 0 });
    }),
    { numRuns: propertyRuns(3_000) },
  );
});

test.each(['0', '0.000', '-1.2'])('a rate of %s converts nothing', (text) => {
  const rate = parseDecimal(text) ?? { unscaled: 1n, scale: 0 };
  const amount = { unscaled: 100n, scale: 0 };
  for (const means of ['foreignPerHome', 'homePerForeign'] as const) {
    expect(convertToHomeMinor({ amount, rate, means, digits: 2 })).toEqual({ ok: false, error: 'rateNotPositive' });
  }
});

test('plain spellings are read exactly, with either decimal sign', () => {
  fc.assert(
    fc.property(decimals, (decimal) => {
      const text = spell(decimal);
      expect(parseDecimal(text)).toEqual(decimal);
      expect(parseDecimal(text.replace('.', ','), 'comma')).toEqual(decimal);
    }),
    { numRuns: propertyRuns(1_000) },
  );
});

test.each([
  ['1,234.5', 'point', 12_345n, 1],
  ['1.234.567,89', 'comma', 123_456_789n, 2],
  ['1,234', 'comma', 1_234n, 3],
  ['1,234', 'point', 1_234n, 0],
  ['.5', 'point', 5n, 1],
  ['5.', 'point', 5n, 0],
  ['+7', 'point', 7n, 0],
  ['1.0E7', 'point', 10_000_000n, 0],
  ['2.5e-3', 'point', 25n, 4],
  ['007', 'point', 7n, 0],
] as const)('%j with decimal %s', (text, separator, unscaled, scale) => {
  expect(parseDecimal(text, separator)).toEqual({ unscaled, scale });
});

test.each([
  '',
  '-',
  '.',
  'abc',
  '1 234',
  '12,34.5',
  '1,23,456',
  '$5',
  '0x10',
  'NaN',
  'Infinity',
  '1e',
  '1e999',
  '--1',
  '1.2.3',
  '１２',
])('no amount: %j', (text) => {
  expect(parseDecimal(text)).toBeNull();
});

test('a text that would cost many digits is refused, however short it is', () => {
  expect(parseDecimal('9'.repeat(MAX_DECIMAL_DIGITS))).not.toBeNull();
  expect(parseDecimal('9'.repeat(MAX_DECIMAL_DIGITS + 1))).toBeNull();
  expect(parseDecimal(`1e${MAX_DECIMAL_DIGITS}`)).toBeNull();
});

test('minor units are written with the places of the currency', () => {
  expect([
    formatMinor(123_456, 2),
    formatMinor(-5, 2),
    formatMinor(5, 3),
    formatMinor(-1200, 0),
    formatMinor(0, 2),
  ]).toEqual(['1234.56', '-0.05', '0.005', '-1200', '0.00']);
  expect(formatMinor(NaN, 2)).toBe('');
  expect(() => formatMinor(2 ** 53, 2)).toThrow(RangeError);
});

test('what is written is read back as the same minor units', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), currencyDigits, (minor, digits) => {
      const decimal = parseDecimal(formatMinor(minor, digits));
      expect(decimal === null ? null : toMinor(decimal, digits)).toEqual({ ok: true, value: minor });
    }),
    { numRuns: propertyRuns(1_000) },
  );
});

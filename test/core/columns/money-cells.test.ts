import fc from 'fast-check';
import { expect, test } from 'vitest';
import { convertToHomeMinor, parseDecimal, toMinor, type ExchangeRateMeaning } from '#core/crm/money.ts';
import type { MoneyCsvColumn } from '#core/columns/csv-spec.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { cellsOf, csvSpec, readCsvText } from '#test/support/csv-text.ts';

/** Decimal texts around the border between the quick and the exact reading: 15 digits, halves, long fractions. */
const amounts = fc
  .tuple(
    fc.constantFrom('', '-', '+'),
    fc.oneof(fc.nat(2000).map(String), fc.stringMatching(/^[0-9]{1,17}$/)),
    fc.oneof(
      fc.constant(''),
      fc.constant('.'),
      fc.constantFrom('.5', '.05', '.005', '.0005', '.995', '.4999'),
      fc.stringMatching(/^\.[0-9]{1,8}$/),
    ),
  )
  .map((parts) => parts.join(''));
const digits = fc.constantFrom(0, 2, 3);

function money(more: Partial<MoneyCsvColumn>): MoneyCsvColumn {
  return {
    header: 'Amount',
    as: 'amount',
    kind: 'money',
    digits: 2,
    decimalSeparator: 'point',
    homeCurrency: 'EUR',
    rates: new Map(),
    means: 'foreignPerHome',
    ...more,
  };
}

test('amounts of a file equal exact decimal arithmetic; what is too large is empty and reported', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(amounts, { minLength: 1, maxLength: 20 }), digits, async (texts, places) => {
      const codes: string[] = [];
      const spec = csvSpec([money({ digits: places })], { onProblem: ({ code }) => codes.push(code) });
      const read = cellsOf(await readCsvText(`Amount\n${texts.join('\n')}\n`, spec), 'amount');
      const exact = texts.map((text) => {
        const decimal = parseDecimal(text);
        if (decimal === null) throw new Error(text);
        return toMinor(decimal, places);
      });
      expect(read).toEqual(exact.map((result) => (result.ok ? result.value : null)));
      expect(codes).toEqual(exact.filter((result) => !result.ok).map(() => 'csv.moneyTooLarge'));
    }),
    { numRuns: propertyRuns(600) },
  );
});

test('converted amounts of a file equal exact decimal arithmetic at the rate of each row', async () => {
  const rates = fc
    .tuple(fc.integer({ min: 1, max: 99_999_999 }), fc.integer({ min: 0, max: 6 }))
    .map(([value, places]) => `${value}e-${places}`);
  const meanings = fc.constantFrom<ExchangeRateMeaning>('foreignPerHome', 'homePerForeign');
  const rows = fc.array(fc.tuple(amounts, rates), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(rows, meanings, digits, async (deals, means, places) => {
      const spec = csvSpec([money({ digits: places, means, rateHeader: 'Rate' })], { onProblem: () => {} });
      const text = `Rate,Amount\n${deals.map(([amount, rate]) => `${rate},${amount}`).join('\n')}\n`;
      const exact = deals.map(([amountText, rateText]) => {
        const amount = parseDecimal(amountText);
        const rate = parseDecimal(rateText);
        if (amount === null || rate === null) throw new Error(`${amountText} at ${rateText}`);
        return convertToHomeMinor({ amount, rate, means, digits: places });
      });
      expect(cellsOf(await readCsvText(text, spec), 'amount')).toEqual(
        exact.map((result) => (result.ok ? result.value : null)),
      );
    }),
    { numRuns: propertyRuns(400) },
  );
});

test('more different rates than are kept parsed are still each their own', async () => {
  const rates = Array.from({ length: 3000 }, (_, index) => index + 1);
  const text = `Rate,Amount\n${[...rates, ...rates].map((rate) => `${rate},${rate}`).join('\n')}\n`;
  const table = await readCsvText(text, csvSpec([money({ rateHeader: 'Rate' })]));
  expect(new Set(cellsOf(table, 'amount'))).toEqual(new Set([100]));
});

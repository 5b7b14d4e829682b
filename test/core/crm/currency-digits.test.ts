import { expect, test } from 'vitest';
import { currencyDigits } from '#core/crm/currency-digits.ts';

test('yen and won have no minor unit, dinars have thousandths, all others hundredths', () => {
  expect(['JPY', 'KRW', 'KWD', 'BHD', 'EUR', 'USD', 'MXN', 'XXX'].map(currencyDigits)).toEqual([
    0, 0, 3, 3, 2, 2, 2, 2,
  ]);
});

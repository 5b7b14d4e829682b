import { convertToHomeMinor, parseDecimal, toMinor, type Decimal } from '#core/crm/money.ts';
import { skipSpaces, trimSpaces, type CellDecoder, type CellProblems } from './cell-decoder.ts';
import type { CsvProblemCode } from './csv-error.ts';
import type { CsvScanner } from './csv-scanner.ts';
import type { MoneyCsvColumn } from './csv-spec.ts';
import { asciiText } from './decode-text.ts';
import { EXACT_POWERS, PlainDecimal, readDecimal } from './plain-decimal.ts';

/** Rates repeat from row to row; so many different ones are kept parsed. */
const MAX_KEPT_RATES = 1024;
/** Longer spellings are read anew each time. Bytes. */
const MAX_KEPT_RATE_BYTES = 64;
/** ISO codes have three letters; longer texts are no currencies and their rate is missing. Bytes. */
const MAX_CURRENCY_BYTES = 16;

/** Slots of the amount, of the row's rate and of the row's currency; null = the file has no such column. */
export interface MoneySlots {
  readonly amount: number;
  readonly rate: number | null;
  readonly currency: number | null;
}

/** null = already in the home currency; a code = why the row cannot be converted. */
type RowRate = Decimal | CsvProblemCode | null;

/** Amounts in minor units of the home currency; `NaN` = empty, or not to be converted, which is then a problem. */
export function createMoneyCells(slots: MoneySlots, column: MoneyCsvColumn, problems: CellProblems): CellDecoder {
  const { digits, unit = 1, decimalSeparator, homeCurrency, means } = column;
  const plain = new PlainDecimal(decimalSeparator);
  const unitFactor = BigInt(unit);
  const tableRates = new Map([...column.rates].map(([code, text]) => [code, parseDecimal(text)]));
  const keptRates = new Map<string, RowRate>();
  let minor = new Float64Array(0);

  return {
    start(rows, reused) {
      if (!reused || minor.length !== rows) minor = new Float64Array(rows);
    },
    decode(scanner, rows, at) {
      const { bytes, from, to } = scanner;
      const base = scanner.base(slots.amount);
      for (let row = 0; row < rows; row++) {
        const start = from[base + row]!;
        const end = to[base + row]!;
        if (start === end) {
          minor[at + row] = NaN;
          continue;
        }
        const rate = rateOf(scanner, row);
        const value =
          rate === null && unit === 1 && plain.read(bytes, start, end)
            ? roundPlain(plain.mantissa, plain.places)
            : readSlowly(bytes, start, end, rate);
        if (typeof value === 'number') minor[at + row] = value;
        else {
          minor[at + row] = NaN;
          const slot =
            value === 'csv.unreadableRate' ? slots.rate : value === 'csv.rateMissing' ? slots.currency : null;
          problems.add(row, slot ?? slots.amount, value);
        }
      }
    },
    column: () => ({ kind: 'money', minor }),
  };

  /** Half away from zero in whole doubles below 2^53: `%` is exact there, so the division that follows is too. */
  function roundPlain(mantissa: number, places: number): number | CsvProblemCode {
    if (places > digits) {
      const divisor = EXACT_POWERS[places - digits]!;
      const magnitude = Math.abs(mantissa);
      const rest = magnitude % divisor;
      const rounded = (magnitude - rest) / divisor + (2 * rest >= divisor ? 1 : 0);
      return mantissa < 0 && rounded !== 0 ? -rounded : rounded;
    }
    const exact = mantissa * EXACT_POWERS[digits - places]!;
    return Math.abs(exact) <= Number.MAX_SAFE_INTEGER ? exact : 'csv.moneyTooLarge';
  }

  function readSlowly(bytes: Uint8Array, from: number, to: number, rate: RowRate): number | CsvProblemCode {
    if (skipSpaces(bytes, from, to) === to) return NaN;
    const read = readDecimal(bytes, from, to, decimalSeparator);
    if (read === null) return 'csv.unreadableMoney';
    if (typeof rate === 'string') return rate;
    const amount = { unscaled: read.unscaled * unitFactor, scale: read.scale };
    const converted = rate === null ? toMinor(amount, digits) : convertToHomeMinor({ amount, rate, means, digits });
    if (converted.ok) return converted.value;
    return converted.error === 'tooLarge' ? 'csv.moneyTooLarge' : 'csv.unreadableRate';
  }

  function rateOf(scanner: CsvScanner, row: number): RowRate {
    let currency: string | null = null;
    if (slots.currency !== null) {
      const base = scanner.base(slots.currency) + row;
      const start = skipSpaces(scanner.bytes, scanner.from[base]!, scanner.to[base]!);
      const end = trimSpaces(scanner.bytes, start, scanner.to[base]!);
      if (start === end || spells(scanner.bytes, start, end, homeCurrency)) return null;
      currency = end - start > MAX_CURRENCY_BYTES ? '' : (asciiText(scanner.bytes, start, end) ?? '');
    }
    if (slots.rate !== null) {
      const base = scanner.base(slots.rate) + row;
      const start = skipSpaces(scanner.bytes, scanner.from[base]!, scanner.to[base]!);
      const end = scanner.to[base]!;
      if (start !== end) return keptRate(scanner.bytes, start, end);
    }
    return currency === null ? null : (tableRates.get(currency) ?? 'csv.rateMissing');
  }

  function keptRate(bytes: Uint8Array, from: number, to: number): RowRate {
    const text = to - from > MAX_KEPT_RATE_BYTES ? null : asciiText(bytes, from, to);
    const known = text === null ? undefined : keptRates.get(text);
    if (known !== undefined) return known;
    const rate = readDecimal(bytes, from, to, decimalSeparator) ?? 'csv.unreadableRate';
    if (text !== null) {
      if (keptRates.size === MAX_KEPT_RATES) keptRates.clear();
      keptRates.set(text, rate);
    }
    return rate;
  }
}

function spells(bytes: Uint8Array, from: number, to: number, text: string): boolean {
  if (to - from !== text.length) return false;
  for (let index = 0; index < text.length; index++) if (bytes[from + index] !== text.charCodeAt(index)) return false;
  return true;
}

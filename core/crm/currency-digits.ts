/** ISO 4217: active currencies whose minor unit is not the hundredth. */
const EXCEPTIONS: ReadonlyMap<string, number> = new Map([
  ...[
    'BIF',
    'CLP',
    'DJF',
    'GNF',
    'ISK',
    'JPY',
    'KMF',
    'KRW',
    'PYG',
    'RWF',
    'UGX',
    'UYI',
    'VND',
    'VUV',
    'XAF',
    'XOF',
    'XPF',
  ].map((code) => [code, 0] as const),
  ...['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND'].map((code) => [code, 3] as const),
]);

/** Decimal places of a currency where no CRM states them (files). Unknown codes have 2, as almost all do. */
export function currencyDigits(isoCode: string): number {
  return EXCEPTIONS.get(isoCode) ?? 2;
}

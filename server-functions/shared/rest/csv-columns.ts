import type { CsvColumn } from '#core/columns/csv-spec.ts';
import type { FieldRead } from '#core/crm/crm-batch.ts';
import type { FieldMetadata, OrgMetadata } from '#core/crm/metadata.ts';
import type { ExchangeRateMeaning } from '#core/crm/money.ts';
import { createZoneDay } from './zone-day.ts';
import { createZoneHour } from './zone-hour.ts';

/** Zoho's own fields of a record in a multi-currency org. */
const CURRENCY_FIELD = 'Currency';
const RATE_FIELD = 'Exchange_Rate';

/** How the cells of a CRM file are read for the fields asked for. */
export function toCsvColumns(
  reads: readonly FieldRead[],
  fields: readonly FieldMetadata[],
  org: OrgMetadata,
  means: ExchangeRateMeaning,
): readonly CsvColumn[] {
  const byName = new Map(fields.map((field) => [field.apiName, field] as const));
  const hasRates = org.multiCurrency && byName.has(CURRENCY_FIELD);
  const home = org.currencies.find((currency) => currency.isHome);
  const rates = new Map(org.currencies.map((currency) => [currency.isoCode, currency.exchangeRate] as const));
  const toDay = createZoneDay(org.timeZone);
  return reads.map(({ apiName, as, kind }): CsvColumn => {
    const base = { header: apiName, as };
    switch (kind) {
      case 'id':
      case 'text':
      case 'boolean':
        return { ...base, kind };
      case 'number':
        return { ...base, kind, decimalSeparator: 'point' };
      case 'day':
        return byName.get(apiName)?.type === 'instant'
          ? { ...base, kind, format: 'iso-datetime', toDay }
          : { ...base, kind, format: 'yyyy-mm-dd' };
      case 'hour':
        return { ...base, kind, toHour: createZoneHour(org.timeZone) };
      case 'money': {
        const converted = hasRates && byName.get(apiName)?.type === 'money';
        return {
          ...base,
          kind,
          digits: home?.decimalPlaces ?? 2,
          decimalSeparator: 'point',
          homeCurrency: org.homeCurrency,
          rates,
          means,
          ...(converted ? { currencyHeader: CURRENCY_FIELD } : {}),
          ...(converted && byName.has(RATE_FIELD) ? { rateHeader: RATE_FIELD } : {}),
        };
      }
    }
  });
}

/** Every bulk read gives the id, asked for or not. */
export function fieldsToAsk(columns: readonly CsvColumn[]): readonly string[] {
  const names = new Set<string>();
  for (const column of columns) {
    names.add(column.header);
    if (column.kind !== 'money') continue;
    if (column.currencyHeader !== undefined) names.add(column.currencyHeader);
    if (column.rateHeader !== undefined) names.add(column.rateHeader);
  }
  return [...names];
}

/** Zoho heads the id column "Id" while its api name is "id": headers are matched without case. */
export function withHeaderOf(column: CsvColumn, header: readonly string[]): CsvColumn {
  const spelt = header.find((name) => name.toLowerCase() === column.header.toLowerCase());
  return spelt === undefined ? column : { ...column, header: spelt };
}

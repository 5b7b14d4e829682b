import type { OrgDefinition } from '../../orgs/org-definition.ts';
import { ID_SPACE, recordId } from '../../store/record-id.ts';
import type { ApiApp } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import type { JsonObject } from '../zoho-error.ts';

/** Rates are stated with nine decimals. */
const RATE_DECIMALS = 9;

/** `/org` and `/org/currencies`. */
export function addOrgRoutes(app: ApiApp): void {
  app.get('/crm/v8/org', (c) => {
    requireScope(c, 'org', null, 'READ');
    return c.json({ org: [formatOrg(c.env.context.store().org)] });
  });

  app.get('/crm/v8/org/currencies', (c) => {
    requireScope(c, 'settings', 'currencies', 'READ');
    return c.json({ currencies: formatCurrencies(c.env.context.store().org) });
  });
}

function formatOrg(org: OrgDefinition): JsonObject {
  const home = org.currencies.find((currency) => currency.is_base);
  return {
    id: recordId(org.idPrefix, ID_SPACE.org, 1).toString(),
    zgid: org.orgId,
    company_name: org.companyName,
    country_code: org.countryCode,
    primary_email: org.primaryEmail,
    iso_code: home?.iso_code ?? null,
    currency: home?.name ?? null,
    currency_symbol: home?.symbol ?? null,
    currency_locale: org.currencyLocale,
    mc_status: org.currencies.length > 1,
    time_zone: org.timeZone,
    type: 'production',
    license_details: {
      paid: org.edition !== 'free',
      paid_type: org.edition,
      users_license_purchased: org.paidUsers,
      trial_expiry: null,
    },
  };
}

function formatCurrencies(org: OrgDefinition): readonly JsonObject[] {
  return org.currencies.map((currency, index) => ({
    id: recordId(org.idPrefix, ID_SPACE.currencies, index + 1).toString(),
    iso_code: currency.iso_code,
    name: currency.name,
    symbol: currency.symbol,
    is_base: currency.is_base,
    is_active: currency.is_active,
    exchange_rate: Number(currency.exchange_rate).toFixed(RATE_DECIMALS),
    prefix_symbol: true,
    format: {
      decimal_separator: 'Period',
      thousand_separator: 'Comma',
      decimal_places: String(currency.decimal_places),
    },
  }));
}

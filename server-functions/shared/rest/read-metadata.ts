import { currencyDigits } from '#core/crm/currency-digits.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import type { CurrencyMetadata, ModuleMetadata, OrgMetadata } from '#core/crm/metadata.ts';
import { dailyCredits } from './daily-credits.ts';
import type { RestSender } from './send-rest.ts';
import { knownZone } from './zone-day.ts';
import { currenciesAnswer, fieldsAnswer, modulesAnswer, orgAnswer, type ZohoField } from './zoho-answers.ts';

/** The org, with its currencies and their present rates. */
export async function readOrg(rest: RestSender): Promise<OrgMetadata> {
  const answer = await rest.read({ method: 'GET', path: '/crm/v8/org', mustAnswer: true }, orgAnswer);
  const org = answer?.org[0];
  if (org === undefined) throw new CrmError('unreadableAnswer', 'the CRM named no org');
  const home: CurrencyMetadata = {
    isoCode: org.iso_code,
    isHome: true,
    active: true,
    exchangeRate: '1',
    decimalPlaces: currencyDigits(org.iso_code),
  };
  return {
    orgId: org.zgid ?? org.id,
    name: org.company_name ?? '',
    homeCurrency: org.iso_code,
    multiCurrency: org.mc_status,
    currencies: org.mc_status ? await readCurrencies(rest, home) : [home],
    // Once, here: whoever counts days in it later need not expect a zone that cannot be counted in.
    timeZone: knownZone(org.time_zone),
    dailyCredits: org.license_details === null ? null : dailyCredits(org.license_details),
  };
}

async function readCurrencies(rest: RestSender, home: CurrencyMetadata): Promise<readonly CurrencyMetadata[]> {
  const answer = await rest.read({ method: 'GET', path: '/crm/v8/org/currencies', mustAnswer: true }, currenciesAnswer);
  const currencies = (answer?.currencies ?? []).map((currency) => ({
    isoCode: currency.iso_code,
    isHome: currency.is_base || currency.iso_code === home.isoCode,
    active: currency.is_active,
    exchangeRate: currency.exchange_rate,
    decimalPlaces: currency.format.decimal_places ?? currencyDigits(currency.iso_code),
  }));
  return currencies.some((currency) => currency.isHome) ? currencies : [home, ...currencies];
}

/** Modules that the API supports, also those that this user may not see. Throws `CrmError`. */
export async function readModules(rest: RestSender): Promise<readonly ModuleMetadata[]> {
  const answer = await rest.read({ method: 'GET', path: '/crm/v8/settings/modules', mustAnswer: true }, modulesAnswer);
  return (answer?.modules ?? [])
    .filter((module) => module.api_supported)
    .map((module) => ({
      apiName: module.api_name,
      singularLabel: module.singular_label ?? module.api_name,
      pluralLabel: module.plural_label ?? module.api_name,
      custom: module.generated_type === 'custom',
      viewable: module.viewable,
      editable: module.editable,
    }));
}

/** All fields of a module as the CRM describes them. Throws `CrmError`. */
export async function readFields(rest: RestSender, module: string): Promise<readonly ZohoField[]> {
  const answer = await rest.read(
    { method: 'GET', path: '/crm/v8/settings/fields', query: { module }, mustAnswer: true },
    fieldsAnswer,
  );
  return answer?.fields ?? [];
}

import type { OrgDefinition, UserDefinition } from './org-definition.ts';
import { STANDARD_PROFILES } from './standard-profiles.ts';

function user(
  key: string,
  first_name: string,
  last_name: string,
  profile: string,
  role: string,
  language = 'en_US',
): UserDefinition {
  return {
    key,
    first_name,
    last_name,
    email: `${first_name}.${last_name}@zylker.example`.toLowerCase(),
    profile,
    role,
    language,
    locale: language === 'en_US' ? 'en_US' : 'es_ES',
    time_zone: 'America/New_York',
  };
}

/** The sample org: a maker of healthcare software, two currencies, all profiles, native ABM section. */
export const ZYLKER: OrgDefinition = {
  dc: 'com',
  orgId: '700010001',
  idPrefix: '5843104',
  companyName: 'Zylker',
  countryCode: 'US',
  primaryEmail: 'admin@zylker.example',
  timeZone: 'America/New_York',
  currencyLocale: 'en_US',
  edition: 'enterprise',
  paidUsers: 25,
  currencies: [
    {
      iso_code: 'USD',
      name: 'US Dollar - USD',
      symbol: '$',
      is_base: true,
      is_active: true,
      exchange_rate: '1',
      decimal_places: 2,
    },
    {
      iso_code: 'EUR',
      name: 'Euro - EUR',
      symbol: '€',
      is_base: false,
      is_active: true,
      exchange_rate: '0.92',
      decimal_places: 2,
    },
  ],
  nativeAbm: true,
  profiles: STANDARD_PROFILES,
  users: [
    user('administrator', 'Ada', 'Reyes', 'administrator', 'CEO'),
    user('marketer', 'Mara', 'Lindt', 'marketer', 'Manager', 'es_ES'),
    user('rep', 'Ravi', 'Kapoor', 'rep', 'Sales'),
    user('rep2', 'Rosa', 'Alvarez', 'rep', 'Sales', 'es_ES'),
    user('rep3', 'Remy', 'Okafor', 'rep', 'Sales'),
    user('outsider', 'Omar', 'Haddad', 'outsider', 'Support'),
    user('noAmounts', 'Nadia', 'Petrov', 'noAmounts', 'Manager'),
    user('noDeals', 'Nils', 'Berg', 'noDeals', 'Manager'),
  ],
};

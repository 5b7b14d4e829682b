import type { OrgDefinition } from './org-definition.ts';
import { ADMINISTRATOR, MARKETER, OUTSIDER, REP } from './standard-profiles.ts';

const USER = { language: 'en_GB', locale: 'en_GB', time_zone: 'Europe/Berlin' } as const;

/**
 * The second org: another data centre with the same org id as Zylker, one currency, and no native ABM section (PER-5).
 * Equal org ids are deliberate: whoever keys by org id alone mixes the two up, and a test shows it.
 */
export const NORDLICHT: OrgDefinition = {
  dc: 'eu',
  orgId: '700010001',
  idPrefix: '2117203',
  companyName: 'Nordlicht Medizintechnik',
  countryCode: 'DE',
  primaryEmail: 'admin@nordlicht.example',
  timeZone: 'Europe/Berlin',
  currencyLocale: 'de_DE',
  edition: 'professional',
  paidUsers: 5,
  currencies: [
    {
      iso_code: 'EUR',
      name: 'Euro - EUR',
      symbol: '€',
      is_base: true,
      is_active: true,
      exchange_rate: '1',
      decimal_places: 2,
    },
  ],
  nativeAbm: false,
  profiles: [ADMINISTRATOR, MARKETER, REP, OUTSIDER],
  users: [
    {
      ...USER,
      key: 'administrator',
      first_name: 'Anke',
      last_name: 'Brandt',
      email: 'anke.brandt@nordlicht.example',
      profile: 'administrator',
      role: 'CEO',
    },
    {
      ...USER,
      key: 'marketer',
      first_name: 'Mats',
      last_name: 'Engel',
      email: 'mats.engel@nordlicht.example',
      profile: 'marketer',
      role: 'Manager',
    },
    {
      ...USER,
      key: 'rep',
      first_name: 'Rike',
      last_name: 'Sommer',
      email: 'rike.sommer@nordlicht.example',
      profile: 'rep',
      role: 'Sales',
    },
    {
      ...USER,
      key: 'outsider',
      first_name: 'Olaf',
      last_name: 'Winter',
      email: 'olaf.winter@nordlicht.example',
      profile: 'outsider',
      role: 'Support',
    },
  ],
};

import type { DataCentre } from '#core/crm/org-key.ts';

export const EDITIONS = ['free', 'standard', 'professional', 'enterprise', 'ultimate'] as const;
export type Edition = (typeof EDITIONS)[number];

export interface CurrencyDefinition {
  readonly iso_code: string;
  readonly name: string;
  readonly symbol: string;
  readonly is_base: boolean;
  readonly is_active: boolean;
  /** Decimal text as Zoho states it. Which way it points is the switch `exchangeRateMeans`. */
  readonly exchange_rate: string;
  /** 0 for yen and the like. */
  readonly decimal_places: number;
}

export type FieldPermission = 'read_write' | 'read_only' | 'hidden';

export interface ProfileDefinition {
  /** Key inside this file; the org gives the id. */
  readonly key: string;
  readonly name: string;
  readonly custom: boolean;
  /** Everything is enabled, whatever `denied` says. */
  readonly administrator: boolean;
  /** Permission names switched off; everything else in the catalogue is on. */
  readonly denied: readonly string[];
  /** module -> field -> right; what is not named is `read_write`. */
  readonly fields: Readonly<Record<string, Readonly<Record<string, FieldPermission>>>>;
}

export interface UserDefinition {
  /** Key inside this file, also the name under which `start` prints the user's token. */
  readonly key: string;
  readonly first_name: string;
  readonly last_name: string;
  readonly email: string;
  readonly profile: string;
  readonly role: string;
  readonly language: string;
  readonly locale: string;
  readonly time_zone: string;
}

/** One org of the sandbox. Plain data: it crosses into worker threads. */
export interface OrgDefinition {
  readonly dc: DataCentre;
  readonly orgId: string;
  /** First seven digits of every id of the org. */
  readonly idPrefix: string;
  readonly companyName: string;
  readonly countryCode: string;
  readonly primaryEmail: string;
  /** IANA zone. */
  readonly timeZone: string;
  readonly currencyLocale: string;
  readonly edition: Edition;
  readonly paidUsers: number;
  /** Exactly one is the base. More than one = multi-currency. */
  readonly currencies: readonly CurrencyDefinition[];
  /** False: the profiles have no section `zoho_abm` (PER-5). */
  readonly nativeAbm: boolean;
  readonly profiles: readonly ProfileDefinition[];
  /** The first one owns and creates whatever names no other user. */
  readonly users: readonly UserDefinition[];
}

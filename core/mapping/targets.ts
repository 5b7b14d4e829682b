import type { FieldType } from '#core/crm/metadata.ts';

/** SET-1: the four mapped modules, in their documented order. */
export const MODULE_ROLES = ['accounts', 'contacts', 'products', 'deals'] as const;
export type ModuleRole = (typeof MODULE_ROLES)[number];

export interface MappingTarget {
  readonly name: string;
  readonly required: boolean;
  /** CRM types that may be mapped to it; anything else is refused with a reason. */
  readonly types: readonly FieldType[];
  /** Zoho's system fields that map themselves (SET-2), first match wins. */
  readonly systemFields: readonly string[];
  /** Lookup targets point at this role. */
  readonly lookupTo: ModuleRole | null;
  /** Codes of the features that need it, for "what it unlocks". */
  readonly unlocks: readonly string[];
}

const TEXT: readonly FieldType[] = ['text', 'longText', 'choice', 'email', 'phone', 'website'];
const NUMERIC: readonly FieldType[] = ['integer', 'decimal', 'money', 'percent'];
/** Every custom module's record name is a system field of this name. */
const CUSTOM_MODULE_NAME = 'Name';
const DATED: readonly FieldType[] = ['date', 'instant'];

function target(
  name: string,
  types: readonly FieldType[],
  systemFields: readonly string[],
  more: Partial<Pick<MappingTarget, 'required' | 'lookupTo' | 'unlocks'>> = {},
): MappingTarget {
  return { name, types, systemFields, required: false, lookupTo: null, unlocks: [], ...more };
}

/** SET-2: targets per module; those marked required stop the mapping when absent. */
export const MAPPING_TARGETS: Readonly<Record<ModuleRole, readonly MappingTarget[]>> = {
  accounts: [
    target('name', TEXT, ['Account_Name', CUSTOM_MODULE_NAME], { required: true }),
    target('website', ['website', 'text'], ['Website'], { unlocks: ['enrichment'] }),
    target('industry', ['choice', 'text'], ['Industry'], { unlocks: ['firmographics', 'distribution'] }),
    target('annualRevenue', NUMERIC, ['Annual_Revenue'], { unlocks: ['firmographics'] }),
    target('employees', ['integer', 'decimal'], ['Employees'], { unlocks: ['firmographics'] }),
    target('type', ['choice', 'text'], ['Account_Type'], { unlocks: ['firmographics'] }),
    target('billingCountry', ['text', 'choice'], ['Billing_Country'], { unlocks: ['distribution', 'criteria'] }),
    target('owner', ['user'], ['Owner'], { unlocks: ['distribution', 'alerts'] }),
    target('parentAccount', ['lookup'], ['Parent_Account'], { lookupTo: 'accounts', unlocks: ['hierarchy'] }),
    target('renewalDate', DATED, [], { unlocks: ['journeys'] }),
  ],
  contacts: [
    target('name', TEXT, ['Full_Name', 'Last_Name', CUSTOM_MODULE_NAME], { required: true }),
    target('email', ['email', 'text'], ['Email'], { unlocks: ['engagement', 'voice', 'journeys'] }),
    target('title', TEXT, ['Title'], { unlocks: ['decisionMakers'] }),
    target('role', ['choice', 'text'], [], { unlocks: ['decisionMakers'] }),
    target('emailOptOut', ['boolean'], ['Email_Opt_Out'], { unlocks: ['journeys'] }),
    target('account', ['lookup'], ['Account_Name'], { required: true, lookupTo: 'accounts' }),
  ],
  products: [
    target('name', TEXT, ['Product_Name', CUSTOM_MODULE_NAME], { required: true }),
    target('code', TEXT, ['Product_Code'], { unlocks: ['recommendations'] }),
    target('unitPrice', NUMERIC, ['Unit_Price'], { unlocks: ['recommendations'] }),
    target('active', ['boolean'], ['Product_Active'], { unlocks: ['recommendations'] }),
  ],
  deals: [
    target('name', TEXT, ['Deal_Name', CUSTOM_MODULE_NAME], { required: true }),
    target('amount', NUMERIC, ['Amount'], { required: true }),
    target('stage', ['choice', 'text'], ['Stage'], { required: true }),
    target('closingDate', DATED, ['Closing_Date'], { required: true }),
    target('account', ['lookup'], ['Account_Name'], { required: true, lookupTo: 'accounts' }),
    target('type', ['choice', 'text'], ['Type'], { unlocks: ['indicators'] }),
    target('quantity', ['integer', 'decimal'], [], { unlocks: ['productFrequency'] }),
    target('contact', ['lookup'], ['Contact_Name'], { lookupTo: 'contacts', unlocks: ['engagement'] }),
    target('products', ['subform', 'lookups', 'lookup'], [], {
      lookupTo: 'products',
      unlocks: ['recommendations', 'productFrequency'],
    }),
    target('leadSource', ['choice', 'text'], ['Lead_Source'], { unlocks: ['indicators'] }),
  ],
};

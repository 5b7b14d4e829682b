import type { ProfileDefinition } from './org-definition.ts';
import { ABM_ACCESS, ABM_PERMISSIONS } from './permission-catalogue.ts';

const SETUP_RIGHTS = ['Crm_Implied_Customize_Zoho_CRM', 'Crm_Implied_Manage_Users', 'Crm_Implied_Manage_Profiles'];
const ABM_SETUP = 'Crm_Implied_Manage_ABM_Configurations';

const OPEN = { custom: true, administrator: false, denied: [], fields: {} } as const;

/** Everything. */
export const ADMINISTRATOR: ProfileDefinition = {
  ...OPEN,
  key: 'administrator',
  name: 'Administrator',
  custom: false,
  administrator: true,
};

/** All of ABM but its setup. */
export const MARKETER: ProfileDefinition = {
  ...OPEN,
  key: 'marketer',
  name: 'Marketing',
  denied: [...SETUP_RIGHTS, ABM_SETUP],
};

/** ABM access alone (PER-2), and no export. */
export const REP: ProfileDefinition = {
  ...OPEN,
  key: 'rep',
  name: 'Sales Representative',
  denied: [
    ...SETUP_RIGHTS,
    ...ABM_PERMISSIONS.filter((name) => name !== ABM_ACCESS),
    'Crm_Implied_Manage_Workflow',
    'Crm_Implied_Export_Accounts',
    'Crm_Implied_Export_Contacts',
    'Crm_Implied_Export_Deals',
  ],
};

/** A CRM user without any ABM right. */
export const OUTSIDER: ProfileDefinition = {
  ...OPEN,
  key: 'outsider',
  name: 'Support',
  denied: [...SETUP_RIGHTS, ...ABM_PERMISSIONS],
};

/** A marketer who must not see what deals are worth (PER-4). */
export const NO_AMOUNTS: ProfileDefinition = {
  ...MARKETER,
  key: 'noAmounts',
  name: 'Marketing without amounts',
  fields: {
    Deals: { Amount: 'hidden', Expected_Revenue: 'hidden' },
    Deal_Line_Items: { List_Price: 'hidden', Discount: 'hidden', Total: 'hidden' },
    Accounts: { Annual_Revenue: 'read_only' },
    ABM_Basis: { Money_Basis: 'hidden' },
  },
};

/** A marketer who may not see deals at all (PER-4). */
export const NO_DEALS: ProfileDefinition = {
  ...MARKETER,
  key: 'noDeals',
  name: 'Marketing without deals',
  denied: [
    ...MARKETER.denied,
    'Crm_Implied_View_Deals',
    'Crm_Implied_Create_Deals',
    'Crm_Implied_Edit_Deals',
    'Crm_Implied_Delete_Deals',
    'Crm_Implied_Export_Deals',
  ],
};

export const STANDARD_PROFILES: readonly ProfileDefinition[] = [
  ADMINISTRATOR,
  MARKETER,
  REP,
  OUTSIDER,
  NO_AMOUNTS,
  NO_DEALS,
];

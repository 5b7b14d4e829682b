import { ABM_BASIS } from './abm-basis.ts';
import { ACCOUNTS } from './accounts.ts';
import { CALLS, EVENTS, TASKS } from './activities.ts';
import { CAMPAIGN_MEMBERS, CAMPAIGNS } from './campaigns.ts';
import { CONTACTS } from './contacts.ts';
import { DEAL_LINE_ITEMS, DEALS } from './deals.ts';
import { LEADS } from './leads.ts';
import type { ModuleDefinition } from './module-definition.ts';
import { EMAILS, NOTES } from './notes-and-emails.ts';
import { PRODUCTS } from './products.ts';

/** What a fresh org has, in the order `/settings/modules` lists it. Loading in this order satisfies most lookups. */
export const STANDARD_MODULES: readonly ModuleDefinition[] = [
  ACCOUNTS,
  CONTACTS,
  PRODUCTS,
  CAMPAIGNS,
  DEALS,
  DEAL_LINE_ITEMS,
  CALLS,
  EVENTS,
  TASKS,
  NOTES,
  EMAILS,
  CAMPAIGN_MEMBERS,
  LEADS,
  ABM_BASIS,
];

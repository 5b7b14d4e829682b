/** The ten rights of CRM's `zoho_abm` section by their exact permission names. Source: Zoho CRM API v8, PER-1. */
export const ABM_RIGHTS = {
  access: 'Crm_Implied_Manage_ABM',
  createSegments: 'Crm_Implied_Create_ABM_Segments',
  editSegments: 'Crm_Implied_Edit_ABM_Segments',
  deleteSegments: 'Crm_Implied_Delete_ABM_Segments',
  manageJourneys: 'Crm_Implied_Manage_ABM_Journeys',
  pushCampaigns: 'Crm_Implied_Manage_ABM_Push_Campaigns',
  sendEmail: 'Crm_Implied_Manage_ABM_Email',
  createNotes: 'Crm_Implied_Create_ABM_Notes',
  deleteNotes: 'Crm_Implied_Delete_ABM_Notes',
  setup: 'Crm_Implied_Manage_ABM_Configurations',
} as const;

export type AbmRight = keyof typeof ABM_RIGHTS;

export const ABM_RIGHT_NAMES = [
  'access',
  'createSegments',
  'editSegments',
  'deleteSegments',
  'manageJourneys',
  'pushCampaigns',
  'sendEmail',
  'createNotes',
  'deleteNotes',
  'setup',
] as const satisfies readonly AbmRight[];

/** PER-2: "Manage Automation" in the profile page; the permission name is inferred (Zoho CRM API v8). */
export const MANAGE_AUTOMATION = 'Crm_Implied_Manage_Workflow';
/** PER-1: enrichment. */
export const MANAGE_DATA_ENRICHMENT = 'Crm_Implied_Manage_Data_Enrichment';
/** Named in a refusal when only an administrator may (PER-5); it is a profile's nature, not a permission. */
export const ADMINISTRATOR = 'administrator';

/** The module's own export right, e.g. `Crm_Implied_Export_Accounts`. A profile that does not list it denies (Zoho CRM API v8). */
export function exportPermission(moduleApiName: string): string {
  return `Crm_Implied_Export_${moduleApiName}`;
}

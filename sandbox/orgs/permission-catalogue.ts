/** The ten rights of section `zoho_abm`, exact names; the nine below the first are its children. Source: Zoho CRM API v8. */
export const ABM_ACCESS = 'Crm_Implied_Manage_ABM';
export const ABM_CHILDREN = [
  'Crm_Implied_Create_ABM_Segments',
  'Crm_Implied_Edit_ABM_Segments',
  'Crm_Implied_Delete_ABM_Segments',
  'Crm_Implied_Manage_ABM_Journeys',
  'Crm_Implied_Manage_ABM_Push_Campaigns',
  'Crm_Implied_Manage_ABM_Email',
  'Crm_Implied_Create_ABM_Notes',
  'Crm_Implied_Delete_ABM_Notes',
  'Crm_Implied_Manage_ABM_Configurations',
] as const;
export const ABM_PERMISSIONS: readonly string[] = [ABM_ACCESS, ...ABM_CHILDREN];

/** Modules that profiles hold rights on. */
export const PERMISSION_MODULES = [
  'Accounts',
  'Contacts',
  'Products',
  'Deals',
  'Campaigns',
  'Calls',
  'Events',
  'Tasks',
  'Notes',
  'Leads',
] as const;

export const MODULE_VERBS = ['View', 'Create', 'Edit', 'Delete', 'Export', 'Import', 'Tags', 'Customize'] as const;
export type ModuleVerb = (typeof MODULE_VERBS)[number];

/** Rights that belong to no module and to no ABM section. */
export const GENERAL_PERMISSIONS = [
  'Crm_Implied_Api_Access',
  'Crm_Implied_Customize_Zoho_CRM',
  'Crm_Implied_Manage_Workflow',
  'Crm_Implied_Manage_Users',
  'Crm_Implied_Manage_Profiles',
  'Crm_Implied_Manage_Data_Enrichment',
  'Crm_Implied_View_Voc_Record_Insights',
  'Crm_Implied_Send_Email',
] as const;

export interface Permission {
  readonly name: string;
  readonly display_label: string;
  /** Module api name, or null. */
  readonly module: string | null;
  readonly parent: string | null;
  readonly section: string;
  readonly category: string;
}

/** `Crm_Implied_View_Accounts`; a subform's rows follow the module they belong to. */
export function modulePermission(verb: ModuleVerb, module: string): string {
  return `Crm_Implied_${verb}_${module === 'Deal_Line_Items' ? 'Deals' : module}`;
}

/** Every permission an org's profiles hold, in the order ids are given. Without the native section no `zoho_abm` names exist. */
export function permissionCatalogue(nativeAbm: boolean): readonly Permission[] {
  const modules = PERMISSION_MODULES.flatMap((module) =>
    MODULE_VERBS.map((verb) => ({
      name: modulePermission(verb, module),
      display_label: verb,
      module,
      parent: verb === 'View' ? null : modulePermission('View', module),
      section: 'module_permissions',
      category: module,
    })),
  );
  const general = GENERAL_PERMISSIONS.map((name) => ({
    name,
    display_label: name.replace('Crm_Implied_', '').replaceAll('_', ' '),
    module: null,
    parent: null,
    section: 'setup_permissions',
    category: 'general',
  }));
  const abm = ABM_PERMISSIONS.map((name) => ({
    name,
    display_label: name.replace('Crm_Implied_', '').replaceAll('_', ' '),
    module: null,
    parent: name === ABM_ACCESS ? null : ABM_ACCESS,
    section: 'zoho_abm',
    category: 'zoho_abm',
  }));
  return [...modules, ...general, ...(nativeAbm ? abm : [])];
}

import { ABM_RIGHTS, ADMINISTRATOR, MANAGE_AUTOMATION, MANAGE_DATA_ENRICHMENT, exportPermission } from './rights.ts';

/** Who asks: a profile's nature and the permission names it grants. `CrmProfile` fits; orgs without the native section pass `callerFromGrid`. */
export interface Caller {
  readonly administrator: boolean;
  readonly granted: ReadonlySet<string>;
}

export type Decision =
  | { readonly allowed: true }
  /** The first missing permission, by the name the CRM gives it, so that the refusal can say what to ask an administrator for (PER-4). */
  | { readonly allowed: false; readonly missing: string };

const { access } = ABM_RIGHTS;

/** PER-1, PER-2: what each action needs, all of it, in the order in which a refusal names it. */
const NEEDS = {
  view: [access],
  createSegments: [access, ABM_RIGHTS.createSegments],
  editSegments: [access, ABM_RIGHTS.editSegments],
  deleteSegments: [access, ABM_RIGHTS.deleteSegments],
  manageJourneys: [access, ABM_RIGHTS.manageJourneys, MANAGE_AUTOMATION],
  pushCampaigns: [access, ABM_RIGHTS.pushCampaigns],
  sendEmail: [access, ABM_RIGHTS.sendEmail],
  createNotes: [access, ABM_RIGHTS.createNotes],
  deleteNotes: [access, ABM_RIGHTS.deleteNotes],
  enrich: [access, MANAGE_DATA_ENRICHMENT],
} as const satisfies Readonly<Record<string, readonly string[]>>;

/** `export` names the CRM module whose records leave; `permissions` edits the profile grid of PER-5. */
export type Action = keyof typeof NEEDS | 'setup' | 'permissions' | { readonly export: string };

const ALLOWED: Decision = { allowed: true };

/**
 * May the caller do it? Pure; the server asks it before every read and write, the widgets only to hide buttons (PER-4).
 * Setup takes an administrator or the setup right and nothing else (PER-1); being an administrator opens nothing else by
 * itself. Anything not known here, action or permission, is denied.
 */
export function can(caller: Caller, action: Action): Decision {
  if (action === 'setup') {
    return caller.administrator ? ALLOWED : requireAll(caller, [ABM_RIGHTS.setup]);
  }
  if (action === 'permissions') {
    return caller.administrator ? ALLOWED : { allowed: false, missing: ADMINISTRATOR };
  }
  if (typeof action === 'object') return requireAll(caller, [access, exportPermission(action.export)]);
  // Actions may come from a decoded request: a name that is not in the table must not inherit from Object.prototype.
  if (!Object.hasOwn(NEEDS, action)) return { allowed: false, missing: action };
  return requireAll(caller, NEEDS[action]);
}

function requireAll(caller: Caller, permissions: readonly string[]): Decision {
  const missing = permissions.find((permission) => !caller.granted.has(permission));
  return missing === undefined ? ALLOWED : { allowed: false, missing };
}

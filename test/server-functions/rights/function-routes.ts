const ACCESS = 'Crm_Implied_Manage_ABM';
const CREATE = 'Crm_Implied_Create_ABM_Segments';
const EDIT = 'Crm_Implied_Edit_ABM_Segments';
const DELETE = 'Crm_Implied_Delete_ABM_Segments';
const SETUP = 'Crm_Implied_Manage_ABM_Configurations';
const EXPORT = 'Crm_Implied_Export_Accounts';

export interface FunctionRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** As the functions register it. */
  readonly path: string;
  /** Any one of these sets of permissions opens it; `administrator` = a profile's nature. An empty set: whoever the CRM vouches for. */
  readonly opens: readonly (readonly string[])[];
  /** A foreign id and an id that never was get the same answer with this code; null = the route takes no id of a thing. */
  readonly unknown: string | null;
}

const view = [[ACCESS]];
const setup = [[SETUP]];

/** PER-1 by route, written from the specification and not from the handlers. A test holds it against what is registered. */
export const FUNCTION_ROUTES: readonly FunctionRoute[] = [
  { method: 'GET', path: '/v1/session', opens: [[]], unknown: null },
  { method: 'GET', path: '/v1/configuration', opens: [[ACCESS], [SETUP]], unknown: null },
  { method: 'GET', path: '/v1/configuration/proposal', opens: setup, unknown: null },
  { method: 'PUT', path: '/v1/configuration', opens: setup, unknown: null },
  { method: 'GET', path: '/v1/setup/org', opens: setup, unknown: null },
  { method: 'GET', path: '/v1/setup/fields', opens: setup, unknown: null },
  { method: 'GET', path: '/v1/setup/draft', opens: setup, unknown: null },
  { method: 'PUT', path: '/v1/setup/draft', opens: setup, unknown: null },
  { method: 'DELETE', path: '/v1/setup/draft', opens: setup, unknown: null },
  { method: 'POST', path: '/v1/setup/count', opens: setup, unknown: null },
  { method: 'POST', path: '/v1/setup/review', opens: setup, unknown: null },
  { method: 'POST', path: '/v1/setup/snapshots', opens: setup, unknown: null },
  { method: 'GET', path: '/v1/setup/snapshots/:id', opens: setup, unknown: 'snapshot.unknown' },
  { method: 'DELETE', path: '/v1/setup/snapshots/:id', opens: setup, unknown: 'snapshot.unknown' },
  { method: 'POST', path: '/v1/setup/snapshots/:id/preview', opens: setup, unknown: null },
  { method: 'POST', path: '/v1/setup/technique-preview', opens: setup, unknown: null },
  { method: 'GET', path: '/v1/permissions', opens: [['administrator']], unknown: null },
  { method: 'PUT', path: '/v1/permissions', opens: [['administrator']], unknown: null },
  { method: 'GET', path: '/v1/policies', opens: [[ACCESS], [SETUP]], unknown: null },
  { method: 'PUT', path: '/v1/policies', opens: setup, unknown: null },
  { method: 'GET', path: '/v1/audit', opens: [['administrator']], unknown: null },
  { method: 'GET', path: '/v1/audit/csv', opens: [['administrator']], unknown: null },
  { method: 'POST', path: '/v1/runs', opens: setup, unknown: null },
  { method: 'GET', path: '/v1/runs/:id', opens: [[ACCESS], [SETUP]], unknown: 'run.unknown' },
  { method: 'GET', path: '/v1/runs/:id/log', opens: setup, unknown: 'run.unknown' },
  { method: 'POST', path: '/v1/runs/:id/pause', opens: setup, unknown: 'run.unknown' },
  { method: 'POST', path: '/v1/runs/:id/cancel', opens: setup, unknown: 'run.unknown' },
  { method: 'POST', path: '/v1/runs/:id/resume', opens: setup, unknown: 'run.unknown' },
  { method: 'GET', path: '/v1/overview', opens: view, unknown: null },
  { method: 'GET', path: '/v1/credits', opens: setup, unknown: null },
  { method: 'PUT', path: '/v1/credits', opens: setup, unknown: null },
  { method: 'GET', path: '/v1/refresh', opens: setup, unknown: null },
  { method: 'PUT', path: '/v1/refresh', opens: setup, unknown: null },
  { method: 'GET', path: '/v1/intake', opens: setup, unknown: null },
  { method: 'PUT', path: '/v1/intake', opens: setup, unknown: null },
  { method: 'POST', path: '/v1/intake/runs', opens: setup, unknown: null },
  { method: 'POST', path: '/v1/intake/runs/:id/pause', opens: setup, unknown: 'intake.unknown' },
  { method: 'POST', path: '/v1/intake/runs/:id/resume', opens: setup, unknown: 'intake.unknown' },
  { method: 'POST', path: '/v1/intake/runs/:id/cancel', opens: setup, unknown: 'intake.unknown' },
  { method: 'GET', path: '/v1/scoring-rules', opens: setup, unknown: null },
  { method: 'PUT', path: '/v1/scoring-rules', opens: setup, unknown: null },
  { method: 'GET', path: '/v1/scoring-rules/versions/:id', opens: setup, unknown: 'scoringRules.unknown' },
  { method: 'GET', path: '/v1/scoring-rules/estimate', opens: setup, unknown: null },
  { method: 'POST', path: '/v1/scoring-rules/runs', opens: setup, unknown: null },
  { method: 'GET', path: '/v1/scoring-rules/runs/:id', opens: setup, unknown: 'rulesRun.unknown' },
  { method: 'POST', path: '/v1/scoring-rules/runs/:id/pause', opens: setup, unknown: 'rulesRun.unknown' },
  { method: 'POST', path: '/v1/scoring-rules/runs/:id/resume', opens: setup, unknown: 'rulesRun.unknown' },
  { method: 'POST', path: '/v1/scoring-rules/runs/:id/cancel', opens: setup, unknown: 'rulesRun.unknown' },
  { method: 'GET', path: '/v1/scored-records', opens: view, unknown: null },
  { method: 'GET', path: '/v1/scored-records/:id', opens: view, unknown: 'scoredRecord.unknown' },
  { method: 'GET', path: '/v1/history/labels', opens: view, unknown: null },
  { method: 'GET', path: '/v1/history/accounts/:id', opens: view, unknown: 'accountHistory.unknown' },
  { method: 'GET', path: '/v1/fields', opens: view, unknown: null },
  { method: 'POST', path: '/v1/segments/preview', opens: view, unknown: null },
  { method: 'POST', path: '/v1/segments/count', opens: view, unknown: null },
  { method: 'GET', path: '/v1/segments', opens: view, unknown: null },
  { method: 'POST', path: '/v1/segments', opens: [[ACCESS, CREATE]], unknown: null },
  { method: 'GET', path: '/v1/segments/:id', opens: view, unknown: 'segment.unknown' },
  { method: 'PUT', path: '/v1/segments/:id', opens: [[ACCESS, EDIT]], unknown: null },
  { method: 'DELETE', path: '/v1/segments/:id', opens: [[ACCESS, DELETE]], unknown: 'segment.unknown' },
  { method: 'POST', path: '/v1/segments/:id/restore', opens: [[ACCESS, DELETE]], unknown: 'segment.unknown' },
  { method: 'POST', path: '/v1/segments/:id/refresh', opens: [[ACCESS, EDIT]], unknown: 'segment.unknown' },
  { method: 'GET', path: '/v1/segments/:id/accounts', opens: view, unknown: 'segment.unknown' },
  { method: 'GET', path: '/v1/segments/:id/performance', opens: view, unknown: 'segment.unknown' },
  { method: 'GET', path: '/v1/segments/:id/distribution', opens: view, unknown: 'segment.unknown' },
  { method: 'POST', path: '/v1/exports', opens: [[ACCESS, EXPORT]], unknown: null },
  { method: 'GET', path: '/v1/exports', opens: [[ACCESS, EXPORT]], unknown: null },
  { method: 'GET', path: '/v1/exports/fields', opens: [[ACCESS, EXPORT]], unknown: null },
  { method: 'GET', path: '/v1/exports/:id', opens: [[ACCESS, EXPORT]], unknown: 'export.unknown' },
  { method: 'POST', path: '/v1/exports/:id/cancel', opens: [[ACCESS, EXPORT]], unknown: 'export.unknown' },
  { method: 'POST', path: '/v1/exports/:id/link', opens: [[ACCESS, EXPORT]], unknown: 'export.unknown' },
  { method: 'GET', path: '/v1/exports/:id/file', opens: [[ACCESS, EXPORT]], unknown: 'export.unknown' },
];

/** The ten rights, Manage Automation and the account module's export right. */
export const GRANTABLE: readonly string[] = [
  ACCESS,
  CREATE,
  EDIT,
  DELETE,
  'Crm_Implied_Manage_ABM_Journeys',
  'Crm_Implied_Manage_ABM_Push_Campaigns',
  'Crm_Implied_Manage_ABM_Email',
  'Crm_Implied_Create_ABM_Notes',
  'Crm_Implied_Delete_ABM_Notes',
  SETUP,
  'Crm_Implied_Manage_Workflow',
  EXPORT,
];

/** The route with an id in it. */
export function addressOf({ path }: FunctionRoute, id: string): string {
  const address = path.replace(':id', id);
  if (path.endsWith('/distribution')) return `${address}?by=label`;
  if (path.startsWith('/v1/scored-records')) return `${address}?module=accounts`;
  if (path === '/v1/fields') return `${address}?module=accounts`;
  return path === '/v1/setup/fields' ? `${address}?module=Accounts` : address;
}

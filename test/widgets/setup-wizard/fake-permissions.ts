import { ABM_RIGHT_NAMES } from '#core/permissions/rights.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What `/v1/permissions` and `/v1/audit` keep; a test changes it under the page's feet. */
export interface FakePermissions {
  native: boolean;
  profiles: readonly Readonly<Record<string, unknown>>[];
  grid: unknown;
  revision: number;
  author: string;
  sharing: boolean;
  sharingRevision: number;
  lines: readonly Readonly<Record<string, unknown>>[];
}

const profile = (id: string, name: string, more: Readonly<Record<string, unknown>> = {}) => ({
  id,
  name,
  custom: true,
  administrator: false,
  rights: [],
  manageAutomation: true,
  ...more,
});

export function fakePermissions(): FakePermissions {
  const line = {
    userName: 'Mara Lindt',
    userId: '3',
    times: 1,
    missing: null,
    subject: null,
    last: Date.parse('2026-11-22T09:12:00Z'),
  };
  return {
    native: false,
    profiles: [
      profile('11', 'Administrator', { custom: false, administrator: true, rights: ABM_RIGHT_NAMES }),
      profile('12', 'Marketing', { rights: ['access', 'createSegments', 'manageJourneys'] }),
      profile('13', 'Sales Representative', { rights: ['access'], manageAutomation: false }),
      profile('14', 'Support'),
    ],
    grid: null,
    revision: 0,
    author: 'Ada Admin',
    sharing: false,
    sharingRevision: 0,
    lines: [
      {
        ...line,
        kind: 'refusal',
        what: 'setup',
        missing: 'Crm_Implied_Manage_ABM_Configurations',
        times: 3,
      },
      { ...line, kind: 'change', what: 'segment.deleted', userName: null },
      { ...line, kind: 'refusal', what: 'export:Accounts', missing: 'Crm_Implied_Export_Accounts' },
    ],
  };
}

/** The contract of the permissions function; null = another route. */
export function answerPermissions(world: FakePermissions, route: string, body: Record<string, unknown>): Answer | null {
  const saved = world.revision === 0 ? null : { author: world.author, at: '2026-11-22T09:30:00Z' };
  const revision = world.revision === 0 ? null : String(world.revision);
  switch (route) {
    case 'GET /v1/permissions':
      return done({ native: world.native, profiles: world.profiles, grid: world.grid, revision, saved });
    case 'PUT /v1/permissions':
      if (body['revision'] !== revision) return { status: 409, body: { code: 'permissions.changedMeanwhile' } };
      world.grid = body['grid'];
      world.revision += 1;
      return done({
        grid: world.grid,
        revision: String(world.revision),
        saved: { author: 'Ada Admin', at: '2026-11-22T10:00:00Z' },
      });
    case 'GET /v1/policies':
      return done(policiesOf(world));
    case 'PUT /v1/policies':
      if (body['revision'] !== policiesOf(world).revision)
        return { status: 409, body: { code: 'policies.changedMeanwhile' } };
      world.sharing = body['respectRecordSharing'] === true;
      world.sharingRevision += 1;
      return done(policiesOf(world));
    case 'GET /v1/audit':
      return done({ day: '2026-11-22', today: '2026-11-22', keptDays: 90, lines: world.lines, more: 0 });
    default:
      return null;
  }
}

function policiesOf({ sharing, sharingRevision }: FakePermissions) {
  const changed = sharingRevision > 0;
  return {
    respectRecordSharing: sharing,
    changedBy: changed ? 'Ada Admin' : null,
    changedAt: changed ? '2026-11-22T09:55:00Z' : null,
    revision: changed ? String(sharingRevision) : null,
  };
}

function done(body: unknown): Answer {
  return { status: 200, body };
}

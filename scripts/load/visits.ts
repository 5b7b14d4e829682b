/** One call as a widget makes it. `route` groups calls in the report. */
export interface Call {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly route: string;
  readonly body?: unknown;
}

/** What appears at once: its calls are made together, as the widget makes them. */
export type Screen = readonly Call[];

/** What a visit can open: taken from the org before the load begins. */
export interface Sights {
  readonly segments: readonly string[];
  readonly accounts: readonly string[];
  /** The run under way. */
  run(): string | null;
}

/** Who may not see amounts has lists by name. */
export const ROLES = ['tab', 'tabWithoutAmounts', 'wizard'] as const;
export type Role = (typeof ROLES)[number];

const get = (path: string, route = path): Call => ({ method: 'GET', path, route: `GET ${route}` });

/** Who renews a session presents it at `POST /v1/session`; once in ten minutes, hence not here. */
const OPEN: Screen = [get('/v1/session')];

/**
 * The next screen of a visit. The ABM tab: overview with movement, the list of segments, a segment with its accounts, performance
 * and distribution, all accounts by amount or name, a new segment's preview, an account's history. The setup: its first page, the
 * run's progress, credits and permissions. The account panel asks the CRM alone (decision 6) and is not here.
 */
export function nextScreen(role: Role, step: number, pick: (below: number) => number, sights: Sights): Screen {
  if (step === 0) return OPEN;
  return role === 'wizard'
    ? wizardScreen(pick(5), sights)
    : tabScreen(pick(10), pick, sights, role === 'tab' ? '-wonMinor' : 'name');
}

function tabScreen(
  which: number,
  pick: (below: number) => number,
  { segments, accounts }: Sights,
  sort: string,
): Screen {
  const segment = segments[pick(segments.length)] ?? '';
  switch (which) {
    case 0:
    case 1:
      return [
        get('/v1/overview'),
        get('/v1/segments'),
        get('/v1/history/labels?technique=rfm&from=2026-06-02&to=2026-06-30&by=week', '/v1/history/labels'),
      ];
    case 2:
    case 3:
      return [
        get(`/v1/segments/${segment}`, '/v1/segments/:id'),
        get(`/v1/segments/${segment}/accounts?page=1&sort=${sort}`, '/v1/segments/:id/accounts'),
        get(`/v1/segments/${segment}/performance`, '/v1/segments/:id/performance'),
        get(`/v1/segments/${segment}/distribution?by=industry`, '/v1/segments/:id/distribution'),
      ];
    case 4:
      return [get(`/v1/segments/${segment}/accounts?page=${1 + pick(20)}&sort=${sort}`, '/v1/segments/:id/accounts')];
    case 5:
      return [get(`/v1/segments/all/accounts?page=${1 + pick(50)}&sort=name`, '/v1/segments/all/accounts')];
    case 6:
      return [
        get(`/v1/segments/all/accounts?page=1&sort=${sort}`, '/v1/segments/all/accounts'),
        get('/v1/segments/all/performance'),
      ];
    case 7:
      return [get('/v1/fields?module=accounts', '/v1/fields'), preview(['champions'])];
    case 8:
      return [preview(pick(2) === 0 ? ['champions', 'loyal'] : ['at-risk'])];
    default:
      return [get(`/v1/history/accounts/${accounts[pick(accounts.length)] ?? ''}`, '/v1/history/accounts/:id')];
  }
}

function preview(values: readonly string[]): Call {
  const criteria = { conditions: [{ field: 'abm:rfm.label', operator: 'isAnyOf', values }], pattern: '' };
  return { method: 'POST', path: '/v1/segments/preview', route: 'POST /v1/segments/preview', body: { criteria } };
}

function wizardScreen(which: number, { run }: Sights): Screen {
  const id = run();
  switch (which) {
    case 0:
      return [get('/v1/setup/org'), get('/v1/configuration'), get('/v1/setup/draft')];
    case 1:
      return [get('/v1/credits')];
    case 2:
      return [get('/v1/permissions'), get('/v1/policies')];
    default:
      return id === null ? [get('/v1/session')] : [get(`/v1/runs/${id}`, '/v1/runs/:id')];
  }
}

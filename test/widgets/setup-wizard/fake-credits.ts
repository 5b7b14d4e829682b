interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What `/v1/credits` and a run's log keep; a test changes it under the page's feet. */
export interface FakeCredits {
  limits: { mostPerRun: number | null; mostPerDay: number | null };
  revision: number;
  author: string;
  empty: boolean;
}

export function fakeCredits(): FakeCredits {
  return { limits: { mostPerRun: null, mostPerDay: null }, revision: 0, author: 'Ada Admin', empty: false };
}

const RUNS = [
  {
    runId: 'run-1',
    requestedAt: '2026-11-22T09:40:00Z',
    kind: 'changes',
    state: 'done',
    estimated: 1_240,
    spent: 1_163,
    byKind: { bulkRead: 500, bulkWrite: 500, query: 117, records: 40, other: 6 },
  },
  {
    runId: 'run-0',
    requestedAt: '2026-11-21T03:00:00Z',
    kind: 'full',
    state: 'failed',
    estimated: 1_240,
    spent: 212,
    byKind: { bulkRead: 200, query: 12 },
  },
  {
    runId: 'intake-20261121',
    requestedAt: '2026-11-21T00:05:00Z',
    state: 'done',
    estimated: null,
    intake: true,
    spent: 4_976,
    byKind: { bulkRead: 50, other: 4_926 },
  },
  { runId: 'run-old', requestedAt: null, state: null, estimated: null, spent: 90, byKind: { query: 88, probe: 2 } },
];

/** The contract of the credits function and of a run's log; null = another route. */
export function answerCredits(world: FakeCredits, route: string, body: Record<string, unknown>): Answer | null {
  switch (route) {
    case 'GET /v1/credits':
      return done({
        budget: budgetOf(world),
        dailyCredits: 75_000,
        today: '2026-11-22',
        days: world.empty
          ? []
          : [
              { day: '2026-11-22', spent: 1_163, byKind: { bulkRead: 500, bulkWrite: 500, query: 163 } },
              { day: '2026-11-21', spent: 302, byKind: { bulkRead: 200, query: 102 } },
            ],
        runs: world.empty ? [] : RUNS,
      });
    case 'PUT /v1/credits':
      if (body['revision'] !== budgetOf(world).revision)
        return { status: 409, body: { code: 'credits.changedMeanwhile' } };
      world.limits = { mostPerRun: limitOf(body['mostPerRun']), mostPerDay: limitOf(body['mostPerDay']) };
      world.revision += 1;
      return done({ budget: budgetOf(world) });
    case 'GET /v1/runs/run-1/log':
      return done({ log: LOG });
    default:
      return null;
  }
}

function budgetOf({ limits, revision, author }: FakeCredits) {
  const decided = revision > 0;
  return {
    ...limits,
    changedBy: decided ? author : null,
    changedAt: decided ? '2026-11-22T09:58:00Z' : null,
    revision: decided ? String(revision) : null,
  };
}

function limitOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

const entry = (step: string, from: string, to: string, more: Readonly<Record<string, unknown>> = {}) => ({
  step,
  from: `2026-11-22T09:${from}Z`,
  to: `2026-11-22T09:${to}Z`,
  rows: null,
  credits: null,
  retries: 0,
  worker: 1,
  note: null,
  ...more,
});
const LOG = {
  run: 'run-1',
  about: {
    org: { id: '7', name: 'Zylker' },
    kind: 'changes',
    scheduled: true,
    state: 'publishedPartly',
    reason: 'rowsRefused',
    requestedAt: '2026-11-22T09:39:58Z',
    startedAt: '2026-11-22T09:40:00Z',
    endedAt: '2026-11-22T09:42:02Z',
    projection: { of: 4_812, written: 4_790 },
    owed: { accounts: 22, waiting: 2 },
    fullBecause: 'settingsChanged',
    repaired: 3,
    difference: { accounts: 7, changed: 0, breaksMoved: 5, dayMoved: 2, missed: 0 },
  },
  first: [
    entry('begin', '40:00.000', '40:01.240', { credits: 6 }),
    entry('accounts', '40:01.240', '40:14.100', { rows: 4_812, credits: 100, note: 'accounts 1' }),
    entry('deals', '40:14.100', '40:20.000', { rows: 20_000, credits: 300, note: 'deals 1', retries: 1 }),
    entry('paused', '40:20.000', '40:20.000', { note: 'Ada Admin' }),
    entry('resumed', '41:00.000', '41:00.000', { note: 'Ben Boss' }),
    entry('deals', '41:00.000', '41:20.000', { rows: 6_113, credits: 100, note: 'deals 2' }),
  ],
  dropped: 0,
  last: [
    entry('publish', '41:20.000', '41:20.100'),
    entry('publish', '41:20.100', '41:24.500', { rows: 4_812, note: 'generation-8' }),
    entry('project', '41:24.500', '41:24.600'),
    entry('project', '41:24.600', '42:02.000', { rows: 4_790, credits: 540 }),
    entry('audit', '42:02.000', '42:02.100'),
  ],
  spent: { begin: 6, accounts: 100, deals: 400, publish: 0, project: 540, audit: 0, paused: 0, resumed: 0 },
  counted: {
    begin: 0,
    accounts: 4_812,
    deals: 26_113,
    publish: 4_812,
    project: 4_790,
    audit: 0,
    paused: 0,
    resumed: 0,
  },
};

function done(body: unknown): Answer {
  return { status: 200, body };
}

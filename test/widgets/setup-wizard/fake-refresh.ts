interface Answer {
  readonly status: number;
  readonly body: unknown;
}

interface FakePolicy {
  everyMinutes: number | null;
  nightlyAt: string;
  workflows: string;
}

/** What `/v1/refresh` keeps; a test changes it under the page's feet. */
export interface FakeRefresh {
  policy: FakePolicy;
  revision: number;
  author: string;
  mostPerDay: number | null;
  spentToday: number;
  /** Before the first run. */
  isNew: boolean;
}

export function fakeRefresh(): FakeRefresh {
  const policy: FakePolicy = { everyMinutes: 15, nightlyAt: '01:00', workflows: 'off' };
  return { policy, revision: 0, author: 'Ada Admin', mostPerDay: 20_000, spentToday: 1_404, isNew: false };
}

const result = (more: Readonly<Record<string, unknown>> = {}) => ({
  state: 'done',
  reason: null,
  fullBecause: null,
  differs: null,
  written: 0,
  readCredits: 17,
  writeCredits: 0,
  ...more,
});
const ran = (at: string, runId: string, more: Readonly<Record<string, unknown>> | null, kind = 'sweep') => ({
  at,
  until: at,
  times: 1,
  kind,
  runId,
  skipped: null,
  result: more === null ? null : result(more),
});
const skipped = (at: string, until: string, times: number, reason: string) => ({
  ...ran(at, '', null),
  until,
  times,
  runId: null,
  skipped: reason,
});
const ENTRIES = [
  ran('2026-11-22T10:04:00Z', 'run-1', null),
  ran('2026-11-22T09:49:00Z', 'run-1', { written: 3, writeCredits: 2 }),
  skipped('2026-11-22T08:49:00Z', '2026-11-22T09:34:00Z', 4, 'budgetReached'),
  ran('2026-11-22T08:34:00Z', 'run-1', {
    fullBecause: 'settingsChanged',
    written: 1,
    readCredits: 400,
    writeCredits: 1,
  }),
  skipped('2026-11-22T08:19:00Z', '2026-11-22T08:19:00Z', 1, 'runUnderWay'),
  ran('2026-11-22T08:04:00Z', 'run-1', { state: 'failed', reason: 'unavailable', readCredits: 3 }),
  ran('2026-11-22T01:04:00Z', 'run-1', { written: 140, differs: 12, readCredits: 900, writeCredits: 14 }, 'nightly'),
  skipped('2026-11-22T00:04:00Z', '2026-11-22T00:49:00Z', 4, 'waitsForNightly'),
];

/** The contract of the refresh function; null = another route. */
export function answerRefresh(world: FakeRefresh, route: string, body: Record<string, unknown>): Answer | null {
  /** A day's credits beside looks for changes. */
  const others = world.isNew ? 0 : 1_010;
  switch (route) {
    case 'GET /v1/refresh':
      return done({
        policy: policyOf(world),
        timeZone: 'Europe/Berlin',
        next: world.isNew ? null : { nightly: '2026-11-23T00:04:00Z', sweep: '2026-11-22T10:19:00Z' },
        fullAt: world.isNew ? null : '2026-11-22T01:12:00Z',
        publishedAt: world.isNew ? null : '2026-11-22T09:50:00Z',
        price: {
          perSweep: 17,
          measured: world.isNew ? 0 : 212,
          projection: world.isNew ? null : 96,
          nightly: world.isNew ? null : 914,
          allLabels: world.isNew ? null : { accounts: 200_000, quiet: 4_000, announced: 20_000 },
          options: [
            { everyMinutes: 15, sweepsPerDay: 92, sweeps: 1_564, total: 1_564 + others },
            { everyMinutes: 1, sweepsPerDay: 1_380, sweeps: 23_460, total: 23_460 + others },
            { everyMinutes: null, sweepsPerDay: 0, sweeps: 0, total: others },
          ],
        },
        dailyCredits: 75_000,
        budget: { mostPerRun: null, mostPerDay: world.mostPerDay },
        spentToday: world.spentToday,
        entries: world.isNew ? [] : ENTRIES,
        days: [],
      });
    case 'PUT /v1/refresh':
      if (body['revision'] !== policyOf(world).revision)
        return { status: 409, body: { code: 'refresh.changedMeanwhile' } };
      world.policy = {
        everyMinutes: body['everyMinutes'] === null ? null : Number(body['everyMinutes']),
        nightlyAt: String(body['nightlyAt']),
        workflows: String(body['workflows']),
      };
      world.revision += 1;
      return done({ policy: policyOf(world) });
    default:
      return null;
  }
}

function policyOf({ policy, revision, author }: FakeRefresh) {
  const decided = revision > 0;
  return {
    ...policy,
    changedBy: decided ? author : null,
    changedAt: decided ? '2026-11-22T09:58:00Z' : null,
    revision: decided ? String(revision) : null,
  };
}

function done(body: unknown): Answer {
  return { status: 200, body };
}

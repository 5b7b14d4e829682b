import { scoringRuleSchema, type ScoringRule } from '#core/scoring-rules/scoring-rules.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What the scoring rules' functions keep; a test changes it under the page's feet. */
export interface FakeRules {
  versions: { rules: readonly ScoringRule[]; author: string }[];
  /** Fields that the profile hides. */
  hidden: readonly string[];
  /** By state and by what it is at; null = there was none. */
  run: Record<string, unknown> | null;
  /** The next look finds a run that goes on at its end. */
  ends: boolean;
  published: boolean;
  credits: number;
}

const names = (en: string, es: string) => ({ en, es });
const shared = { active: true, fromDay: '2026-11-02' } as const;
/** Two modules, both kinds, both signs. */
export const SAMPLE_RULES: readonly ScoringRule[] = [
  {
    id: 'makers',
    names: names('Makers of things', 'Fabricantes'),
    module: 'accounts',
    ...shared,
    points: 8,
    kind: 'field',
    criteria: {
      conditions: [
        { field: 'industry', operator: 'isAnyOf', values: ['Manufacturing', 'Software'] },
        { field: 'employees', operator: 'atLeast', number: 250 },
      ],
      pattern: '',
    },
  },
  {
    id: 'opened',
    names: names('Reads what we write', 'Lee lo que escribimos'),
    module: 'accounts',
    ...shared,
    points: 2,
    kind: 'touch',
    channel: 'email',
    response: 'opened',
  },
  {
    id: 'lost',
    names: names('Lost', 'Perdido'),
    module: 'deals',
    ...shared,
    points: -3,
    kind: 'field',
    criteria: { conditions: [{ field: 'stageType', operator: 'is', value: 'lost' }], pattern: '' },
  },
];

export function fakeRules(): FakeRules {
  return { versions: [], hidden: [], run: null, ends: false, published: false, credits: 140 };
}

/** Rules that somebody made before, run for all once. */
export function scored(world: FakeRules): void {
  world.versions = [
    { rules: SAMPLE_RULES.slice(0, 1), author: 'Lucía Fernández' },
    { rules: SAMPLE_RULES, author: 'Ada Admin' },
  ];
  world.published = true;
  world.run = { ...RUN, state: 'done', endedAt: '2026-11-22T09:12:00Z', ...JUDGED };
}

const RECORDS = 4_990;
const JUDGED = { judged: RECORDS, scored: 131, lines: 402, spent: { '2026-11-22': 133 } };
const RUN = {
  id: 'rules-1',
  kind: 'all',
  state: 'running',
  step: 'judge',
  requestedBy: '1',
  requestedAt: '2026-11-22T09:10:00Z',
  startedAt: '2026-11-22T09:10:01Z',
  endedAt: null,
  reason: null,
  estimated: 140,
  records: RECORDS,
  spent: {},
  judged: 0,
  scored: 0,
  lines: 0,
  warnings: [],
};
/** Records with points. */
const RANKED = 131;
const PAGE = 50;

/** The contract of the scoring rules' functions; null = another route. */
export function answerRules(
  world: FakeRules,
  route: string,
  path: string,
  body: Record<string, unknown>,
): Answer | null {
  const query = new URLSearchParams(path.split('?')[1] ?? '');
  switch (route) {
    case 'GET /v1/scoring-rules':
      moveOn(world);
      return done(standing(world));
    case 'GET /v1/scoring-rules/runs/rules-1':
      if (world.run === null) return refused(404, 'rulesRun.unknown');
      moveOn(world);
      return done({ run: world.run });
    case 'PUT /v1/scoring-rules':
      return put(world, body);
    case 'GET /v1/scoring-rules/estimate':
      return done({ credits: world.credits, records: { accounts: 4_812, deals: 178 } });
    case 'POST /v1/scoring-rules/runs':
      if (world.run !== null && !isOver(world.run)) return refused(409, 'scoringRules.alreadyRunning');
      world.run = { ...RUN };
      world.ends = false;
      return { status: 202, body: { run: world.run } };
    case 'POST /v1/scoring-rules/runs/rules-1/pause':
    case 'POST /v1/scoring-rules/runs/rules-1/resume':
    case 'POST /v1/scoring-rules/runs/rules-1/cancel':
      return steer(world, path.split('/').at(-1) ?? '');
    case 'GET /v1/scored-records':
      if (query.get('module') === 'contacts') return refused(403, 'scoredRecord.moduleHidden');
      return done(ranked(world, query.get('module') ?? '', Number(query.get('page'))));
    default:
      if (route.startsWith('GET /v1/scoring-rules/versions/')) {
        const found = world.versions[Number(route.split('/').at(-1)) - 1];
        return found === undefined ? refused(404, 'scoringRules.unknown') : done({ version: 1, rules: found.rules });
      }
      return route.startsWith('GET /v1/scored-records/') ? done(ledger(world, route.split('/').at(-1) ?? '')) : null;
  }
}

/** With each look. */
function moveOn(world: FakeRules): void {
  const { run } = world;
  if (run === null || run['state'] !== 'running') return;
  world.run = world.ends
    ? { ...run, state: 'done', step: 'clean', endedAt: '2026-11-22T10:00:09Z', ...JUDGED }
    : { ...run, judged: 2_400, spent: { '2026-11-22': 61 } };
  world.published ||= world.ends;
}

function standing(world: FakeRules) {
  const { versions } = world;
  return {
    rules: versions.at(-1)?.rules ?? [],
    version: versions.length,
    revision: versions.length === 0 ? null : String(versions.length),
    versions: versions
      .map(({ author }, index) => ({ version: index + 1, changedBy: author, changedAt: '2026-11-22T09:00:00Z' }))
      .toReversed(),
    scores: world.published ? { publishedAt: '2026-11-22T09:12:00Z', rulesVersion: versions.length } : null,
    run: world.run,
  };
}

function put(world: FakeRules, { rules, revision }: Record<string, unknown>): Answer {
  if (revision !== (world.versions.length === 0 ? null : String(world.versions.length)))
    return refused(409, 'scoringRules.changedMeanwhile');
  const parsed = (Array.isArray(rules) ? rules : []).map((rule) => scoringRuleSchema.parse(rule));
  const problems = parsed.flatMap((rule, index) =>
    rule.kind === 'touch'
      ? []
      : rule.criteria.conditions.flatMap(({ field }, at) =>
          world.hidden.includes(field)
            ? [
                {
                  code: 'permissions.conditionOnHiddenField',
                  params: { field },
                  where: `rules[${index}].criteria.conditions[${at}].field`,
                },
              ]
            : [],
        ),
  );
  if (problems.length > 0) return { status: 403, body: { code: 'permission.fieldHidden', problems } };
  world.versions.push({ rules: parsed, author: 'Ada Admin' });
  return done({ version: world.versions.length, revision: String(world.versions.length) });
}

function steer(world: FakeRules, verb: string): Answer {
  const state = { pause: 'paused', resume: 'running', cancel: 'cancelled' }[verb] ?? 'running';
  const endedAt = state === 'cancelled' ? '2026-11-22T10:00:09Z' : null;
  world.run = { ...world.run, state, endedAt, reason: state === 'cancelled' ? 'cancelled' : null };
  return done({ run: world.run });
}

function ranked(world: FakeRules, module: string, page: number) {
  const total = world.published && module === 'accounts' ? RANKED : 0;
  const first = (page - 1) * PAGE;
  return {
    total,
    pageRecords: PAGE,
    publishedAt: world.published ? '2026-11-22T09:12:00Z' : null,
    rulesVersion: world.published ? world.versions.length : null,
    hiddenNames: false,
    records: Array.from({ length: Math.max(0, Math.min(PAGE, total - first)) }, (_, at) => {
      const rank = first + at + 1;
      const positive = 40 - Math.floor(rank / 4);
      const negative = rank % 5 === 0 ? -2 : 0;
      const name = rank === 3 ? null : `Northwind Trading Company ${rank}`;
      return { id: String(9_000 + rank), name, rank, total: positive + negative, positive, negative };
    }),
  };
}

function ledger({ versions }: FakeRules, id: string) {
  return {
    id,
    total: 8,
    positive: 10,
    negative: -2,
    rules: (versions.at(-1)?.rules ?? []).map((rule) => ({ id: rule.id, names: rule.names })),
    ledger: [
      { date: '2026-10-03', points: 8, total: 8, rule: 'makers', touchPoint: null, hidden: false },
      { date: '2026-11-04', points: 2, total: 10, rule: 'opened', touchPoint: 'm1', hidden: false },
      { date: '2026-11-20', points: -2, total: 8, rule: null, touchPoint: null, hidden: true },
    ],
  };
}

function isOver(run: Record<string, unknown>): boolean {
  return ['done', 'failed', 'cancelled'].includes(String(run['state']));
}

function done(body: unknown): Answer {
  return { status: 200, body };
}

function refused(status: number, code: string): Answer {
  return { status, body: { code } };
}

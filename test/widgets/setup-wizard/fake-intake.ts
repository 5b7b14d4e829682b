interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** What `/v1/intake` keeps; a test changes it under the page's feet. */
export interface FakeIntake {
  policy: { state: 'off' | 'on'; mostPerDay: number };
  revision: number;
  /** Contacts that were read, of 12,000 with an address. */
  read: number;
  /** What a ceiling has to be at least. */
  least: number;
  /** How often the CRM was asked for the number of contacts because somebody wanted it. */
  counts: number;
  state: string | null;
  reason: string | null;
}

const WITH_ADDRESS = 12_000;

export function fakeIntake(): FakeIntake {
  return {
    policy: { state: 'off', mostPerDay: 5_000 },
    revision: 0,
    read: 0,
    least: 100,
    counts: 0,
    state: null,
    reason: null,
  };
}

/** The contract of the intake function; null = another route. */
export function answerIntake(
  world: FakeIntake,
  route: string,
  path: string,
  body: Record<string, unknown>,
): Answer | null {
  switch (route) {
    case 'GET /v1/intake':
      if (path.endsWith('?count=now')) world.counts++;
      return done({
        policy: policyOf(world),
        contacts: WITH_ADDRESS + 500 + world.counts,
        countedAt: world.counts === 0 ? '2026-11-22T04:00:00Z' : '2026-11-22T10:00:00Z',
        least: world.least,
        ready: true,
        coverage: {
          withAddress: WITH_ADDRESS,
          read: world.read,
          oldestReadAt: world.read === 0 ? null : '2026-11-19T08:00:00Z',
        },
        percent: world.read === 0 ? null : Math.floor((100 * world.read) / WITH_ADDRESS),
        ceilingToday: world.policy.mostPerDay,
        spentToday: world.read === 0 ? 0 : 1_240,
        intake: world.state === null ? null : { state: world.state, reason: world.reason },
      });
    case 'PUT /v1/intake':
      if (body['revision'] !== policyOf(world).revision)
        return { status: 409, body: { code: 'intake.changedMeanwhile' } };
      if (body['state'] === 'on' && Number(body['mostPerDay']) < world.least)
        return { status: 422, body: { code: 'intake.tooFew', problems: [] } };
      world.policy = { state: body['state'] === 'on' ? 'on' : 'off', mostPerDay: Number(body['mostPerDay']) };
      world.revision += 1;
      return done({ policy: policyOf(world) });
    default:
      return null;
  }
}

function policyOf({ policy, revision }: FakeIntake) {
  const decided = revision > 0;
  return {
    ...policy,
    changedBy: decided ? 'Ada Admin' : null,
    changedAt: decided ? '2026-11-22T09:58:00Z' : null,
    revision: decided ? String(revision) : null,
  };
}

function done(body: unknown): Answer {
  return { status: 200, body };
}

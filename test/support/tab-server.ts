import { criteriaSchema, type Criteria } from '#core/criteria/criteria.ts';
import { answerLedger, createAccountAnswers } from './tab-accounts.ts';
import { membersOf, TAB_ACCOUNTS, TAB_EXPORT_FIELDS, TAB_FIELDS, TAB_LABELS, type TabAccount } from './tab-data.ts';
import { sampleExports } from './tab-exports.ts';
import { answerHistory, type TabHistory } from './tab-history.ts';

/** What an org is like for one test. Everything not named is an administrator's ordinary day. */
export interface TabScenario {
  readonly rights?: Readonly<Record<string, true | { readonly missing: string }>>;
  readonly configured?: boolean;
  /** No run has published yet. */
  readonly unpublished?: boolean;
  readonly run?: unknown;
  /** The viewer's profile hides amounts. */
  readonly amountsHidden?: boolean;
  /** The org respects record sharing, and this many accounts are outside the viewer's view. */
  readonly outside?: number;
  /** And none is inside. */
  readonly noneReadable?: boolean;
  readonly noSegments?: boolean;
  readonly noExports?: boolean;
  /** Labels are from this ISO day. */
  readonly asOf?: string;
  readonly history?: TabHistory;
  /** Voice of the customer is in use, and the negative texts of so many accounts rise. */
  readonly surges?: number;
  /** Scoring rules have given accounts points. */
  readonly scored?: boolean;
  /** Laid over what is published: techniques with what the run said of them. */
  readonly said?: Readonly<Record<string, unknown>>;
}

export interface TabAnswer {
  readonly status: number;
  readonly body: unknown;
}

export interface TabServer {
  handle(method: string, path: string, body: unknown): TabAnswer;
  /** Every request as `METHOD path`. */
  readonly asked: string[];
  /** Makes requests whose `METHOD path` starts so fail with this status, until told otherwise by null. */
  break(start: string, failure: TabAnswer | null): void;
}

interface StoredSegment {
  readonly id: string;
  readonly version: number;
  readonly name: string;
  readonly nature: { readonly kind: string; readonly interval?: string };
  readonly parent: string | null;
  readonly criteria: Criteria;
  readonly evaluatedAt: string;
  readonly entered: number;
  readonly exited: number;
  readonly deleted: boolean;
}

const label = (...values: string[]): Criteria => ({
  conditions: [{ field: 'abm:rfm.label', operator: 'isAnyOf', values }],
  pattern: '',
});
export const TAB_NOW = '2026-03-12T08:30:00Z';

export function createTabServer(scenario: TabScenario = {}): TabServer {
  const asked: string[] = [];
  const broken = new Map<string, TabAnswer>();
  const { sum, counts, shownAccount, accountsOf, distributionOf, performanceOf } = createAccountAnswers(
    scenario.amountsHidden === true,
    scenario.surges,
    scenario.scored,
  );
  const asOf = scenario.asOf ?? '2026-03-12';
  const outside = scenario.outside === undefined ? {} : { outside: scenario.outside };
  const segments = new Map<string, StoredSegment>();
  const exports: Record<string, unknown>[] = scenario.noExports === true ? [] : sampleExports();
  const store = (
    given: Omit<StoredSegment, 'version' | 'entered' | 'exited' | 'deleted' | 'evaluatedAt' | 'parent'> &
      Partial<StoredSegment>,
  ): StoredSegment => {
    const segment = { version: 1, parent: null, evaluatedAt: TAB_NOW, entered: 0, exited: 0, deleted: false, ...given };
    segments.set(segment.id, segment);
    return segment;
  };
  if (scenario.noSegments !== true) {
    store({
      id: 'seg-best',
      name: 'Champions and Loyal',
      nature: { kind: 'dynamic', interval: 'weekly' },
      criteria: label('champions', 'loyal'),
      entered: 6,
      exited: 2,
    });
    store({
      id: 'seg-risk',
      name: 'At risk, to be called before the summer campaign',
      nature: { kind: 'static' },
      criteria: label('at-risk', 'cant-lose'),
      evaluatedAt: '2026-02-02T15:05:00Z',
    });
    store({
      id: 'seg-large',
      name: 'Large champions',
      nature: { kind: 'dynamic', interval: 'daily' },
      parent: 'seg-best',
      criteria: {
        conditions: [
          ...label('champions').conditions,
          { field: 'abm:firmographics.label', operator: 'is', value: 'large' },
        ],
        pattern: '',
      },
    });
    store({
      id: 'seg-new',
      name: 'New in spring',
      nature: { kind: 'dynamic', interval: 'monthly' },
      criteria: label('new'),
      evaluatedAt: '2026-03-01T04:00:00Z',
    });
  }

  const card = (segment: StoredSegment) => {
    const members = membersOf(segment.criteria);
    const { deleted: _deleted, ...shown } = segment;
    return {
      ...shown,
      module: 'accounts',
      createdAt: '2026-01-10T10:00:00Z',
      asOf,
      accounts: members.length,
      records: members.length,
      missing: 0,
      wonMinor: sum(members, 'wonMinor'),
      pipelineMinor: sum(members, 'pipelineMinor'),
      ...outside,
    };
  };
  const alive = (id: string): StoredSegment | null => {
    const stored = segments.get(id);
    return stored === undefined || stored.deleted ? null : stored;
  };
  function session(): TabAnswer {
    const rights = {
      setup: true,
      view: true,
      createSegments: true,
      editSegments: true,
      deleteSegments: true,
      exportAccounts: true,
      ...scenario.rights,
    };
    const freshness =
      scenario.unpublished === true
        ? null
        : { asOfDay: Date.parse(asOf) / 86_400_000, publishedAt: `${asOf}T03:12:00Z`, generation: 'generation-7' };
    const org = { name: 'Zylker', currency: 'EUR', minorDigits: 2, timeZone: 'Europe/Madrid' };
    return found({
      user: { name: 'Elena Ruiz' },
      org,
      rights,
      configured: scenario.configured ?? true,
      freshness,
      run: scenario.run ?? null,
    });
  }

  function overview(): TabAnswer {
    const published = {
      asOf,
      publishedAt: `${asOf}T03:12:00Z`,
      accounts: scenario.noneReadable === true ? 0 : TAB_ACCOUNTS.length + 19,
      included: scenario.noneReadable === true ? 0 : TAB_ACCOUNTS.length,
      ...outside,
      wonMinor: sum(TAB_ACCOUNTS, 'wonMinor'),
      pipelineMinor: sum(TAB_ACCOUNTS, 'pipelineMinor'),
      topAccounts:
        scenario.amountsHidden === true
          ? []
          : byWon()
              .slice(0, 8)
              .map(({ id, name, wonMinor }) => ({ id, name, wonMinor })),
      newAccounts: { since: '2025-09-12', accounts: 17 },
      closingThisMonth: {
        month: '2026-03',
        accounts: 9,
        pipelineMinor: sum(TAB_ACCOUNTS.slice(0, 9), 'pipelineMinor'),
      },
      rfm: {
        labels: counts('rfm', TAB_ACCOUNTS),
        withoutPurchases: TAB_ACCOUNTS.filter(({ scores }) => scores === null).length,
      },
      firmographics: { labels: counts('firmographics', TAB_ACCOUNTS) },
      ...(scenario.surges === undefined
        ? {}
        : {
            voice: { labels: [{ labelId: null, accounts: TAB_ACCOUNTS.length }], surges: scenario.surges },
            fullAt: TAB_NOW,
          }),
      ...scenario.said,
    };
    return found({
      overview: scenario.unpublished === true ? null : published,
      labels: TAB_LABELS,
      accountsModule: 'Accounts',
    });
  }

  function preview(body: unknown): TabAnswer {
    const criteria = criteriaSchema.parse(part(body, 'criteria'));
    const members = membersOf(criteria);
    const compared = alive(String(part(body, 'segment')));
    const before = compared === null ? null : membersOf(compared.criteria);
    const named = (accounts: readonly TabAccount[]) => accounts.slice(0, 10).map(({ id, name }) => ({ id, name }));
    const entered = members.filter((account) => before?.includes(account) === false);
    const exited = before?.filter((account) => !members.includes(account)) ?? [];
    const difference =
      before === null
        ? null
        : { entered: entered.length, exited: exited.length, firstEntered: named(entered), firstExited: named(exited) };
    return found({
      accounts: members.length,
      asOf,
      wonMinor: sum(members, 'wonMinor'),
      pipelineMinor: sum(members, 'pipelineMinor'),
      members: members.slice(0, 20).map(shownAccount),
      difference,
      ...(scenario.outside === undefined ? {} : { outside: null }),
    });
  }

  function write(id: string, body: unknown): TabAnswer {
    const nature = part(body, 'nature');
    const kind = part(nature, 'kind') === 'dynamic' ? 'dynamic' : 'static';
    const interval = kind === 'dynamic' ? { interval: String(part(nature, 'interval')) } : {};
    const segment = store({
      id,
      version: (segments.get(id)?.version ?? 0) + 1,
      name: String(part(body, 'name')),
      nature: { kind, ...interval },
      criteria: criteriaSchema.parse(part(body, 'criteria')),
    });
    return { status: 201, body: { segment: card(segment) } };
  }

  function inSegment(id: string, rest: string, query: URLSearchParams, method: string, body: unknown): TabAnswer {
    const stored = segments.get(id);
    if (rest === 'restore' && stored !== undefined)
      return found({ segment: card(store({ ...stored, deleted: false })) });
    const segment = alive(id);
    if (segment === null && id !== 'all') return { status: 404, body: { code: 'segment.unknown' } };
    const members = segment === null ? TAB_ACCOUNTS : membersOf(segment.criteria);
    if (rest === 'accounts') return found(accountsOf(members, query));
    if (rest === 'distribution') return found(distributionOf(members, query.get('by') ?? 'label'));
    if (rest === 'performance') return found(performanceOf(members));
    if (segment === null) return { status: 404, body: { code: 'segment.unknown' } };
    if (rest === 'refresh') return found({ segment: card(store({ ...segment, entered: 1, exited: 3 })) });
    if (method === 'PUT' && part(body, 'version') !== segment.version)
      return { status: 409, body: { code: 'segment.changedMeanwhile' } };
    if (method === 'PUT') return write(id, body);
    if (method === 'DELETE') {
      store({ ...segment, deleted: true });
      return found({ deleted: id });
    }
    const children = [...segments.values()]
      .filter(({ parent, deleted }) => parent === id && !deleted)
      .map(({ id: childId, name }) => ({ id: childId, name }));
    return found({ segment: card(segment), usedIn: { exports: id === 'seg-risk' ? 2 : 0, children } });
  }

  function route(method: string, path: string, body: unknown): TabAnswer {
    const url = new URL(path, 'https://functions.lodestar.invalid');
    const [, , area = '', id = '', rest = ''] = url.pathname.split('/');
    if (area === 'sign-in')
      return id === '' ? found({ state: 'state-0123456789', url: `${url.origin}/signed-in` }) : grantSession();
    if (area === 'session') return method === 'POST' ? grantSession() : session();
    if (area === 'overview') return overview();
    if (area === 'history') return found(answerHistory(scenario.history ?? 'ordinary', path));
    if (area === 'fields') return found({ fields: TAB_FIELDS });
    if (area === 'scored-records') {
      const ledger = answerLedger(id);
      return ledger === null ? { status: 404, body: { code: 'scoredRecord.unknown' } } : found(ledger);
    }
    if (area === 'runs') return found({ run: scenario.run });
    if (area === 'export-links') return found('zip');
    if (area === 'exports') {
      if (id === 'fields') return found({ fields: TAB_EXPORT_FIELDS });
      if (method === 'POST' && id === '') {
        exports.unshift({
          ...sampleExports()[0],
          id: `exp-${exports.length}`,
          state: 'queued',
          requestedAt: TAB_NOW,
          segmentId: part(body, 'segment'),
          segmentName: alive(String(part(body, 'segment')))?.name ?? null,
          records: null,
          file: null,
          downloadUntil: null,
        });
        return { status: 202, body: { export: exports[0] } };
      }
      if (rest === 'cancel') {
        const row = exports.find((each) => each['id'] === id);
        if (row?.['state'] !== 'queued' && row?.['state'] !== 'running')
          return { status: 409, body: { code: 'export.hasEnded' } };
        Object.assign(row, { state: 'cancelled', endedAt: TAB_NOW });
        return found({ export: row });
      }
      if (rest === 'link') return found({ url: `${url.origin}/v1/export-links/${id}`, seconds: 60 });
      return found({ exports });
    }
    if (area !== 'segments') return { status: 404, body: { code: 'request.noSuchRoute' } };
    if (id === 'preview') return preview(body);
    if (id !== '') return inSegment(id, rest, url.searchParams, method, body);
    if (method === 'POST') return write(`seg-${segments.size + 1}`, body);
    return found({ segments: [...segments.values()].filter(({ deleted }) => !deleted).map(card) });
  }

  return {
    asked,
    break(start, failure) {
      if (failure === null) broken.delete(start);
      else broken.set(start, failure);
    },
    handle(method, path, body) {
      const line = `${method} ${path}`;
      asked.push(line);
      const failure = [...broken].find(([start]) => line.startsWith(start))?.[1];
      return failure ?? route(method, path, body);
    },
  };
}

function grantSession(): TabAnswer {
  return found({
    session: 'bearer-for-the-tab-000',
    expiresIn: 86_400,
    caller: { id: '1', name: 'Elena Ruiz', orgId: '7' },
  });
}

function byWon(): readonly TabAccount[] {
  return TAB_ACCOUNTS.toSorted((a, b) => b.wonMinor - a.wonMinor);
}

function found(body: unknown): TabAnswer {
  return { status: 200, body };
}

function part(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

import { criteriaSchema } from '#core/criteria/criteria.ts';
import { answerLedger, createAccountAnswers } from './tab-accounts.ts';
import { membersOf, TAB_ACCOUNTS, TAB_EXPORT_FIELDS, TAB_FIELDS, type TabAccount } from './tab-data.ts';
import { sampleExports } from './tab-exports.ts';
import { answerHistory } from './tab-history.ts';
import { createTabPublished } from './tab-published.ts';
import { asOfIn, found, outsideIn, TAB_NOW, type TabAnswer, type TabScenario } from './tab-scenario.ts';
import { SAMPLE_SEGMENTS, type GivenSegment, type StoredSegment } from './tab-segments.ts';

export interface TabServer {
  handle(method: string, path: string, body: unknown): TabAnswer;
  /** Every request as `METHOD path`. */
  readonly asked: string[];
  /** Makes requests whose `METHOD path` starts so fail with this status, until told otherwise by null. */
  break(start: string, failure: TabAnswer | null): void;
}

export function createTabServer(scenario: TabScenario = {}): TabServer {
  const asked: string[] = [];
  const broken = new Map<string, TabAnswer>();
  const { sum, counts, shownAccount, accountsOf, distributionOf, performanceOf } = createAccountAnswers(scenario);
  const segments = new Map<string, StoredSegment>();
  const exports: Record<string, unknown>[] = scenario.noExports === true ? [] : sampleExports();
  const store = (given: GivenSegment): StoredSegment => {
    const segment = { version: 1, parent: null, evaluatedAt: TAB_NOW, entered: 0, exited: 0, deleted: false, ...given };
    segments.set(segment.id, segment);
    return segment;
  };
  if (scenario.noSegments !== true) SAMPLE_SEGMENTS.forEach(store);

  const card = (segment: StoredSegment) => {
    const members = membersOf(segment.criteria);
    const { deleted: _deleted, ...shown } = segment;
    return {
      ...shown,
      module: 'accounts',
      createdAt: '2026-01-10T10:00:00Z',
      asOf: asOfIn(scenario),
      accounts: members.length,
      records: members.length,
      missing: 0,
      wonMinor: sum(members, 'wonMinor'),
      pipelineMinor: sum(members, 'pipelineMinor'),
      ...outsideIn(scenario),
    };
  };
  const alive = (id: string): StoredSegment | null => {
    const stored = segments.get(id);
    return stored === undefined || stored.deleted ? null : stored;
  };
  const { session, overview } = createTabPublished(scenario, { sum, counts });

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
      asOf: asOfIn(scenario),
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

function part(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}

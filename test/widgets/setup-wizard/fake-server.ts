import * as z from 'zod/mini';
import { NULL_DAY } from '#core/columns/column-table.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import { NO_LABEL } from '#core/labels/label.ts';
import { labelFields } from '#core/labels/label-fields.ts';
import { configurationSchema } from '#core/configuration/configuration.ts';
import { firmographicsSettingsSchema } from '#core/techniques/firmographics/settings.ts';
import { scoreRfmTotals } from '#core/techniques/rfm/score.ts';
import { rfmSettingsSchema, type RfmSettings } from '#core/techniques/rfm/settings.ts';
import type { RfmTotals } from '#core/techniques/rfm/totals.ts';
import { fail, ok } from '#core/result.ts';
import type { Backend, BackendFailure, BackendRequest } from '#widgets/shared/backend/backend.ts';
import { problemSchema } from '#widgets/shared/schemas/problem.ts';
import { answerCredits, fakeCredits, type FakeCredits } from './fake-credits.ts';
import { answerIntake, fakeIntake, type FakeIntake } from './fake-intake.ts';
import { overviewOf } from './fake-overview.ts';
import { answerPreview, type FakePreviews } from './fake-previews.ts';
import { answerRefresh, fakeRefresh, type FakeRefresh } from './fake-refresh.ts';
import { answerRules, fakeRules, type FakeRules } from './fake-rules.ts';
import { answerPermissions, fakePermissions, type FakePermissions } from './fake-permissions.ts';
import { crmModule, field, lookup, STAGES, STANDARD } from '#test/support/crm-metadata.ts';

/** The day the fake counts to: 2026-11-22. */
const AS_OF_DAY = 20_779;
const ACCOUNTS = 4_812;
const option = (value: string) => ({ id: null, actual: value, display: value, colour: null, stageType: null });

const ORG: Readonly<Record<string, readonly FieldMetadata[]>> = {
  ...STANDARD,
  Accounts: [
    ...(STANDARD['Accounts'] ?? []).map((known) =>
      known.apiName === 'Industry'
        ? { ...known, options: ['Manufacturing', 'Software', 'Healthcare', 'Retail', 'Education'].map(option) }
        : known,
    ),
    field('Account_Type', 'choice', { options: ['Customer', 'Prospect', 'Partner'].map(option) }),
    field('Support_Tier', 'choice', { custom: true, label: 'Support tier', options: ['Gold', 'Silver'].map(option) }),
  ],
  Deals: [
    ...(STANDARD['Deals'] ?? []).map((known) => (known.apiName === 'Stage' ? { ...known, options: STAGES } : known)),
    lookup('End_Customer', 'Accounts', { custom: true, label: 'End customer' }),
    lookup('Main_Product', 'Products', { custom: true, label: 'Main product' }),
    field('Lead_Source', 'choice', { options: ['Web', 'Partner', 'Event'].map(option) }),
  ],
};
/** Not read until somebody chooses it. */
const CUSTOM: Readonly<Record<string, readonly FieldMetadata[]>> = {
  Buyers: [field('Name', 'text', { label: 'Buyer' }), field('Sector', 'choice', { custom: true })],
  // Without the length of a call, which the shipped recipe reads.
  Calls: ['Who_Id', 'What_Id', 'Call_Type', 'Call_Result', 'Call_Start_Time'].map((name) => field(name)),
};

export interface FakeServer {
  handle(request: BackendRequest): { readonly status: number; readonly body: unknown };
  /** The same as the widgets' port. */
  readonly backend: Backend;
  readonly calls: BackendRequest[];
  /** What a test changes under the wizard's feet. */
  readonly world: {
    draft: unknown;
    revision: number | null;
    author: string | null;
    published: unknown;
    /** Next answers by "METHOD path", each once. */
    readonly trouble: Map<string, { status: number; body: unknown }>;
    runState: string;
    offline: boolean;
    polls: number;
    /** What `GET /v1/session` says of the viewer beside the ordinary. */
    session: Readonly<Record<string, unknown>>;
    /** Part of a run's row beside its state. */
    run: Readonly<Record<string, unknown>>;
    /** A snapshot that is never ready. */
    counting: boolean;
    /** What the review warns of, and what the published generation says. */
    warnings: readonly unknown[];
    overview: unknown;
    /** Laid over what the org's metadata says. */
    org: Readonly<Record<string, unknown>>;
    permissions: FakePermissions;
    credits: FakeCredits;
    intake: FakeIntake;
    refresh: FakeRefresh;
    rules: FakeRules;
    previews: FakePreviews;
  };
}

/** The contract of the setup functions, with a made-up org of 4,812 accounts: numbers come from core, like the server's. */
export function createFakeServer(): FakeServer {
  const calls: BackendRequest[] = [];
  const world: FakeServer['world'] = {
    draft: null,
    revision: null,
    author: null,
    published: null,
    trouble: new Map(),
    runState: 'reading',
    offline: false,
    polls: 0,
    session: {},
    run: {},
    counting: false,
    warnings: [],
    overview: null,
    org: {},
    permissions: fakePermissions(),
    credits: fakeCredits(),
    intake: fakeIntake(),
    refresh: fakeRefresh(),
    rules: fakeRules(),
    previews: 'sampled',
  };
  const totals = makeTotals();
  /** Revisions never repeat. */
  let lastRevision = 0;

  function answer({ method, path, body }: BackendRequest): { status: number; body: unknown } {
    const planned = world.trouble.get(`${method} ${path}`);
    if (planned !== undefined) {
      world.trouble.delete(`${method} ${path}`);
      return planned;
    }
    const route = `${method} ${path.split('?')[0]}`;
    const given = isObject(body) ? body : {};
    switch (route) {
      case 'POST /v1/sign-in':
        return done({ state: 'state-0123456789', url: 'https://functions.lodestar.invalid/sign-in' });
      case 'POST /v1/sign-in/state-0123456789':
        return done({ session: 'bearer-0123456789', expiresIn: 86_400, caller: ADA });
      case 'GET /v1/session':
        return done({ ...SESSION, ...world.session });
      case 'DELETE /v1/session':
        return { status: 204, body: null };
      case 'GET /v1/setup/org':
        return done({
          modules: [...Object.keys(STANDARD), 'Buyers'].map((name) =>
            crmModule(name, { pluralLabel: name.replaceAll('_', ' ') }),
          ),
          fields: ORG,
          ...world.org,
        });
      case 'GET /v1/setup/fields':
        return done({ fields: CUSTOM });
      case 'GET /v1/setup/draft':
        return done({ draft: world.draft, revision: world.revision, author: world.author, at: '2026-11-22T09:30:00Z' });
      case 'PUT /v1/setup/draft':
        if (given['revision'] !== world.revision) return { status: 409, body: { code: 'draft.changedMeanwhile' } };
        world.draft = given['draft'];
        lastRevision = Math.max(lastRevision, world.revision ?? 0) + 1;
        world.revision = lastRevision;
        return done({ revision: world.revision });
      case 'DELETE /v1/setup/draft':
        if (world.revision !== null && path !== `/v1/setup/draft?revision=${world.revision}`)
          return { status: 409, body: { code: 'setup.draftChangedMeanwhile' } };
        world.draft = null;
        world.revision = null;
        return { status: 204, body: null };
      case 'GET /v1/configuration':
        return done({ configuration: world.published });
      case 'POST /v1/setup/count':
        return done(countOf(given['criteria']));
      case 'POST /v1/setup/snapshots':
        world.polls = 0;
        return done({ id: 'snapshot-1' });
      case 'GET /v1/setup/snapshots/snapshot-1':
        return done({
          id: 'snapshot-1',
          state: world.polls++ > 0 && !world.counting ? 'ready' : 'running',
          progress: { accounts: 2_000, deals: 11_480 },
          problems: [],
        });
      case 'DELETE /v1/setup/snapshots/snapshot-1':
        return { status: 204, body: null };
      case 'POST /v1/setup/snapshots/snapshot-1/preview':
        return done(previewOf(given, totals));
      case 'POST /v1/setup/technique-preview':
        return answerPreview(world.previews, given);
      case 'POST /v1/setup/review': {
        const { techniques } = configurationSchema.parse(given['configuration']);
        const { rfm, firmographics } = techniques;
        const fields = labelFields({ rfm: rfm?.labels ?? null, firmographics: firmographics?.labels ?? null });
        return done({
          fields: fields.map(({ field: { apiName, label } }) => ({ apiName, label, exists: false })),
          credits: 1_240,
          dailyCredits: 75_000,
          problems: [],
          warnings: world.warnings,
        });
      }
      case 'GET /v1/overview':
        return done(overviewOf(world.overview, world.published));
      case 'PUT /v1/configuration':
        world.published = given['configuration'];
        return done({ configuration: world.published, fields: [] });
      case 'POST /v1/runs':
        return { status: 202, body: { run: { ...runOf(world.runState), ...world.run } } };
      case 'GET /v1/runs/run-1':
        return done({ run: { ...runOf(world.runState), ...world.run } });
      case 'POST /v1/runs/run-1/pause':
      case 'POST /v1/runs/run-1/resume':
      case 'POST /v1/runs/run-1/cancel':
        world.runState =
          { pause: 'paused', resume: 'reading', cancel: 'cancelled' }[path.split('/').at(-1) ?? ''] ?? 'reading';
        return done({ run: { ...runOf(world.runState), ...world.run } });
      default:
        return (
          answerPermissions(world.permissions, route, given) ??
          answerCredits(world.credits, route, given) ??
          answerIntake(world.intake, route, path, given) ??
          answerRules(world.rules, route, path, given) ??
          answerRefresh(world.refresh, route, given) ?? { status: 404, body: { code: 'request.noSuchRoute' } }
        );
    }
  }

  const handle: FakeServer['handle'] = (request) => {
    // As on the wire: what a model holds on to cannot change what was sent.
    const sent: BackendRequest = {
      ...request,
      ...(request.body === undefined ? {} : { body: structuredClone(request.body) }),
    };
    calls.push(sent);
    return answer(sent);
  };
  return {
    calls,
    world,
    handle,
    backend: {
      async call(request) {
        if (world.offline) return fail({ reason: 'offline' });
        const { status, body } = handle(request);
        return status < 300 ? ok(structuredClone(body)) : fail(failureOf(status, body));
      },
      download: () => Promise.reject(new Error('setup downloads nothing')),
    },
  };
}

const ADA = { id: '1', name: 'Ada Admin', orgId: '7' };
const SESSION = {
  user: { name: 'Ada Admin' },
  org: { name: 'Zylker', currency: 'EUR', minorDigits: 2, timeZone: 'Europe/Madrid' },
  rights: {
    setup: true,
    view: true,
    createSegments: true,
    editSegments: true,
    deleteSegments: true,
    exportAccounts: true,
  },
  configured: false,
  freshness: null,
  run: null,
};

function done(body: unknown): { status: number; body: unknown } {
  return { status: 200, body };
}

function failureOf(status: number, body: unknown): BackendFailure {
  const { missing, code, problems } = isObject(body) ? body : {};
  if (status === 401) return { reason: 'signedOut' };
  if (status === 403) {
    const named = z.array(problemSchema).safeParse(problems);
    return { reason: 'refused', missing: String(missing ?? code), ...(named.success && { problems: named.data }) };
  }
  if (status === 404) return { reason: 'notFound' };
  if (status === 409) return { reason: 'conflict', code: String(code) };
  if (status === 410) return { reason: 'gone' };
  return { reason: 'failed', code: String(code) };
}

function countOf(criteria: unknown): unknown {
  const conditions = isObject(criteria) && Array.isArray(criteria['conditions']) ? criteria['conditions'] : [];
  const perCondition = conditions.map((_, index) => 4_120 - 611 * index);
  return { matching: Math.min(ACCOUNTS, ...perCondition), total: ACCOUNTS, perCondition };
}

function runOf(state: string): Record<string, unknown> {
  const projecting = state === 'projecting' || state === 'done';
  return {
    id: 'run-1',
    state,
    progress: {
      accounts: state === 'done' ? ACCOUNTS : 2_900,
      deals: state === 'done' ? 26_113 : 15_020,
      lineItems: 0,
    },
    total: { accounts: ACCOUNTS, deals: 26_113 },
    reason: null,
    problems: [],
    projection: projecting ? { of: 4_790, written: state === 'done' ? 4_790 : 1_800, failed: 0 } : null,
  };
}

/** Long-tailed like real sales: few accounts buy much. A fixed generator: the same org every time. */
function makeTotals(): RfmTotals {
  let state = 20_261_122;
  const random = (): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
  const lastDay = new Int32Array(ACCOUNTS).fill(NULL_DAY);
  const frequencyTicks = new Float64Array(ACCOUNTS);
  const monetaryMinor = new Float64Array(ACCOUNTS);
  for (let account = 0; account < ACCOUNTS; account++) {
    if (random() < 0.13) continue;
    const deals = 1 + Math.floor(8 * random() ** 3);
    lastDay[account] = AS_OF_DAY - Math.floor(900 * random() ** 1.6);
    frequencyTicks[account] = deals * 1_000;
    monetaryMinor[account] = Math.round(deals * 90_000 * (0.2 + random() ** 4 * 30));
  }
  return { length: ACCOUNTS, lastDay, frequencyTicks, monetaryMinor };
}

function previewOf(given: Record<string, unknown>, totals: RfmTotals): unknown {
  const rfm = given['rfm'] === null ? null : rfmSettingsSchema.parse(given['rfm']);
  const firmographics =
    given['firmographics'] === null ? null : firmographicsSettingsSchema.parse(given['firmographics']);
  return {
    accounts: totals.length,
    rfm: rfm === null ? null : rfmPreview(rfm, totals),
    firmographics:
      firmographics === null
        ? null
        : {
            labels: [
              ...firmographics.labels.map(({ id }, index) => ({
                labelId: id,
                accounts: 240 + 700 * index,
                wonMinor: 90_000_000 - 15_000_000 * index,
              })),
              { labelId: null, accounts: 312, wonMinor: 2_000_000 },
            ],
          },
  };
}

function rfmPreview(settings: RfmSettings, totals: RfmTotals): unknown {
  const population = new Uint8Array(totals.length).fill(1);
  const scored = scoreRfmTotals({ totals, population, settings, asOfDay: AS_OF_DAY, minorDigits: 2 });
  if (!scored.ok) return { refusal: scored.error.message };
  const { r, f, label, levelCounts, basis, withoutPurchases, warnings } = scored.value;
  const sum = new Map<string, { accounts: number; wonMinor: number }>();
  const add = (key: string, row: number): void => {
    const before = sum.get(key) ?? { accounts: 0, wonMinor: 0 };
    sum.set(key, { accounts: before.accounts + 1, wonMinor: before.wonMinor + (totals.monetaryMinor[row] ?? 0) });
  };
  for (let row = 0; row < totals.length; row++) {
    const index = label[row] ?? NO_LABEL;
    add(`label ${settings.labels[index]?.id ?? ''}`, row);
    if (r[row] !== 0) add(`cell ${r[row]} ${f[row]}`, row);
  }
  const of = (key: string) => sum.get(key) ?? { accounts: 0, wonMinor: 0 };
  return {
    population: basis.population,
    withoutPurchases,
    levels: levelCounts,
    basis,
    labels: [
      ...settings.labels.map(({ id }) => ({ labelId: id, ...of(`label ${id}`) })),
      { labelId: null, ...of('label ') },
    ],
    grid: levelCounts.r.flatMap((_, row) =>
      levelCounts.f.map((__, column) => ({ r: row + 1, f: column + 1, ...of(`cell ${row + 1} ${column + 1}`) })),
    ),
    warnings,
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

import * as z from 'zod/mini';
import { configurationSchema, type Configuration } from '#core/configuration/configuration.ts';
import type { Criteria } from '#core/criteria/criteria.ts';
import type { Mapping } from '#core/mapping/mapping.ts';
import { rfmBasisSchema } from '#core/techniques/rfm/basis.ts';
import type { FirmographicsSettings } from '#core/techniques/firmographics/settings.ts';
import type { RfmSettings } from '#core/techniques/rfm/settings.ts';
import { ask, type Answer } from '#widgets/shared/backend/ask.ts';
import type { Backend, BackendRequest } from '#widgets/shared/backend/backend.ts';
import { messageSchema, problemSchema } from '#widgets/shared/schemas/problem.ts';
import { runViewSchema, type RunView } from '#widgets/shared/schemas/run-view.ts';
import { fieldsSchema, orgSchema, type FieldsByModule, type OrgModules } from './org-schemas.ts';

/** Where the CRM takes no such query all accounts are read: minutes. */
const COUNT_PATIENCE_MS = 10 * 60_000;
const countSchema = z.object({ matching: z.int(), total: z.int(), perCondition: z.array(z.int()) });
export type CriteriaCount = z.infer<typeof countSchema>;

const storedDraftSchema = z.object({
  draft: z.unknown(),
  revision: z.nullable(z.int()),
  author: z.catch(z.nullable(z.string()), null),
  at: z.catch(z.nullable(z.string()), null),
});
export type StoredDraft = z.infer<typeof storedDraftSchema>;

const snapshotSchema = z.object({
  id: z.string(),
  state: z.enum(['running', 'ready', 'failed', 'cancelled']),
  progress: z.catch(z.object({ accounts: z.int(), deals: z.int() }), { accounts: 0, deals: 0 }),
  problems: z.catch(z.array(problemSchema), []),
});
export type SnapshotView = z.infer<typeof snapshotSchema>;

/** Minor units; null = the viewer may not see amounts. */
const amount = z.nullable(z.number());
const labelCounts = z.array(z.object({ labelId: z.nullable(z.string()), accounts: z.int(), wonMinor: amount }));
const counts = z.array(z.int());
const rfmPreviewSchema = z.object({
  population: z.int(),
  withoutPurchases: z.int(),
  levels: z.object({ r: counts, f: counts, m: counts }),
  basis: rfmBasisSchema,
  labels: labelCounts,
  grid: z.array(z.object({ r: z.int(), f: z.int(), accounts: z.int(), wonMinor: amount })),
  warnings: z.array(messageSchema),
});
export type RfmPreview = z.infer<typeof rfmPreviewSchema>;
const previewSchema = z.object({
  accounts: z.int(),
  rfm: z.nullable(z.union([rfmPreviewSchema, z.object({ refusal: messageSchema })])),
  firmographics: z.nullable(z.object({ labels: labelCounts })),
});
export type Preview = z.infer<typeof previewSchema>;

const reviewSchema = z.object({
  fields: z.array(z.object({ apiName: z.string(), label: z.string(), exists: z.boolean() })),
  credits: z.nullable(z.int()),
  /** What the org may spend in 24 hours; unknown to some CRMs. */
  dailyCredits: z.nullish(z.int()),
  /** Techniques that publishing counts an edit of, with what the org's day has seen of them (SET-6). */
  edits: z.catch(z.array(z.object({ technique: z.string(), used: z.int(), limit: z.int() })), []),
  problems: z.array(problemSchema),
  warnings: z.array(problemSchema),
});
export type SetupReview = z.infer<typeof reviewSchema>;

export interface SnapshotRequest {
  readonly mapping: Mapping;
  readonly criteria: Criteria;
  readonly rfm: Pick<RfmSettings, 'recencyField' | 'frequencyOf' | 'monetaryField' | 'contributing'> | null;
}
interface Techniques {
  readonly rfm: RfmSettings | null;
  readonly firmographics: FirmographicsSettings | null;
}
/** The server functions that setup needs, typed. Every answer is read by a schema; one that does not fit is a failure. */
export interface SetupApi {
  org(): Answer<OrgModules>;
  fields(module: string): Answer<FieldsByModule>;
  readDraft(): Answer<StoredDraft>;
  /** `conflict`: another revision stands. */
  writeDraft(draft: unknown, revision: number | null): Answer<number>;
  /** `conflict`: another revision stands, and stays. */
  dropDraft(revision: number): Answer<null>;
  configuration(): Answer<Configuration | null>;
  count(mapping: Mapping, criteria: Criteria, signal: AbortSignal): Answer<CriteriaCount>;
  startSnapshot(request: SnapshotRequest): Answer<string>;
  snapshot(id: string): Answer<SnapshotView>;
  dropSnapshot(id: string): Answer<null>;
  preview(id: string, techniques: Techniques, signal: AbortSignal): Answer<Preview>;
  review(configuration: Configuration): Answer<SetupReview>;
  /** `conflict`: published by somebody else meanwhile. */
  publish(configuration: Configuration, replaces: number | null, reason: string): Answer<null>;
  startRun(): Answer<RunView>;
  run(id: string): Answer<RunView>;
  steerRun(id: string, verb: 'pause' | 'resume' | 'cancel'): Answer<RunView>;
}

/** Over the functions' HTTP routes. Answers never throw: a failure is a value. */
export function createSetupApi(backend: Backend): SetupApi {
  const get = <T>(path: BackendRequest['path'], schema: z.ZodMiniType<T>): Answer<T> =>
    ask(backend, { method: 'GET', path }, schema);
  const post = <T>(
    path: BackendRequest['path'],
    body: unknown,
    schema: z.ZodMiniType<T>,
    signal?: AbortSignal,
  ): Answer<T> => ask(backend, { method: 'POST', path, body, ...(signal === undefined ? {} : { signal }) }, schema);
  const nothing = z.pipe(
    z.unknown(),
    z.transform(() => null),
  );
  const runAnswer = z.pipe(
    z.object({ run: runViewSchema }),
    z.transform(({ run }) => run),
  );
  const id = z.pipe(
    z.object({ id: z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/)) }),
    z.transform((answer) => answer.id),
  );

  return {
    org: () => get('/v1/setup/org', orgSchema),
    fields: (module) => get(`/v1/setup/fields?module=${encodeURIComponent(module)}`, fieldsSchema),
    readDraft: () => get('/v1/setup/draft', storedDraftSchema),
    writeDraft: (draft, revision) =>
      ask(
        backend,
        { method: 'PUT', path: '/v1/setup/draft', body: { draft, revision } },
        z.pipe(
          z.object({ revision: z.int() }),
          z.transform((answer) => answer.revision),
        ),
      ),
    dropDraft: (revision) => ask(backend, { method: 'DELETE', path: `/v1/setup/draft?revision=${revision}` }, nothing),
    configuration: () =>
      get(
        '/v1/configuration',
        z.pipe(
          z.object({ configuration: z.nullable(configurationSchema) }),
          z.transform((answer) => answer.configuration),
        ),
      ),
    count: (mapping, criteria, signal) =>
      ask(
        backend,
        {
          method: 'POST',
          path: '/v1/setup/count',
          body: { mapping, criteria },
          signal,
          patienceMs: COUNT_PATIENCE_MS,
        },
        countSchema,
      ),
    startSnapshot: (request) => post('/v1/setup/snapshots', request, id),
    snapshot: (snapshotId) => get(`/v1/setup/snapshots/${snapshotId}`, snapshotSchema),
    dropSnapshot: (snapshotId) =>
      ask(backend, { method: 'DELETE', path: `/v1/setup/snapshots/${snapshotId}` }, nothing),
    preview: (snapshotId, techniques, signal) =>
      post(`/v1/setup/snapshots/${snapshotId}/preview`, techniques, previewSchema, signal),
    review: (configuration) => post('/v1/setup/review', { configuration }, reviewSchema),
    publish: (configuration, replaces, reason) =>
      ask(backend, { method: 'PUT', path: '/v1/configuration', body: { configuration, replaces, reason } }, nothing),
    startRun: () => post('/v1/runs', {}, runAnswer),
    run: (runId) => get(`/v1/runs/${runId}`, runAnswer),
    steerRun: (runId, verb) => post(`/v1/runs/${runId}/${verb}`, {}, runAnswer),
  };
}

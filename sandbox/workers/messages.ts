import * as z from 'zod';
import { orgChangeSchema } from '../faults/org-change.ts';
import { orgSchema } from '../store/stored-metadata.ts';
import { switchesSchema } from '../switches.ts';

/** What crosses between the HTTP thread and the two workers. Read by schema: `postMessage` keeps no types. */

const orgFilesSchema = z.strictObject({
  /** `formatOrgKey`. */
  key: z.string(),
  database: z.string(),
  /** Uploads and job results. */
  folder: z.string(),
  definition: orgSchema,
  seed: z.strictObject({ moduleUrl: z.string(), options: z.unknown() }).nullable(),
});
export type OrgFiles = z.infer<typeof orgFilesSchema>;

/** `workerData` of both workers. */
export const workerSetupSchema = z.strictObject({ orgs: z.array(orgFilesSchema), switches: switchesSchema });
export type WorkerSetup = z.infer<typeof workerSetupSchema>;

const requestSchema = z.strictObject({
  kind: z.literal('request'),
  id: z.number(),
  method: z.string(),
  /** Path with query. */
  path: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.instanceof(Uint8Array).nullable(),
  orgKey: z.string(),
  userKey: z.string(),
  scopes: z.array(z.string()),
  /** Epoch milliseconds. */
  now: z.number(),
  origin: z.string(),
});
export type ApiRequest = z.infer<typeof requestSchema>;

/** HTTP thread -> API worker. `fill` seeds the orgs, `missing` only those whose file is not there yet; `change` is a fault. */
export const toApiSchema = z.discriminatedUnion('kind', [
  requestSchema,
  z.strictObject({
    kind: z.literal('change'),
    id: z.number(),
    orgKey: z.string(),
    change: orgChangeSchema,
    now: z.number(),
  }),
  z.strictObject({ kind: z.literal('fill'), id: z.number(), orgs: z.enum(['all', 'missing']), now: z.number() }),
]);

const problemSchema = z.strictObject({
  code: z.string(),
  where: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
});
/** Why a fill failed: the person's files are at fault, or something is broken. */
const seedFailureSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('refused'), problems: z.array(problemSchema) }),
  z.strictObject({ kind: z.literal('broken'), message: z.string() }),
]);
export type SeedFailure = z.infer<typeof seedFailureSchema>;

/** API worker -> HTTP thread. */
export const fromApiSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('response'),
    id: z.number(),
    status: z.number(),
    headers: z.record(z.string(), z.string()),
    body: z.instanceof(Uint8Array),
    /** Instead of the body: a file to stream. */
    file: z.string().nullable(),
    credits: z.number(),
    /** A bug's message for the log; answered as INTERNAL_ERROR. */
    bug: z.string().nullable(),
  }),
  z.strictObject({ kind: z.literal('done'), id: z.number(), failure: seedFailureSchema.nullable() }),
]);
export type ApiAnswer = Extract<z.infer<typeof fromApiSchema>, { kind: 'response' }>;

/** API worker -> bulk worker. `release` asks it to end its jobs and close its files; it answers when it has. */
export const toBulkSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('job'), orgKey: z.string(), id: z.string(), now: z.number() }),
  z.strictObject({ kind: z.literal('release') }),
]);

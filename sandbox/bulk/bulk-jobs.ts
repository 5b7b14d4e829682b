import * as z from 'zod';
import { nextId, type OrgStore } from '../store/org-store.ts';
import { ID_SPACE } from '../store/record-id.ts';

export const JOB_STATES = ['ADDED', 'QUEUED', 'IN PROGRESS', 'COMPLETED', 'FAILURE'] as const;
export type JobState = (typeof JOB_STATES)[number];

const comparatorSchema = z.enum([
  'equal',
  'not_equal',
  'in',
  'not_in',
  'less_than',
  'less_equal',
  'greater_than',
  'greater_equal',
  'contains',
  'not_contains',
  'starts_with',
  'ends_with',
  'between',
]);
const scalarSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const conditionSchema = z.object({
  field: z.object({ api_name: z.string() }),
  comparator: comparatorSchema,
  value: z.union([scalarSchema, z.array(scalarSchema)]),
});
export type BulkCondition = z.infer<typeof conditionSchema>;
export interface BulkGroup {
  readonly group_operator: 'and' | 'or' | 'AND' | 'OR';
  readonly group: readonly BulkCriteria[];
}
export type BulkCriteria = BulkCondition | BulkGroup;
const criteriaSchema: z.ZodType<BulkCriteria> = z.union([
  conditionSchema,
  z.object({
    group_operator: z.enum(['and', 'or', 'AND', 'OR']),
    group: z.array(z.lazy((): z.ZodType<BulkCriteria> => criteriaSchema)).min(1),
  }),
]);

export const readQuerySchema = z.object({
  module: z.object({ api_name: z.string() }),
  fields: z.array(z.string()).min(1).max(200).optional(),
  criteria: criteriaSchema.optional(),
  page: z.int().min(1).max(100_000).default(1),
});
export type ReadQuery = z.infer<typeof readQuerySchema>;

export const writeRequestSchema = z.object({
  operation: z.enum(['insert', 'update', 'upsert']),
  ignore_empty: z.boolean().default(false),
  resource: z
    .array(
      z.object({
        type: z.literal('data'),
        module: z.object({ api_name: z.string() }),
        file_id: z.string().regex(/^\d{1,19}$/),
        find_by: z.string().optional(),
        field_mappings: z
          .array(z.object({ api_name: z.string(), index: z.int().min(0).max(199) }))
          .max(200)
          .optional(),
      }),
    )
    .length(1),
});
export type BulkWriteRequest = z.infer<typeof writeRequestSchema>;

const readResultSchema = z.object({ count: z.int(), more: z.boolean() });
const writeResultSchema = z.object({
  added: z.int(),
  updated: z.int(),
  skipped: z.int(),
  total: z.int(),
  fileName: z.string(),
  /** Why the whole file was refused; null when rows were tried. */
  code: z.string().nullable(),
});
export type ReadResult = z.infer<typeof readResultSchema>;
export type WriteResult = z.infer<typeof writeResultSchema>;

interface JobHead {
  readonly id: string;
  readonly state: JobState;
  readonly userKey: string;
  /** Epoch seconds. */
  readonly createdTime: number;
}
export type BulkJob =
  | (JobHead & { readonly kind: 'read'; readonly request: ReadQuery; readonly result: ReadResult | null })
  | (JobHead & { readonly kind: 'write'; readonly request: BulkWriteRequest; readonly result: WriteResult | null });

/** Stores a job in state ADDED; returns its id. */
export function addJob(
  store: OrgStore,
  userKey: string,
  createdTime: number,
  job:
    | { readonly kind: 'read'; readonly request: ReadQuery }
    | { readonly kind: 'write'; readonly request: BulkWriteRequest },
): string {
  const id = nextId(store, ID_SPACE.bulkJobs);
  store.database
    .prepare('INSERT INTO bulk_jobs VALUES (?, ?, ?, ?, ?, ?, NULL)')
    .run(BigInt(id), job.kind, 'ADDED', userKey, createdTime, JSON.stringify(job.request));
  return id;
}

export function readJob(store: OrgStore, id: string): BulkJob | null {
  if (!/^\d{1,19}$/.test(id)) return null;
  const row = store.database
    .prepare('SELECT kind, state, user_key, created_time, request, result FROM bulk_jobs WHERE id = ?')
    .get(BigInt(id));
  if (row === undefined) return null;
  const head = {
    id,
    state: z.enum(JOB_STATES).parse(row['state']),
    userKey: String(row['user_key']),
    createdTime: Number(row['created_time']),
  };
  const request: unknown = JSON.parse(String(row['request']));
  const result: unknown = row['result'] === null ? null : JSON.parse(String(row['result']));
  return row['kind'] === 'read'
    ? {
        ...head,
        kind: 'read',
        request: readQuerySchema.parse(request),
        result: readResultSchema.nullable().parse(result),
      }
    : {
        ...head,
        kind: 'write',
        request: writeRequestSchema.parse(request),
        result: writeResultSchema.nullable().parse(result),
      };
}

export function setJobState(
  store: OrgStore,
  id: string,
  state: JobState,
  result: ReadResult | WriteResult | null = null,
): void {
  store.database
    .prepare('UPDATE bulk_jobs SET state = ?, result = coalesce(?, result) WHERE id = ?')
    .run(state, result === null ? null : JSON.stringify(result), BigInt(id));
}

/** A job's result archive and an upload, inside the org's folder. Ids are digits, so these are always plain names. */
export function resultPath(folder: string, jobId: string): string {
  return `${folder}/job-${BigInt(jobId)}.zip`;
}
export function uploadPath(folder: string, fileId: string): string {
  return `${folder}/upload-${BigInt(fileId)}.zip`;
}

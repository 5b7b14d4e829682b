import { existsSync } from 'node:fs';
import type * as z from 'zod';
import { addJob, readJob, readQuerySchema, resultPath, type BulkJob } from '../../bulk/bulk-jobs.ts';
import { READ_CREDITS, READ_PAGE_ROWS } from '../../bulk/bulk-limits.ts';
import { compileBulkRead } from '../../bulk/compile-bulk-read.ts';
import { readJsonBody } from '../read-parameters.ts';
import { FILE_HEADER, nowSeconds, type ApiApp, type ApiContext } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import { invalidData, ZohoError, type JsonObject } from '../zoho-error.ts';

/** `/crm/bulk/v8/read`: create a job, ask for it, download its result. */
export function addBulkReadRoutes(app: ApiApp): void {
  app.post('/crm/bulk/v8/read', async (c) => {
    requireScope(c, 'bulk', null, 'READ');
    const { context } = c.env;
    const request = parseBody(readQuerySchema, (await readJsonBody(c))['query'], '$.query');
    // Compiled once to refuse now what the job could not do later.
    compileBulkRead(request, context.store(), context.access, context.switches);
    context.charge(READ_CREDITS);
    const id = addJob(context.store(), context.access.user.key, nowSeconds(context), { kind: 'read', request });
    context.startJob(id);
    const details = {
      id,
      operation: 'read',
      state: 'ADDED',
      created_by: creator(c),
      created_time: context.formatInstant(nowSeconds(context)),
    };
    const added = { status: 'success', code: 'ADDED_SUCCESSFULLY', message: 'Added successfully.', details };
    return c.json({ data: [added], info: {} }, 201);
  });

  app.get('/crm/bulk/v8/read/:id', (c) => {
    requireScope(c, 'bulk', null, 'READ');
    return c.json({ data: [formatJob(c, requireJob(c, 'read'))] });
  });

  app.get('/crm/bulk/v8/read/:id/result', (c) => {
    requireScope(c, 'bulk', null, 'READ');
    return answerResult(c, requireJob(c, 'read'));
  });
}

/** A body of ours to read strictly enough; throws INVALID_DATA with the place. */
export function parseBody<T>(schema: z.ZodType<T>, value: unknown, root: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? [])
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('');
  throw invalidData(issue?.message ?? 'invalid data', { json_path: `${root}${path}` });
}

/** A job of the caller's; somebody else's does not exist. */
export function requireJob<K extends BulkJob['kind']>(c: ApiContext, kind: K): Extract<BulkJob, { kind: K }> {
  const job = readJob(c.env.context.store(), c.req.param('id') ?? '');
  if (job === null || !isKind(job, kind) || job.userKey !== c.env.context.access.user.key) {
    throw new ZohoError(404, 'RESOURCE_NOT_FOUND', 'the requested resource does not exist', { resource_path_index: 1 });
  }
  return job;
}

function isKind<K extends BulkJob['kind']>(job: BulkJob, kind: K): job is Extract<BulkJob, { kind: K }> {
  return job.kind === kind;
}

/** Hands the archive over as a file, within the download rate. */
export function answerResult(c: ApiContext, job: BulkJob): Response {
  const { context } = c.env;
  const path = resultPath(context.folder, job.id);
  if (job.state !== 'COMPLETED' || !existsSync(path)) {
    throw new ZohoError(400, 'RESOURCE_NOT_FOUND', 'the job has no result', { state: job.state });
  }
  if (!context.takeDownload()) throw new ZohoError(429, 'TOO_MANY_REQUESTS', 'too many downloads in a minute');
  return c.body(null, 200, {
    'Content-Type': 'application/zip',
    'Content-Disposition': `attachment; filename=${job.id}.zip`,
    [FILE_HEADER]: path,
  });
}

/** `{id, name}` of the job's creator, who is the caller. */
export function creator(c: ApiContext): JsonObject {
  const { access } = c.env.context;
  return { id: access.userId.toString(), name: `${access.user.first_name} ${access.user.last_name}` };
}

function formatJob(c: ApiContext, job: Extract<BulkJob, { kind: 'read' }>): JsonObject {
  const { request, result } = job;
  const { page, fields, module } = request;
  return {
    id: job.id,
    operation: 'read',
    state: job.state,
    query: { module, page, ...(fields === undefined ? {} : { fields }) },
    created_by: creator(c),
    created_time: c.env.context.formatInstant(job.createdTime),
    file_type: 'csv',
    ...(result === null || job.state !== 'COMPLETED'
      ? {}
      : {
          result: {
            page,
            count: result.count,
            per_page: READ_PAGE_ROWS,
            more_records: result.more,
            download_url: `/crm/bulk/v8/read/${job.id}/result`,
          },
        }),
  };
}

import { existsSync, writeFileSync } from 'node:fs';
import { addJob, uploadPath, writeRequestSchema, type BulkJob, type BulkWriteRequest } from '../../bulk/bulk-jobs.ts';
import { MAX_UPLOAD_BYTES, WRITE_CREDITS } from '../../bulk/bulk-limits.ts';
import { nextId } from '../../store/org-store.ts';
import { ID_SPACE } from '../../store/record-id.ts';
import { requireModuleAccess } from '../access.ts';
import { readJsonBody } from '../read-parameters.ts';
import { nowSeconds, type ApiApp, type ApiContext } from '../request-context.ts';
import { requireScope } from '../scopes.ts';
import { invalidData, invalidModule, ZohoError, type JsonObject } from '../zoho-error.ts';
import { answerResult, creator, parseBody, requireJob } from './bulk-read-routes.ts';

/** The upload of a CSV in a ZIP, the job over it, and the job's result. */
export function addBulkWriteRoutes(app: ApiApp): void {
  app.post('/crm/v8/upload', async (c) => {
    requireScope(c, 'bulk', null, 'CREATE');
    const { context } = c.env;
    if (c.req.header('feature') !== 'bulk-write')
      throw invalidData('invalid data', { header_name: 'feature', supported_values: ['bulk-write'] });
    if (c.req.header('X-CRM-ORG') !== context.store().org.orgId)
      throw invalidData('invalid data', { header_name: 'X-CRM-ORG' });
    const archive = await readUpload(c);
    const id = nextId(context.store(), ID_SPACE.bulkJobs);
    writeFileSync(uploadPath(context.folder, id), archive);
    const details = { file_id: id, created_time: context.formatInstant(nowSeconds(context)) };
    return c.json({ status: 'success', code: 'FILE_UPLOAD_SUCCESS', message: 'file uploaded.', details });
  });

  app.post('/crm/bulk/v8/write', async (c) => {
    requireScope(c, 'bulk', null, 'CREATE');
    const { context } = c.env;
    const request = parseBody(writeRequestSchema, await readJsonBody(c), '$');
    requireWritable(c, request);
    context.charge(WRITE_CREDITS);
    const id = addJob(context.store(), context.access.user.key, nowSeconds(context), { kind: 'write', request });
    context.startJob(id);
    return c.json(
      { status: 'success', code: 'SUCCESS', message: 'success', details: { id, created_by: creator(c) } },
      201,
    );
  });

  app.get('/crm/bulk/v8/write/:id', (c) => {
    requireScope(c, 'bulk', null, 'READ');
    return c.json(formatJob(c, requireJob(c, 'write')));
  });

  // Outside /crm, as Zoho's own download address is.
  app.get('/v2/crm/:org/bulk-write/:id/:file', (c) => {
    requireScope(c, 'bulk', null, 'READ');
    return answerResult(c, requireJob(c, 'write'));
  });
}

async function readUpload(c: ApiContext): Promise<Uint8Array> {
  const file = (await c.req.parseBody())['file'];
  if (!(file instanceof File))
    throw new ZohoError(400, 'MANDATORY_NOT_FOUND', 'required field not found', { api_name: 'file' });
  if (file.size > MAX_UPLOAD_BYTES)
    throw new ZohoError(413, 'FILE_SIZE_MORE_THAN_ALLOWED_SIZE', 'the file is too large', { limit: MAX_UPLOAD_BYTES });
  const bytes = new Uint8Array(await file.arrayBuffer());
  // "PK": every ZIP begins so. What is inside is looked at by the job.
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) throw new ZohoError(400, 'INVALID_FILE_FORMAT', 'the file is no ZIP');
  return bytes;
}

function requireWritable(c: ApiContext, request: BulkWriteRequest): void {
  const { context } = c.env;
  const [resource] = request.resource;
  if (resource === undefined) throw invalidData('invalid data', { json_path: '$.resource' });
  const verbs = { insert: ['Create'], update: ['Edit'], upsert: ['Create', 'Edit'] } as const;
  for (const verb of verbs[request.operation]) {
    const module = requireModuleAccess(context.store(), context.access, resource.module.api_name, verb);
    if (!module.bulk_supported || module.generated_type === 'subform') throw invalidModule();
    const known = ['id', ...module.fields.map((field) => field.api_name)];
    const unknown = (resource.field_mappings ?? []).findIndex((mapping) => !known.includes(mapping.api_name));
    if (unknown >= 0)
      throw invalidData('invalid field', { json_path: `$.resource[0].field_mappings[${unknown}].api_name` });
  }
  if (!existsSync(uploadPath(context.folder, resource.file_id))) {
    throw invalidData('the id given seems to be invalid', { api_name: 'file_id', json_path: '$.resource[0].file_id' });
  }
}

/** Zoho spells the states of write jobs differently from those of read jobs. */
const WRITE_STATUS = {
  ADDED: 'ADDED',
  QUEUED: 'ADDED',
  'IN PROGRESS': 'INPROGRESS',
  COMPLETED: 'COMPLETED',
  FAILURE: 'FAILED',
} as const;

function formatJob(c: ApiContext, job: Extract<BulkJob, { kind: 'write' }>): JsonObject {
  const { context } = c.env;
  const status = WRITE_STATUS[job.state];
  const { result } = job;
  const path = `/v2/crm/${context.store().org.orgId}/bulk-write/${job.id}/${job.id}.zip`;
  return {
    id: job.id,
    status,
    character_encoding: 'UTF-8',
    operation: job.request.operation,
    created_by: creator(c),
    created_time: context.formatInstant(job.createdTime),
    resource: job.request.resource.map((resource) => ({
      status: result?.code === null || result === null ? status : 'FAILED',
      ...(result?.code === null || result === null ? {} : { code: result.code }),
      type: 'data',
      module: resource.module,
      field_mappings: resource.field_mappings ?? [],
      file: {
        status,
        name: result?.fileName ?? null,
        added_count: result?.added ?? 0,
        updated_count: result?.updated ?? 0,
        skipped_count: result?.skipped ?? 0,
        total_count: result?.total ?? 0,
      },
    })),
    ...(job.state === 'COMPLETED' ? { result: { download_url: `${context.origin}${path}` } } : {}),
  };
}

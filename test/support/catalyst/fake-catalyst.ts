import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import * as z from 'zod';
import { createFakeTable, FakeRefusal, type FakeTable } from './fake-nosql.ts';
import { createFakeBucket, type FakeBucket } from './fake-stratus.ts';
import { AS_DOCUMENTED, type CatalystSwitches } from './switches.ts';

/** What the platform puts into a request's headers and a job's context. */
export const CREDENTIALS = { admin: 'admin-token', user: 'user-token' } as const;

const SIGNATURE_MS = 3_600_000;

const jobSchema = z.strictObject({
  job_name: z.string().regex(/^[A-Za-z0-9_]{1,20}$/),
  jobpool_name: z.string().min(1),
  target_name: z.string().min(1),
  target_type: z.literal('Function'),
  source_type: z.literal('API'),
  params: z.record(z.string(), z.string()),
  job_config: z.strictObject({
    number_of_retries: z.int().min(0).max(10),
    retry_interval: z.int().min(60).max(86_400),
  }),
});
export type SubmittedJob = z.infer<typeof jobSchema>;

export type FakeFault =
  /** The call is made, its answer never arrives. */
  | 'answerLost'
  /** The connection breaks before anything happened. */
  | 'callLost'
  /** 500 with nothing done. */
  | 'serverError'
  | 'tooManyRequests';

/** One Catalyst project. */
export interface FakeProject {
  readonly id: string;
  readonly bucketName: string;
  readonly tables: ReadonlyMap<string, FakeTable>;
  readonly bucket: FakeBucket;
  readonly jobs: SubmittedJob[];
  switches: CatalystSwitches;
  /** The next calls meet these; `reads` and `writes` apart, since a re-read is what settles a write. */
  readonly faults: { readonly writes: FakeFault[]; readonly reads: FakeFault[] };
  /** Calls by kind, for counting. */
  readonly calls: Map<string, number>;
  /** What the platform hands to a function: request headers, or a job's `catalystHeaders`. */
  readonly headers: Record<string, string>;
}

export interface FakeCatalyst {
  readonly url: string;
  readonly port: number;
  project(switches?: CatalystSwitches): FakeProject;
  close(): Promise<void>;
}

/** Catalyst's NoSQL, Stratus and Job Scheduling over HTTP, as far as Zoho's SDK 3.4.0 calls them here. */
export async function startFakeCatalyst(): Promise<FakeCatalyst> {
  const projects = new Map<string, FakeProject & { readonly tables: Map<string, FakeTable> }>();
  let next = 100;
  const server = createServer((request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk);
    } catch {
      return;
    }
    const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
    const project = projectOf(url, projects);
    if (project === undefined) return send(response, 404, refusal('no such project'));
    const method = request.method ?? 'GET';
    const isRead = method === 'GET' || method === 'HEAD' || /\/item\/(?:fetch|query)$/.test(url.pathname);
    const kind = `${method} ${url.pathname.replace(/^\/baas\/v1\/project\/\d+/, '').replace(/^\/(?!bucket|nosql|job).*/, '/object')}`;
    project.calls.set(kind, (project.calls.get(kind) ?? 0) + 1);
    const fault = (isRead ? project.faults.reads : project.faults.writes).shift();
    if (fault === 'callLost') return void request.socket.destroy();
    if (fault === 'serverError') return send(response, 500, refusal('internal'));
    if (fault === 'tooManyRequests') return send(response, 429, refusal('too many requests'));
    // Objects are reached by a signature that the project's administrator was given, everything else by their token.
    const signed = url.pathname.startsWith('/_signed/') && url.searchParams.get('sign') === `signed-${project.id}`;
    if (!signed && request.headers.authorization !== `Zoho-oauthtoken ${CREDENTIALS.admin}`)
      return send(response, 401, refusal('unauthorized'));
    let reply: Reply;
    try {
      reply = perform(project, request, url, Buffer.concat(chunks));
    } catch (error) {
      if (error instanceof FakeRefusal) reply = { status: error.status, json: refusal(error.message) };
      else if (error instanceof z.ZodError) reply = { status: 400, json: refusal(error.message) };
      else throw error;
    }
    if (fault === 'answerLost') return void request.socket.destroy();
    return send(response, reply.status, reply.json, reply.bytes);
  }

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    project(switches = AS_DOCUMENTED) {
      const id = String(next++);
      const project: FakeProject & { readonly tables: Map<string, FakeTable> } = {
        id,
        bucketName: `bucket${id}`,
        tables: new Map(),
        bucket: createFakeBucket(() => project.switches),
        jobs: [],
        switches,
        faults: { reads: [], writes: [] },
        calls: new Map(),
        headers: {
          'x-zc-projectid': id,
          'x-zc-project-key': `key${id}`,
          'x-zc-environment': 'Production',
          'x-zc-admin-cred-type': 'token',
          'x-zc-admin-cred-token': CREDENTIALS.admin,
          'x-zc-user-cred-type': 'token',
          'x-zc-user-cred-token': CREDENTIALS.user,
          'x-zc-user-type': 'admin',
        },
      };
      projects.set(id, project);
      return project;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

interface Reply {
  readonly status: number;
  readonly json?: unknown;
  readonly bytes?: Buffer;
}

function projectOf<T extends FakeProject>(url: URL, projects: ReadonlyMap<string, T>): T | undefined {
  const byPath = /^\/baas\/v1\/project\/(\d+)\//.exec(url.pathname)?.[1];
  if (byPath !== undefined) return projects.get(byPath);
  // An object's own address: the bucket is the host's first name.
  return [...projects.values()].find(({ bucketName }) => url.hostname === `${bucketName}.zohostratus.com`);
}

function perform(
  project: FakeProject & { readonly tables: Map<string, FakeTable> },
  request: IncomingMessage,
  url: URL,
  body: Buffer,
): Reply {
  const path = url.pathname.replace(/^\/baas\/v1\/project\/\d+/, '');
  const method = request.method ?? 'GET';
  const query = url.searchParams;
  const data = (value: unknown): Reply => ({ status: 200, json: { status: 'success', data: value } });
  if (url.hostname.endsWith('.zohostratus.com')) return performObject(project, request, url, body);

  const table = /^\/nosqltable\/([^/]+)\/item(?:\/(fetch|query))?$/.exec(path);
  if (table !== null) {
    const name = table[1] ?? '';
    const found = project.tables.get(name) ?? createFakeTable(() => project.switches);
    project.tables.set(name, found);
    const action = table[2] === 'fetch' || table[2] === 'query' ? table[2] : 'item';
    return data(found.call(method, action, JSON.parse(body.toString())));
  }
  const { bucket } = project;
  const key = query.get('object_key') ?? '';
  if (path === '/job_scheduling/job' && method === 'POST') {
    project.jobs.push(jobSchema.parse(JSON.parse(body.toString())));
    return data({ job_id: String(project.jobs.length), job_status: 'PENDING' });
  }
  if (path === '/bucket/signature' && query.get('bucket_name') === project.bucketName)
    return data({ signature: `sign=signed-${project.id}`, expiry_time: Date.now() + SIGNATURE_MS });
  if (query.get('bucket_name') !== project.bucketName) throw new FakeRefusal(404, 'no_such_bucket');
  if (path === '/bucket/objects')
    return data(
      bucket.list(
        query.get('prefix') ?? '',
        Number(query.get('max_keys') ?? 1_000),
        query.get('continuation_token') ?? '',
      ),
    );
  if (path === '/bucket/object' && method === 'GET') return data(bucket.details(key));
  if (path === '/bucket/object' && method === 'PUT') {
    const { objects } = z
      .object({ objects: z.array(z.object({ key: z.string() })) })
      .parse(JSON.parse(body.toString()));
    bucket.remove(objects.map((object) => object.key));
    return data({ message: 'Objects deleted successfully' });
  }
  if (path === '/bucket/object/signed-url')
    return data({
      signature: `https://${project.bucketName}.zohostratus.com/_signed/${key}?sign=${project.id}`,
      expiry_in_seconds: query.get('expiry_in_seconds') ?? '',
    });
  throw new FakeRefusal(404, `no route ${method} ${path}`);
}

function performObject({ bucket }: FakeProject, request: IncomingMessage, url: URL, body: Buffer): Reply {
  const key = decodeURIComponent(url.pathname.replace(/^\/(?:_signed\/)?/, ''));
  const query = url.searchParams;
  if (request.method === 'GET') return { status: 200, bytes: bucket.get(key) };
  if (request.method !== 'PUT') throw new FakeRefusal(405, 'INVALID_METHOD');
  if (query.has('multipart')) return { status: 200, json: { key, upload_id: bucket.initiate(key), status: 'PENDING' } };
  if (query.has('completeMultipart')) {
    bucket.complete(query.get('uploadId') ?? '');
    return { status: 202, json: { key } };
  }
  if (query.has('partNumber')) {
    bucket.part(query.get('uploadId') ?? '', Number(query.get('partNumber')), body);
    return { status: 200, json: { key } };
  }
  bucket.put(key, body, request.headers['overwrite'] === 'true');
  return { status: 200, json: { key } };
}

function refusal(message: string): unknown {
  return { status: 'failure', data: { error_code: 'FAKE', message } };
}

function send(response: ServerResponse, status: number, json?: unknown, bytes?: Buffer): void {
  response.writeHead(status, { 'content-type': bytes === undefined ? 'application/json' : 'application/octet-stream' });
  response.end(bytes ?? JSON.stringify(json));
}

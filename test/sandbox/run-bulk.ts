import { setTimeout as wait } from 'node:timers/promises';
import { readZip } from '#server-functions/shared/zip/read-zip.ts';
import { writeZip } from '#server-functions/shared/zip/write-zip.ts';
import { parseCsvRows } from '#sandbox/bulk/parse-csv-rows.ts';
import { toAnswer, type Answer, type Caller, type TestSandbox } from './start-sandbox.ts';

const POLL_MS = 10;

/** Polls a job until it has ended; returns the last answer and every state seen on the way. */
export async function awaitJob(
  caller: Caller,
  path: string,
): Promise<{ readonly job: Answer; readonly states: readonly unknown[] }> {
  const states: unknown[] = [];
  for (;;) {
    const job = await caller.get(path);
    const state = job.at('data', 0, 'state') ?? job.at('status');
    if (states.at(-1) !== state) states.push(state);
    if (['COMPLETED', 'FAILURE', 'FAILED'].includes(String(state))) return { job, states };
    await wait(POLL_MS);
  }
}

/** Runs one bulk read to its end. */
export async function bulkRead(caller: Caller, query: unknown): Promise<{ readonly id: string; readonly job: Answer }> {
  const created = await caller.post('/crm/bulk/v8/read', { query, file_type: 'csv' });
  if (created.status !== 201) throw new Error(JSON.stringify(created.body));
  const id = String(created.at('data', 0, 'details', 'id'));
  return { id, job: (await awaitJob(caller, `/crm/bulk/v8/read/${id}`)).job };
}

/** Downloads an archive and gives its only file as rows of cells. */
export async function downloadCsv(
  sandbox: TestSandbox,
  caller: Caller,
  path: string,
): Promise<{ readonly name: string; readonly rows: readonly (readonly string[])[] }> {
  const url = path.startsWith('http') ? path : sandbox.url + path;
  const response = await fetch(url, { headers: { Authorization: `Zoho-oauthtoken ${caller.token}` } });
  if (response.status !== 200) throw new Error(JSON.stringify((await toAnswer(response)).body));
  for await (const entry of readZip(new Uint8Array(await response.arrayBuffer()))) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of entry.chunks) chunks.push(chunk);
    return { name: entry.name, rows: [...parseCsvRows(Buffer.concat(chunks).toString())] };
  }
  throw new Error('The archive is empty.');
}

/** Uploads CSV lines for a bulk write. */
export async function upload(sandbox: TestSandbox, caller: Caller, lines: readonly string[]): Promise<Answer> {
  async function* content(): AsyncGenerator<Uint8Array, void, void> {
    yield Buffer.from(lines.join('\n'));
  }
  const archive: Uint8Array[] = [];
  for await (const chunk of writeZip([{ name: 'rows.csv', chunks: content() }])) archive.push(chunk);
  return uploadBytes(sandbox, caller, Buffer.concat(archive));
}

export async function uploadBytes(
  sandbox: TestSandbox,
  caller: Caller,
  bytes: Uint8Array,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const form = new FormData();
  form.append('file', new Blob([Uint8Array.from(bytes)], { type: 'application/zip' }), 'rows.zip');
  const response = await fetch(`${sandbox.url}/crm/v8/upload`, {
    method: 'POST',
    headers: {
      Authorization: `Zoho-oauthtoken ${caller.token}`,
      feature: 'bulk-write',
      'X-CRM-ORG': '700010001',
      ...headers,
    },
    body: form,
  });
  return toAnswer(response);
}

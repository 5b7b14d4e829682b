import { createReadStream } from 'node:fs';
import { copyFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { exportFileBlob } from '#server-functions/export/export-row.ts';
import { performJob } from '#server-functions/shared/jobs/perform-job.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { BULK_PAGE_ROWS } from '#server-functions/shared/rest/bulk-read.ts';
import { createRestCrmBatch } from '#server-functions/shared/rest/rest-crm-batch.ts';
import type { RestSender } from '#server-functions/shared/rest/send-rest.ts';
import { createFolderBlob } from '#server-functions/shared/stores/folder-blob.ts';
import { createSqliteStore } from '#server-functions/shared/stores/sqlite-store.ts';
import { ASKED_AT, EXPORT_ID, fieldMetadata, ORG, ORG_KEY, USER_NAMES } from './export-org.ts';
import { measureExport } from './export-report.ts';

/**
 * The whole durable export in one delivery, as the product performs it: inputs frozen, bulk pages downloaded, proven and read,
 * joined with the generation, pieces kept and flushed, put together, hashed and cleaned up after. Only the network is played,
 * from files.
 */
const [rows = '0', , path = '', folder = ''] = process.argv.slice(2);
const clock = { now: () => Date.parse(ASKED_AT) };
const store = createSqliteStore(join(folder, 'store.db'), clock);
const blob = createFolderBlob(join(folder, 'blobs'));
const known = { org: ORG, fields: { Accounts: fieldMetadata() } };
const never = (): Promise<never> => Promise.reject(new Error('an export asks for nothing else'));

/** A bulk job is its page. */
const rest: RestSender = {
  send: never,
  read: (request, schema) => Promise.resolve(schema.parse(answerTo(request))),
  async download({ path: asked }, consume) {
    const { body } = new Response(createReadStream(join(folder, 'pages', `${pageOf(asked)}.zip`)));
    if (body === null) throw new Error('a file is a body');
    return consume(body);
  },
};

function answerTo({ path: asked, json }: Parameters<RestSender['read']>[0]): unknown {
  if (json !== undefined) {
    const text = JSON.stringify(json);
    return { data: [{ details: { id: /"page":(\d+)/.exec(text)?.[1] } }] };
  }
  const page = pageOf(asked);
  const count = Math.min(BULK_PAGE_ROWS, Number(rows) - (page - 1) * BULK_PAGE_ROWS);
  const result = { count, more_records: page * BULK_PAGE_ROWS < Number(rows), download_url: '' };
  return { data: [{ state: 'COMPLETED', result }] };
}

function pageOf(asked: string): number {
  return Number(asked.split('/')[5]);
}

const ports: WorkPorts = {
  store,
  blob,
  clock,
  ids: { next: (prefix) => `${prefix}-1` },
  logger: { info: () => undefined, warn: (event, fields) => console.error(event, fields) },
  crmFor: (_, frozen = known) =>
    createRestCrmBatch({
      rest,
      content: rest,
      clock,
      wait: () => Promise.resolve(),
      downloadGate: () => Promise.resolve(),
      frozen,
    }),
  counterFor: () => null,
  userNamesFor: () => Promise.resolve(USER_NAMES),
};

await measureExport(async () => {
  await performJob(ports, { kind: 'export', org: ORG_KEY, exportId: EXPORT_ID });
});
store.close();
// Its bytes, without the trailer that a folder's objects have.
const file = await blob.read(ORG_KEY, exportFileBlob(EXPORT_ID));
if (file === null) throw new Error('there is no file');
await copyFile(join(folder, 'blobs', ORG_KEY.dc, ORG_KEY.orgId, `${exportFileBlob(EXPORT_ID)}.blob`), path);
await truncate(path, file.info.bytes);

import { stream } from 'hono/streaming';
import type { OrgKey } from '#core/crm/org-key.ts';
import { StoreError } from '#core/store/store-error.ts';
import { readPolicies } from '../policies/policies-store.ts';
import { RefusedError, type FunctionContext } from '../shared/http/function-app.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { readAliveSegment } from './alive-segment.ts';
import { downloadUntil, type ExportRow } from './export-row.ts';
import { attachmentHeader } from './file-name.ts';

type FilePorts = Pick<WorkPorts, 'store' | 'blob' | 'clock'>;

/** The file of an export that may be fetched now; else the refusal, 410 where it was to be had once. */
export async function requireFile(
  ports: FilePorts,
  org: OrgKey,
  row: ExportRow,
): Promise<NonNullable<ExportRow['file']>> {
  // Everybody's accounts were in it: what the org decided since holds for what lies about, too (PER-3).
  if (row.view === null && (await readPolicies(ports.store, org)).respectRecordSharing)
    throw new RefusedError(410, { code: 'export.beforeSharing' });
  const until = row.state === 'done' ? downloadUntil(row) : null;
  if (until === null || row.file === null) throw new RefusedError(409, { code: 'export.notDone' });
  if (ports.clock.now() >= until) {
    await ports.blob.remove(org, row.file.key);
    throw new RefusedError(410, { code: 'export.expired' });
  }
  if (row.segmentId !== null && (await readAliveSegment(ports, org, row.segmentId)) === null)
    throw new RefusedError(410, { code: 'export.segmentDeleted' });
  return row.file;
}

/** Streams it, as an attachment under its own name. */
export async function giveFile(c: FunctionContext, ports: FilePorts, org: OrgKey, row: ExportRow): Promise<Response> {
  const file = await requireFile(ports, org, row);
  const found = await ports.blob.read(org, file.key);
  if (found === null) throw new RefusedError(410, { code: 'export.expired' });
  // Sound in itself is not enough: it must be the file that this export wrote.
  if (found.info.sha256 !== file.sha256) throw new StoreError('blobDamaged', `${file.key} is not what was written`);
  c.header('content-type', 'application/zip');
  c.header('content-length', String(found.info.bytes));
  c.header('content-disposition', attachmentHeader(row.fileName ?? `lodestar-${row.id}.zip`));
  c.header('cache-control', 'no-store');
  c.header('x-content-type-options', 'nosniff');
  c.header('referrer-policy', 'no-referrer');
  c.header('repr-digest', `sha-256=:${Buffer.from(found.info.sha256, 'hex').toString('base64')}:`);
  return stream(c, async (out) => {
    for await (const chunk of found.chunks) await out.write(chunk);
  });
}

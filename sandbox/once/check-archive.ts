import { createHash } from 'node:crypto';
import { readCsv } from '#core/columns/read-csv.ts';
import { readZip } from '#server-functions/shared/zip/read-zip.ts';

/** The download is not what the server said it is. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
}

/** Proves a downloaded export: the stated SHA-256, the archive's checksums, one CSV in it. Gives its number of rows. */
export async function countExportRows(bytes: Uint8Array, digest: string | null): Promise<number> {
  const found = `sha-256=:${createHash('sha256').update(bytes).digest('base64')}:`;
  if (digest !== found) throw new ArchiveError('the download differs from its stated SHA-256');
  let files = 0;
  let rows = 0;
  for await (const entry of readZip(bytes)) {
    files++;
    const spec = { source: entry.name, separator: ',', columns: [{ header: 'Id', as: 'id', kind: 'id' }] } as const;
    for await (const table of readCsv(entry.chunks, spec)) rows += table.length;
  }
  if (files !== 1) throw new ArchiveError(`the archive holds ${files} files instead of one`);
  return rows;
}

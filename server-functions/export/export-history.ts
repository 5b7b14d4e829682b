import { downloadUntil, type ExportRow } from './export-row.ts';

/** What the world makes of an export since it was asked for. */
export interface Standing {
  /** Its segment is deleted. */
  readonly gone: boolean;
  /** The org respects record sharing now (PER-3). */
  readonly isCut: boolean;
}

/** A line of the history: no storage names, nothing of the work; until when the file may be fetched; no count that a view would cut and did not. */
export function toHistory(
  { view, job: _job, ...row }: ExportRow,
  { gone, isCut }: Standing,
): Omit<ExportRow, 'file' | 'view' | 'job'> & {
  readonly file: { readonly bytes: number; readonly sha256: string } | null;
  readonly downloadUntil: string | null;
  /** Its segment is deleted, and undoing that makes it good again (SEG-5); or it holds what sharing keeps from its owner now. */
  readonly invalid: boolean;
  /** It was asked for while the org did not respect record sharing, and does so now. */
  readonly beforeSharing: boolean;
} {
  const isUncut = isCut && view === null;
  const until = downloadUntil(row);
  return {
    ...row,
    ...(isUncut ? { records: null, total: null, missing: null } : {}),
    file: row.file === null ? null : { bytes: row.file.bytes, sha256: row.file.sha256 },
    invalid: gone || isUncut,
    beforeSharing: isUncut,
    downloadUntil: until === null ? null : new Date(until).toISOString(),
  };
}

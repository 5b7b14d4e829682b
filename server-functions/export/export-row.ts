import * as z from 'zod';
import { storedViewSchema } from '../shared/sharing/view-blob.ts';
import { exportJobSchema, newExportJob } from './export-cursor.ts';

/** EXP-2. Days, from completion for the file and from the request for the history. */
export const DOWNLOAD_DAYS = 14;
const HISTORY_DAYS = 90;
const MS_PER_DAY = 86_400_000;
/** EXP-1. */
export const MAX_SELECTED_FIELDS = 200;

/** `cancelled`: stopped by whoever asked for it; no file stays. */
export const EXPORT_STATES = ['queued', 'running', 'done', 'failed', 'cancelled'] as const;

export const exportRowSchema = z.strictObject({
  id: z.string(),
  state: z.enum(EXPORT_STATES),
  requestedBy: z.string(),
  /** ISO instants. */
  requestedAt: z.string(),
  /** Job start (EXP-1): members and labels are those published then; the CRM's own fields are read from then on, page by page. */
  startedAt: z.string().nullable(),
  endedAt: z.string().nullable(),
  /** null = all accounts in ABM. */
  segmentId: z.string().nullable(),
  segmentName: z.string().nullable(),
  module: z.string(),
  /** Api names of the module's fields and references of computed ones, cut to what the requesting user may see. */
  fields: z.array(z.string()),
  /** Asked for, by name or as part of "all", and left out by the user's rights. */
  hiddenFields: z.array(z.string()),
  language: z.enum(['en', 'es']),
  format: z.strictObject({ separator: z.enum([',', ';', '\t']), bom: z.boolean() }),
  generation: z.string().nullable(),
  /** Written so far while it runs, in the file once it is done. */
  records: z.int().nullable(),
  /** Members to write; null before they are known. */
  total: z.int().nullable().default(null),
  /** The accounts that it is cut to, as the requesting user could read them; null = to none (PER-3). */
  view: storedViewSchema.nullable().default(null),
  /** Members left out by that; null = it is not cut, not known yet, or not for this user to know. */
  outside: z.int().nullable().default(null),
  /** Members of the segment whose record is gone. */
  missing: z.int().nullable(),
  /** Cells with half a surrogate pair, written as U+FFFD. */
  brokenTexts: z.int().nullable(),
  file: z.strictObject({ key: z.string(), bytes: z.int(), sha256: z.string() }).nullable(),
  /** What it is saved as; null before it is written. */
  fileName: z.string().nullable().default(null),
  reason: z.string().nullable(),
  /** Rows of before exports could be taken up again have none. */
  job: exportJobSchema.default(newExportJob),
});
export type ExportRow = z.infer<typeof exportRowSchema>;

/** An export that has been asked for: nothing of it is known yet but what was asked. */
export function queuedExport(
  asked: Pick<
    ExportRow,
    | 'id'
    | 'requestedBy'
    | 'requestedAt'
    | 'segmentId'
    | 'segmentName'
    | 'module'
    | 'fields'
    | 'hiddenFields'
    | 'language'
    | 'format'
  >,
): ExportRow {
  return {
    ...asked,
    state: 'queued',
    startedAt: null,
    endedAt: null,
    generation: null,
    records: null,
    total: null,
    view: null,
    outside: null,
    missing: null,
    brokenTexts: null,
    file: null,
    fileName: null,
    reason: null,
    job: newExportJob(),
  };
}

export const EXPORT_PREFIX = 'exports/';

export function isExportOver({ state }: Pick<ExportRow, 'state'>): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

export function exportKey(id: string): string {
  return `${EXPORT_PREFIX}${id}`;
}

/** Objects of one export. */
export function exportFolder(id: string): string {
  return `${EXPORT_PREFIX}${id}`;
}

export function exportFileBlob(id: string): string {
  return `${exportFolder(id)}/file`;
}

/** Where an export's view lies while it is at work. */
export function exportViewBlob(id: string): string {
  return `${exportFolder(id)}/view`;
}

/** Until when the file may be fetched; null while it is not done. Epoch milliseconds. */
export function downloadUntil(row: Pick<ExportRow, 'endedAt' | 'file'>): number | null {
  return row.endedAt === null || row.file === null ? null : Date.parse(row.endedAt) + DOWNLOAD_DAYS * MS_PER_DAY;
}

/** Until when the history names it. Epoch milliseconds. */
export function historyUntil(row: Pick<ExportRow, 'requestedAt'>): number {
  return Date.parse(row.requestedAt) + HISTORY_DAYS * MS_PER_DAY;
}

import * as z from 'zod';
import { jobStateSchema, newJobState, type JobState } from '../shared/runs/job-state.ts';

/**
 * What an export does, in this order. `begin` freezes what the file is made of; `rows` writes one part of the module after the
 * other; `join` puts them together; `clean` removes what only the work needed.
 */
const EXPORT_STEPS = ['begin', 'rows', 'join', 'clean'] as const;
export type ExportStep = (typeof EXPORT_STEPS)[number];

const exportCursorSchema = z.strictObject({
  /** Name of the frozen inputs; null before `begin`. */
  frozen: z.string().nullable(),
  /** Where the reading of the module goes on. */
  next: z.string().nullable(),
  /** Deflated pieces of the file in their order, by name. */
  pieces: z.array(z.string()),
  /** Of the file so far: bytes as CSV and deflated, the CSV's CRC-32, rows, cells with broken texts. */
  bytes: z.int(),
  deflatedBytes: z.int(),
  crc32: z.int(),
  rows: z.int(),
  brokenTexts: z.int(),
});
export type ExportCursor = z.infer<typeof exportCursorSchema>;

export const exportJobSchema = jobStateSchema(exportCursorSchema);

export function newExportJob(): JobState<ExportCursor> {
  return newJobState('begin', {
    frozen: null,
    next: null,
    pieces: [],
    bytes: 0,
    deflatedBytes: 0,
    crc32: 0,
    rows: 0,
    brokenTexts: 0,
  });
}

export function isExportStep(step: string): step is ExportStep {
  return EXPORT_STEPS.some((each) => each === step);
}

import { exportRowSchema, type ExportRow } from '#server-functions/export/export-row.ts';

/** An export that has just been asked for, but for what the test says otherwise. */
export function exportRow(otherwise: Partial<ExportRow> = {}): ExportRow {
  return exportRowSchema.parse({
    id: 'export-1',
    state: 'queued',
    requestedBy: 'test',
    requestedAt: '2026-06-30T12:00:00.000Z',
    startedAt: null,
    endedAt: null,
    segmentId: null,
    segmentName: null,
    module: 'Accounts',
    fields: [],
    hiddenFields: [],
    language: 'en',
    format: { separator: ',', bom: true },
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
    ...otherwise,
  });
}

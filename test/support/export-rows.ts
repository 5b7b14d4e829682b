import { queuedExport, type ExportRow } from '#server-functions/export/export-row.ts';

/** An export that has just been asked for, but for what the test says otherwise. */
export function exportRow(otherwise: Partial<ExportRow> = {}): ExportRow {
  const asked = {
    id: 'export-1',
    requestedBy: 'test',
    requestedAt: '2026-06-30T12:00:00.000Z',
    segmentId: null,
    segmentName: null,
    module: 'Accounts',
    fields: [],
    hiddenFields: [],
    language: 'en',
    format: { separator: ',', bom: true },
  } satisfies Parameters<typeof queuedExport>[0];
  return { ...queuedExport(asked), ...otherwise };
}

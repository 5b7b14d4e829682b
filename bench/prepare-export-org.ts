import { mkdir } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { sliceTable } from '#core/columns/slice-table.ts';
import { proposeConfiguration } from '#core/configuration/propose-configuration.ts';
import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { publishConfiguration } from '#server-functions/configuration/configuration-store.ts';
import { exportKey, historyUntil, queuedExport } from '#server-functions/export/export-row.ts';
import {
  CURRENT_GENERATION,
  generationBlob,
  generationRecordSchema,
} from '#server-functions/score/generation-record.ts';
import { BULK_PAGE_ROWS } from '#server-functions/shared/rest/bulk-read.ts';
import { writeTableParts } from '#server-functions/shared/stores/table-parts.ts';
import { createFolderBlob } from '#server-functions/shared/stores/folder-blob.ts';
import { createOwnJson } from '#server-functions/shared/stores/json-items.ts';
import { createSqliteStore } from '#server-functions/shared/stores/sqlite-store.ts';
import { writeZip } from '#server-functions/shared/zip/write-zip.ts';
import { ASKED_AT, COMPUTED_FIELDS, CRM_FIELDS, EXPORT_ID, generationTable, ORG_KEY, pageCsv } from './export-org.ts';

const PART_ROWS = 50_000;
const [rowsText = '0', folder = ''] = process.argv.slice(2);
const rows = Number(rowsText);

// What lies there when an export begins: the CRM's results, a configuration, a published generation and the export's row.
await mkdir(join(folder, 'pages'), { recursive: true });
for (let page = 1, from = 0; from < rows; page++, from += BULK_PAGE_ROWS) {
  const chunks = eachOf(pageCsv(from, Math.min(from + BULK_PAGE_ROWS, rows), rows));
  await pipeline(writeZip([{ name: 'Accounts.csv', chunks }]), createWriteStream(join(folder, 'pages', `${page}.zip`)));
}
const store = createSqliteStore(join(folder, 'store.db'), { now: () => Date.parse(ASKED_AT) });
const blob = createFolderBlob(join(folder, 'blobs'));
const configuration = proposeConfiguration({
  mapping: {
    accounts: { module: 'Accounts', fields: { name: 'Account_Name', employees: 'Employees', industry: 'Industry' } },
    contacts: null,
    products: null,
    deals: { module: 'Deals', fields: {} },
    dealProducts: { kind: 'none' },
  },
  presets: { rfm: presetRfmSettings(), firmographics: presetFirmographicsSettings() },
  at: ASKED_AT,
  author: 'bench',
});
await publishConfiguration({ store, ids: { next: (prefix) => `${prefix}-1` } }, ORG_KEY, configuration);
const id = 'generation-1';
const { sha256 } = await writeTableParts(blob, ORG_KEY, generationBlob(id, 'accounts'), ranges());
const none = { read: 0, contributing: 0, open: 0, counted: 0, withoutAccount: 0, withoutDay: 0, afterAsOf: 0 };
const generation = generationRecordSchema.parse({
  id,
  digests: { accounts: sha256, months: null },
  runId: 'run-1',
  configurationVersion: 1,
  asOf: '2026-06-30',
  publishedAt: ASKED_AT,
  homeCurrency: 'EUR',
  minorDigits: 2,
  accounts: rows,
  included: rows,
  wonMinor: 0,
  pipelineMinor: 0,
  topAccounts: [],
  rfm: null,
  firmographics: null,
  deals: { ...none, withoutAmount: 0, withoutUnits: 0 },
  reads: [],
});
await createOwnJson(store, ORG_KEY, CURRENT_GENERATION, generation);
const row = queuedExport({
  id: EXPORT_ID,
  requestedBy: '1',
  requestedAt: ASKED_AT,
  segmentId: null,
  segmentName: null,
  module: 'Accounts',
  fields: [...COMPUTED_FIELDS, ...CRM_FIELDS.map(({ apiName }) => apiName)],
  hiddenFields: [],
  language: 'en',
  format: { separator: ',', bom: true },
});
await createOwnJson(store, ORG_KEY, exportKey(EXPORT_ID), row, historyUntil(row));
store.close();

/** As a run writes them. */
function* ranges(): Generator<ColumnTable, void, void> {
  const table = generationTable(rows);
  for (let from = 0; from < rows; from += PART_ROWS) yield sliceTable(table, from, Math.min(rows, from + PART_ROWS));
}

async function* eachOf(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  yield* chunks;
}

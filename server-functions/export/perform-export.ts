import type { Column, ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import { permuteTable } from '#core/columns/permute-table.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { CrmBatch } from '#core/crm/crm-batch.ts';
import { CrmError } from '#core/crm/crm-error.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { createCsvEncoder, type CsvEncoder } from '#core/export/encode-csv.ts';
import { intersectMembers, membersOf, type Members } from '#core/segments/members.ts';
import { StoreError } from '#core/store/store-error.ts';
import { readConfiguration } from '../configuration/configuration-store.ts';
import { GENERATION_COLUMNS as C } from '../score/generation.ts';
import { loadAccounts, readCurrentGeneration } from '../score/load-generation.ts';
import { columnOf } from '../score/column-of.ts';
import { readMembers } from '../segments/evaluate.ts';
import { isOwnDefinition } from '../segments/segment-access.ts';
import { segmentKey, segmentRowSchema, type SegmentRow } from '../segments/segment-row.ts';
import type { WorkPorts } from '../shared/ports.ts';
import { readStoredView } from '../shared/sharing/view-blob.ts';
import { createZoneDay } from '../shared/rest/zone-day.ts';
import { readJson, replaceJson } from '../shared/stores/json-items.ts';
import { writeZip } from '../shared/zip/write-zip.ts';
import { planColumns, type ExportPlan } from './export-columns.ts';
import { createLookupCut } from './cut-lookups.ts';
import { exportKey, exportRowSchema, historyUntil, type ExportRow } from './export-row.ts';
import { exportFileName } from './file-name.ts';
import { readRecordNames, withRecordNames, type RecordNames } from './record-names.ts';
import { describeBug } from '../shared/log/describe-bug.ts';

/** Name of the one file in the archive. */
export const EXPORT_ENTRY = 'accounts.csv';

/** How often the history hears how far an export is. Milliseconds. */
export const PROGRESS_EVERY_MS = 1_000;

/** One export from its row to its file. Ends as `done` or `failed` with a named reason; a second delivery finds nothing to do. */
export async function performExport(
  ports: WorkPorts,
  { org, exportId }: { readonly org: OrgKey; readonly exportId: string },
): Promise<void> {
  const { store, blob, clock, logger } = ports;
  const item = await readJson(store, org, exportKey(exportId), exportRowSchema);
  if (item === null || item.value.state !== 'queued') return;
  const now = (): string => new Date(clock.now()).toISOString();
  const expiresAt = historyUntil(item.value);
  const running: ExportRow = { ...item.value, state: 'running', startedAt: now() };
  const claimed = await replaceJson(store, org, item, running, expiresAt);
  if (claimed.outcome !== 'written') return;
  let present = { key: item.key, revision: claimed.revision };
  let toldAt = clock.now();
  const tell: Progress = async (records, total) => {
    if (clock.now() - toldAt < PROGRESS_EVERY_MS) return;
    toldAt = clock.now();
    const told = await replaceJson(store, org, present, { ...running, records, total }, expiresAt);
    // Nobody else writes this item but whoever cancels it.
    if (told.outcome !== 'written') throw new ExportStoppedError('cancelled');
    present = { ...present, revision: told.revision };
  };

  let ended: ExportRow;
  try {
    ended = { ...running, ...(await writeExport(ports, org, running, tell)), state: 'done', endedAt: now() };
  } catch (error) {
    const reason = reasonOf(error);
    if (reason === 'cancelled') return;
    logger.warn('export.failed', {
      dc: org.dc,
      orgId: org.orgId,
      exportId,
      reason,
      ...(reason === 'internal' ? describeBug(error) : {}),
    });
    ended = { ...running, state: 'failed', endedAt: now(), reason };
  }
  const kept = await replaceJson(store, org, present, ended, expiresAt);
  if (running.view !== null) await blob.remove(org, running.view.key);
  // Cancelled while the last bytes were written: nobody may fetch them.
  if (kept.outcome !== 'written' && ended.file !== null) await blob.remove(org, ended.file.key);
}

type Written = Pick<
  ExportRow,
  'generation' | 'records' | 'total' | 'outside' | 'missing' | 'brokenTexts' | 'file' | 'fileName'
>;
/** Told after every batch; what reaches the history is at most one a `PROGRESS_EVERY_MS`. Throws when the export was cancelled. */
type Progress = (records: number, total: number) => Promise<void>;

/** Something that ends an export by name; carries no cause a person could act on. */
class ExportStoppedError extends Error {
  override readonly name = 'ExportStoppedError';
}

async function writeExport(ports: WorkPorts, org: OrgKey, row: ExportRow, tell: Progress): Promise<Written> {
  const configuration = await readConfiguration(ports.store, org);
  const crm = ports.crmFor(org);
  const current = await readCurrentGeneration(ports, org);
  if (configuration === null || crm === null || current === null) throw new ExportStoppedError('notConfigured');
  const table = await loadAccounts(ports, org, current.value);
  const { members, outside, view } = await membersFor(ports, org, row, table);
  const plan = planColumns(row.fields, configuration, await crm.fields(row.module), {
    ...current.value,
    language: row.language,
  });
  const encoder = createCsvEncoder(plan.columns, { ...row.format, escapeFormulas: true });
  const counts = { records: 0 };
  const accounts = withLabelNames(table, configuration, row.language);
  const names = await readRecordNames(ports, org, plan.named, table);
  const { timeZone } = await crm.org();
  const cut: CutColumns = view === null ? (columns) => columns : createLookupCut(plan.accountLookups, view);
  const csv = encodeRows({ crm, module: row.module, plan, names, members, accounts, cut, encoder, counts, tell });
  const file = await ports.blob.write(org, `exports/${row.id}/file`, writeZip([{ name: EXPORT_ENTRY, chunks: csv }]));
  return {
    generation: current.value.id,
    records: counts.records,
    total: members.length,
    outside,
    missing: members.length - counts.records,
    brokenTexts: encoder.brokenTexts(),
    file,
    fileName: exportFileName(row.segmentName, createZoneDay(timeZone)(ports.clock.now())),
  };
}

type CutColumns = (columns: ReadonlyMap<string, Column>) => ReadonlyMap<string, Column>;

interface ExportMembers {
  readonly members: Members;
  readonly outside: number | null;
  readonly view: Members | null;
}

/** Who belongs to it now, cut to what the requesting user could read when they asked (PER-3). */
async function membersFor(ports: WorkPorts, org: OrgKey, row: ExportRow, table: ColumnTable): Promise<ExportMembers> {
  const segment = row.segmentId === null ? null : await segmentOf(ports, org, row.segmentId);
  const all =
    segment === null
      ? membersOf(table, columnOf(table, C.included, 'boolean').values)
      : await readMembers(ports.blob, org, segment.members);
  if (row.view === null) return { members: all, outside: null, view: null };
  const view = await readStoredView(ports, org, row.view);
  const members = intersectMembers(all, view);
  const isOwn = segment !== null && isOwnDefinition(segment, { userId: row.requestedBy });
  return { members, outside: isOwn ? null : all.length - members.length, view };
}

async function segmentOf({ store }: Pick<WorkPorts, 'store'>, org: OrgKey, id: string): Promise<SegmentRow> {
  const segment = await readJson(store, org, segmentKey(id), segmentRowSchema);
  if (segment === null || segment.value.deletedAt !== null) throw new ExportStoppedError('segmentDeleted');
  return segment.value;
}

/** Batches of the CRM's accounts, cut to the members, with the generation's columns beside them: one batch in memory at a time. */
async function* encodeRows({
  crm,
  module,
  plan,
  names,
  members,
  accounts,
  cut,
  encoder,
  counts,
  tell,
}: {
  readonly crm: CrmBatch;
  readonly module: string;
  readonly plan: ExportPlan;
  readonly names: RecordNames;
  readonly members: Members;
  readonly accounts: ColumnTable;
  readonly cut: CutColumns;
  readonly encoder: CsvEncoder;
  readonly counts: { records: number };
  readonly tell: Progress;
}): AsyncGenerator<Uint8Array, void, void> {
  yield encoder.header();
  const isMember = createIdIndex(members);
  const inGeneration = createIdIndex(columnOf(accounts, C.id, 'id').values.subarray(0, accounts.length));
  const computedTable: ColumnTable = {
    length: accounts.length,
    columns: new Map([...accounts.columns].filter(([key]) => plan.computed.includes(key))),
  };
  const reading = crm.readTable({ module, fields: [{ apiName: 'id', as: 'id', kind: 'id' }, ...plan.reads] });
  for await (const batch of reading.batches) {
    const ids = columnOf(batch, 'id', 'id').values;
    const member = locate(isMember, ids, batch.length);
    const generationRow = locate(inGeneration, ids, batch.length);
    const rows: number[] = [];
    // Accounts that came after the generation have no labels and belong to no segment.
    for (let index = 0; index < batch.length; index++)
      if (member[index] !== -1 && generationRow[index] !== -1) rows.push(index);
    if (rows.length === 0) continue;
    const own = permuteTable(batch, Int32Array.from(rows));
    const computed = permuteTable(
      computedTable,
      Int32Array.from(rows, (index) => generationRow[index] ?? 0),
    );
    const read = cut(new Map<string, Column>([...own.columns, ...computed.columns]));
    const columns = withRecordNames(read, plan.named, names);
    counts.records += rows.length;
    yield encoder.rows({ length: rows.length, columns }, 0, rows.length);
    await tell(counts.records, members.length);
  }
}

/** Label ids are ours; a file for people holds their names. */
function withLabelNames(table: ColumnTable, { techniques }: Configuration, language: 'en' | 'es'): ColumnTable {
  const columns = new Map(table.columns);
  const named = [
    [C.rfmLabel, techniques.rfm?.labels ?? []],
    [C.firmographicsLabel, techniques.firmographics?.labels ?? []],
  ] as const;
  for (const [key, labels] of named) {
    const column = columns.get(key);
    if (column?.kind !== 'text') continue;
    const names = new Map(labels.map((label) => [label.id, label.names[language]] as const));
    columns.set(key, { ...column, dictionary: column.dictionary.map((id) => names.get(id) ?? id) });
  }
  return { length: table.length, columns };
}

function locate(index: ReturnType<typeof createIdIndex>, ids: BigInt64Array, length: number): Int32Array {
  const rows = new Int32Array(length);
  index.locate(ids, length, rows);
  return rows;
}

function reasonOf(error: unknown): string {
  if (error instanceof ExportStoppedError) return error.message;
  if (error instanceof CrmError) return error.reason;
  if (error instanceof StoreError) return error.code;
  return 'internal';
}

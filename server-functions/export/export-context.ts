import { TECHNIQUES } from '#core/labels/label.ts';
import { LABEL_COLUMN } from '../segments/insights/group-rows.ts';
import type { Column } from '#core/columns/column-table.ts';
import type { Label } from '#core/labels/label.ts';
import { createAscendingIndex } from '#core/columns/ascending-index.ts';
import type { IdIndex } from '#core/columns/key-index.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { SlicedCrmBatch } from '#core/crm/sliced-crm-batch.ts';
import { StoreError } from '#core/store/store-error.ts';
import { columnOf } from '../score/column-of.ts';
import { GENERATION_COLUMNS as C } from '../score/generation.ts';
import { openAccounts, type PublishedGeneration } from '../score/load-generation.ts';
import { ACCOUNT_POINTS } from '../scoring-rules/account-points.ts';
import { openColumnFile, rowSlices, type ColumnFile } from '../shared/columns/column-file.ts';
import type { JobControl } from '../shared/jobs/job-control.ts';
import type { WorkPorts } from '../shared/ports.ts';
import type { DurableJob } from '../shared/runs/durable-job.ts';
import { createParts, type Parts } from '../shared/runs/parts.ts';
import { readStoredView } from '../shared/sharing/view-blob.ts';
import { createLookupCut, type CutColumns } from './cut-lookups.ts';
import type { ExportPlan } from './export-columns.ts';
import { exportFolder, type ExportRow } from './export-row.ts';
import { StoppedError } from '../shared/runs/stopped-error.ts';
import { frozenExportSchema, planExport } from './freeze-export.ts';
import { accountNames, type RecordNames } from './record-names.ts';

/** What one delivery of an export works with. */
export interface ExportContext {
  readonly ports: WorkPorts;
  readonly org: OrgKey;
  readonly job: DurableJob<ExportRow>;
  readonly control: JobControl;
  readonly parts: Parts;
  /** Read once a delivery, and closed with it. */
  accountsOf(generation: PublishedGeneration): Promise<ColumnFile>;
  close(): Promise<void>;
  /** Inputs of the export as its row names them; only after `begin`. Read once a delivery. */
  inputs(row: ExportRow): Promise<ExportInputs>;
}

export interface ExportInputs {
  readonly crm: SlicedCrmBatch;
  readonly plan: ExportPlan;
  readonly names: RecordNames;
  /** Of the generation: its accounts, their rows by id, and by row 1 where the file has it. */
  readonly accounts: ColumnFile;
  readonly rowsById: IdIndex;
  readonly isMember: Uint8Array;
  /** The generation's columns that the file has, for rows of it, labels by their names. */
  computed(rows: Int32Array): Promise<ReadonlyMap<string, Column>>;
  readonly cut: CutColumns;
}

/** What a unit leaves: the next row. */
export type ExportUnit = (context: ExportContext, row: ExportRow) => Promise<(row: ExportRow) => ExportRow>;

export function createExportContext(base: Pick<ExportContext, 'ports' | 'org' | 'job' | 'control'>): ExportContext {
  const { ports, org, job } = base;
  const parts = createParts(ports.blob, org, `${exportFolder(job.row.id)}/parts`);
  let known: Promise<ExportInputs> | null = null;
  const opened = new Map<string, Promise<ColumnFile>>();
  const accountsOf = (generation: PublishedGeneration): Promise<ColumnFile> => {
    const file = opened.get(generation.id) ?? openAccounts(ports, org, generation);
    opened.set(generation.id, file);
    return file;
  };
  return {
    ...base,
    parts,
    accountsOf,
    async close() {
      for (const file of await Promise.allSettled(opened.values()))
        if (file.status === 'fulfilled') await file.value.close();
    },
    inputs(row) {
      known ??= loadInputs({ ports, org, parts, accountsOf }, row);
      return known;
    },
  };
}

async function loadInputs(
  { ports, org, parts, accountsOf }: Pick<ExportContext, 'ports' | 'org' | 'parts' | 'accountsOf'>,
  row: ExportRow,
): Promise<ExportInputs> {
  const name = row.job.cursor.frozen;
  if (name === null) throw new TypeError('the export has not begun');
  const frozen = frozenExportSchema.parse(JSON.parse(new TextDecoder().decode(await parts.read(name))));
  const { configuration } = frozen;
  const crm = ports.crmFor(org, { org: frozen.org, fields: { [row.module]: frozen.fields } });
  if (crm === null) throw new StoppedError('notConfigured');
  const plan = planExport(frozen, row);
  const view = row.view === null ? null : await readStoredView(ports, org, row.view);
  const accounts = await accountsOf(frozen.generation);
  const ids = accounts.ids(C.id);
  const rowsById = createAscendingIndex(ids);
  const users = new Map(Object.entries(frozen.userNames));
  const present = plan.computed.filter((key) => accounts.has(key));
  const labels = labelNames(configuration, row.language);
  const points = await readPoints(parts, frozen.points);
  // Of a technique that was published and has not run, or of points that are gone: the column is there, and empty.
  const absent = plan.computed.filter((key) => !accounts.has(key) && (key !== ACCOUNT_POINTS || points === null));
  return {
    crm,
    plan,
    names: {
      users: (each) => Promise.resolve(each.map((id) => users.get(id))),
      accounts: accountNames(accounts, rowsById),
    },
    accounts,
    rowsById,
    isMember: await readMask(parts, frozen.members, rowsById, accounts.length),
    async computed(rows) {
      const { columns } = await accounts.pick(present, rows);
      const own = [...columns].map(([key, column]) => [key, named(column, labels.get(key))] as const);
      const empty: Column = { kind: 'number', values: new Float64Array(rows.length).fill(Number.NaN) };
      return new Map<string, Column>([
        ...own,
        ...(points === null ? [] : [[ACCOUNT_POINTS, points(rows)] as const]),
        ...absent.map((key) => [key, empty] as const),
      ]);
    },
    cut: view === null ? (each) => each : createLookupCut(plan.accountLookups, view),
  };
}

/** Points by row of the generation, 8 MB a million of them; null = the file has none. */
async function readPoints(parts: Parts, name: string | null): Promise<((rows: Int32Array) => Column) | null> {
  if (name === null) return null;
  const { values } = columnOf(await parts.readTable(name), ACCOUNT_POINTS, 'number');
  return (rows) => ({ kind: 'number', values: Float64Array.from(rows, (row) => values[row] ?? Number.NaN) });
}

/** By row of the generation: 1 = that account is one of the members, whose table is never whole in memory. */
async function readMask(parts: Parts, name: string, rowsById: IdIndex, length: number): Promise<Uint8Array> {
  const mask = new Uint8Array(length);
  const members = await openColumnFile(only(parts.readChunks(name)));
  if (members === null) throw new StoreError('blobDamaged', `the members ${name} are no table`);
  try {
    for (const slice of rowSlices(members.length)) {
      const { values } = columnOf(await members.pick(['id'], slice), 'id', 'id');
      rowsById.locate(values, slice.length, slice);
      for (const row of slice) if (row !== -1) mask[row] = 1;
    }
  } finally {
    await members.close();
  }
  return mask;
}

async function* only<T>(item: T): AsyncGenerator<T, void, void> {
  yield item;
}

type Names = ReadonlyMap<string, string>;

/** Label ids are ours; a file for people holds their names. By column. */
function labelNames({ techniques }: Configuration, language: 'en' | 'es'): ReadonlyMap<string, Names> {
  const namesOf = (labels: readonly Label[] = []): Names =>
    new Map(labels.map(({ id, names }) => [id, names[language]]));
  return new Map(TECHNIQUES.map((technique) => [LABEL_COLUMN[technique], namesOf(techniques[technique]?.labels)]));
}

function named(column: Column, names: Names | undefined): Column {
  if (column.kind !== 'text' || names === undefined) return column;
  return { ...column, dictionary: column.dictionary.map((id) => names.get(id) ?? id) };
}

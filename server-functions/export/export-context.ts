import type { ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import type { SlicedCrmBatch } from '#core/crm/sliced-crm-batch.ts';
import { idsOf, type Members } from '#core/segments/members.ts';
import { columnOf } from '../score/column-of.ts';
import { GENERATION_COLUMNS as C } from '../score/generation.ts';
import { loadAccounts } from '../score/load-generation.ts';
import type { JobControl } from '../shared/jobs/job-control.ts';
import type { WorkPorts } from '../shared/ports.ts';
import type { DurableJob } from '../shared/runs/durable-job.ts';
import { createParts, type Parts } from '../shared/runs/parts.ts';
import { readStoredView } from '../shared/sharing/view-blob.ts';
import { createLookupCut, type CutColumns } from './cut-lookups.ts';
import type { ExportPlan } from './export-columns.ts';
import { exportFolder, type ExportRow } from './export-row.ts';
import { ExportStoppedError } from './export-stopped-error.ts';
import { frozenExportSchema, planExport } from './freeze-export.ts';
import { accountNames, type RecordNames } from './record-names.ts';

/** What one delivery of an export works with. */
export interface ExportContext {
  readonly ports: WorkPorts;
  readonly org: OrgKey;
  readonly job: DurableJob<ExportRow>;
  readonly control: JobControl;
  readonly parts: Parts;
  /** Inputs of the export as its row names them; only after `begin`. Read once a delivery. */
  inputs(row: ExportRow): Promise<ExportInputs>;
}

export interface ExportInputs {
  readonly crm: SlicedCrmBatch;
  readonly plan: ExportPlan;
  readonly names: RecordNames;
  readonly isMember: ReturnType<typeof createIdIndex>;
  /** Rows of `computed` by account. */
  readonly inGeneration: ReturnType<typeof createIdIndex>;
  /** The generation's columns that the file has, labels by their names. */
  readonly computed: ColumnTable;
  readonly cut: CutColumns;
}

/** What a unit leaves: the next row. */
export type ExportUnit = (context: ExportContext, row: ExportRow) => Promise<(row: ExportRow) => ExportRow>;

export function createExportContext(base: Pick<ExportContext, 'ports' | 'org' | 'job' | 'control'>): ExportContext {
  const { ports, org, job } = base;
  const parts = createParts(ports.blob, org, `${exportFolder(job.row.id)}/parts`);
  let known: Promise<ExportInputs> | null = null;
  return {
    ...base,
    parts,
    inputs(row) {
      known ??= loadInputs({ ports, org, parts }, row);
      return known;
    },
  };
}

async function loadInputs(
  { ports, org, parts }: Pick<ExportContext, 'ports' | 'org' | 'parts'>,
  row: ExportRow,
): Promise<ExportInputs> {
  const name = row.job.cursor.frozen;
  if (name === null) throw new TypeError('the export has not begun');
  const frozen = frozenExportSchema.parse(JSON.parse(new TextDecoder().decode(await parts.read(name))));
  const { configuration } = frozen;
  const crm = ports.crmFor(org, { org: frozen.org, fields: { [row.module]: frozen.fields } });
  if (crm === null) throw new ExportStoppedError('notConfigured');
  const plan = planExport(frozen, row);
  const members = await parts.readTable(frozen.members);
  const view = row.view === null ? null : await readStoredView(ports, org, row.view);
  const asksAccounts = plan.named.some(({ what }) => what === 'accounts');
  const needed = [C.id, ...(asksAccounts ? [C.name] : []), ...plan.computed];
  const table = await loadAccounts(ports, org, frozen.generation, needed);
  const columns = new Map([...table.columns].filter(([key]) => plan.computed.includes(key)));
  return {
    crm,
    plan,
    names: {
      users: new Map(Object.entries(frozen.userNames)),
      accounts: asksAccounts ? accountNames(table) : new Map(),
    },
    isMember: createIdIndex(memberIds(members)),
    inGeneration: createIdIndex(columnOf(table, C.id, 'id').values.subarray(0, table.length)),
    computed: withLabelNames({ length: table.length, columns }, configuration, row.language),
    cut: view === null ? (each) => each : createLookupCut(plan.accountLookups, view),
  };
}

function memberIds(table: ColumnTable): Members {
  return table.length === 0 ? new BigInt64Array(0) : idsOf(table).subarray(0, table.length);
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

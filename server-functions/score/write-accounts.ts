import { textAt, type ColumnKind, type ColumnTable } from '#core/columns/column-table.ts';
import { sliceTable } from '#core/columns/slice-table.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { WriteRequest } from '#core/crm/crm-batch.ts';
import { criteriaKinds } from '../segments/evaluate.ts';
import { dropDeadBuffers } from '../shared/jobs/drop-dead-buffers.ts';
import { writeTableParts } from '../shared/stores/table-parts.ts';
import { accountRanges } from './account-ranges.ts';
import { columnOf } from './column-of.ts';
import { GENERATION_COLUMNS as C, type Generation } from './generation.ts';
import { generationBlob, type GenerationRecord } from './generation-record.ts';
import type { HandEdits } from './hand-edits.ts';
import { topAccounts, topRows } from './overview-numbers.ts';
import {
  differ,
  evidenceText,
  presentLabels,
  toWriteRequest,
  wantedLabels,
  withoutPresentValues,
} from './project-labels.ts';
import type { RunContext } from './run-context.ts';
import { generationOf, type RunRow } from './run-row.ts';

/**
 * Accounts of one object of a generation: 8 MB with names and label fields, several times that while they are read, put beside what
 * was computed and written, and forty objects for a million. Rows.
 */
export const ACCOUNTS_ROWS = 25_000;

interface WrittenAccounts {
  readonly sha256: string;
  readonly kinds: ReadonlyMap<string, ColumnKind>;
  readonly topAccounts: GenerationRecord['topAccounts'];
  /** What the CRM is to be given. */
  readonly request: WriteRequest;
}

/**
 * The accounts of the generation, range by range: what was read of them beside what was computed (`table`, with `since`). Their
 * present label fields are at hand only here, so what is to be written is found here as well.
 */
export async function writeAccounts(
  { ports, org, parts, control, limits }: RunContext,
  row: RunRow,
  {
    configuration,
    generation,
    table,
    edits,
  }: {
    readonly configuration: Configuration;
    readonly generation: Generation;
    readonly table: ColumnTable;
    readonly edits: HandEdits | null;
  },
): Promise<WrittenAccounts> {
  const ids = columnOf(table, C.id, 'id').values.subarray(0, table.length);
  const wanted = wantedLabels(configuration, table, (at) => evidenceText(generation.evidenceAt(at)));
  const top = topRows(table, generation.population);
  const names = new Map<number, string | null>();
  const changed: number[] = [];
  let kinds: ReadonlyMap<string, ColumnKind> = new Map();

  async function* published(): AsyncGenerator<ColumnTable, void, void> {
    for await (const { from, to, table: read } of accountRanges(
      parts('accounts'),
      row.job.cursor.accounts.parts,
      ids,
      limits.accountsRows,
    )) {
      control.throwIfAborted();
      edits?.look(read);
      await generation.prepareEvidence?.(ids.subarray(from, to));
      const present = presentLabels(configuration, read);
      for (let at = from; at < to; at++) if (differ(wanted, at, present, at - from)) changed.push(at);
      const whole = beside(withoutPresentValues(read), sliceTable(table, from, to));
      const name = whole.columns.get(C.name);
      for (const at of top) if (at >= from && at < to && name?.kind === 'text') names.set(at, textAt(name, at - from));
      kinds = criteriaKinds(whole);
      yield whole;
      dropDeadBuffers();
    }
  }
  const { sha256 } = await writeTableParts(
    ports.blob,
    org,
    generationBlob(generationOf(row), 'accounts'),
    published(),
    C.id,
  );
  return {
    sha256,
    kinds,
    topAccounts: topAccounts(table, top, (at) => names.get(at) ?? null),
    request: toWriteRequest(configuration, table, wanted, changed),
  };
}

/** Columns of both; those in both are the same. */
function beside(read: ColumnTable, computed: ColumnTable): ColumnTable {
  return { length: read.length, columns: new Map([...read.columns, ...computed.columns]) };
}

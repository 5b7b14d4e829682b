import type { ColumnTable } from '#core/columns/column-table.ts';
import { createAscendingIndex } from '#core/columns/ascending-index.ts';
import type { OrgKey } from '#core/crm/org-key.ts';
import { summariseLedger, type LedgerRow, type ScoreSummary } from '#core/scoring-rules/ledger.ts';
import type { ScoredModule } from '#core/scoring-rules/scoring-rules.ts';
import { columnOf } from '../score/column-of.ts';
import type { WorkPorts } from '../shared/ports.ts';
import type { OwnIds } from '../shared/sharing/read-own-ids.ts';
import { fromLedgerTable, SUMMARY } from './score-tables.ts';
import { readCurrentScores, readScoresManifest, scoreObjects, scoresOf, type ModuleScores } from './scores-manifest.ts';

/** As other lists have. Records. */
export const PAGE_RECORDS = 50;

export interface RankedRecord extends ScoreSummary {
  readonly id: bigint;
  /** Among the records that whoever asks may see; from 1, and the same for the same points (1, 1, 3). */
  readonly rank: number;
}

type ReadPorts = Pick<WorkPorts, 'store' | 'blob'>;

/** null = nothing is published. A module that no rule scores has no records. */
export async function openScores(
  ports: ReadPorts,
  org: OrgKey,
  module: ScoredModule,
): Promise<{ readonly scores: ModuleScores; readonly publishedAt: string; readonly rulesVersion: number } | null> {
  const current = await readCurrentScores(ports, org);
  if (current === null) return null;
  const { manifest, publishedAt, rulesVersion } = current.value;
  const read = await readScoresManifest(scoreObjects(ports, org), manifest, org);
  const scores = scoresOf(read, module) ?? { module, shards: [], ranked: [], records: 0 };
  return { scores, publishedAt, rulesVersion };
}

/**
 * One page of the records in their order by score. Without a view one or two pieces are read; with one every piece is looked at, since
 * ranks and the number of all are those of the view.
 */
export async function rankedPage(
  ports: ReadPorts,
  org: OrgKey,
  { ranked, records: all }: ModuleScores,
  { page, view }: { readonly page: number; readonly view: Pick<OwnIds, 'ids'> | null },
): Promise<{ readonly total: number; readonly records: readonly RankedRecord[] }> {
  const objects = scoreObjects(ports, org);
  const first = (page - 1) * PAGE_RECORDS;
  const seen = view === null ? null : createAscendingIndex(view.ids);
  const records: RankedRecord[] = [];
  let place = 0;
  let shared = { total: Number.NaN, rank: 0 };
  for (const name of ranked) {
    if (seen === null && records.length === PAGE_RECORDS) break;
    const table = await objects.readTable(name);
    const isSeen = new Int32Array(table.length);
    seen?.locate(columnOf(table, SUMMARY.id, 'id').values, table.length, isSeen);
    const totals = columnOf(table, SUMMARY.total, 'number').values;
    for (let row = 0; row < table.length; row++) {
      if (isSeen[row] === -1) continue;
      const total = totals[row]!;
      if (total !== shared.total) shared = { total, rank: place + 1 };
      if (place >= first && records.length < PAGE_RECORDS)
        records.push({ rank: shared.rank, ...summaryAt(table, row) });
      place++;
    }
  }
  return { total: seen === null ? all : place, records };
}

/** The whole ledger of a record, oldest line first by the run that added it; null = no rule has ever scored it. */
export async function readLedger(
  ports: ReadPorts,
  org: OrgKey,
  { shards }: ModuleScores,
  id: bigint,
): Promise<{ readonly summary: ScoreSummary; readonly rows: readonly LedgerRow[] } | null> {
  const shard = shards.findLast(({ from }, at) => at === 0 || BigInt(from) <= id);
  if (shard === undefined) return null;
  const table = await scoreObjects(ports, org).readTable(shard.ledger);
  const rows = fromLedgerTable(table, (each) => each === id).get(id);
  return rows === undefined ? null : { summary: summariseLedger(rows), rows };
}

function summaryAt(table: ColumnTable, row: number): ScoreSummary & { readonly id: bigint } {
  return {
    id: columnOf(table, SUMMARY.id, 'id').values[row]!,
    total: columnOf(table, SUMMARY.total, 'number').values[row]!,
    positive: columnOf(table, SUMMARY.positive, 'number').values[row]!,
    negative: columnOf(table, SUMMARY.negative, 'number').values[row]!,
  };
}

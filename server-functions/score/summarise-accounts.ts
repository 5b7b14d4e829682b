import type { ColumnTable } from '#core/columns/column-table.ts';
import type { Members } from '#core/segments/members.ts';
import { summariseSegment, type SegmentSummary } from '#core/segments/summarise-segment.ts';
import { GENERATION_COLUMNS as C } from './generation.ts';

/** SEG-1 of accounts: `table` is a generation, or the accounts of one that a person may see. Members that it lacks count as missing. */
export function summariseAccounts(members: Members, table: ColumnTable): SegmentSummary {
  return summariseSegment({
    members,
    records: table,
    accountKey: C.id,
    accounts: table,
    wonKey: C.won,
    pipelineKey: C.pipeline,
  });
}

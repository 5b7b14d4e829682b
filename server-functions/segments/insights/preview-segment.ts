import type { ColumnTable } from '#core/columns/column-table.ts';
import { parseIsoDay } from '#core/crm/days.ts';
import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { checkSegment, evaluateSegment } from '#core/segments/evaluate-segment.ts';
import { diffMembers, type Members } from '#core/segments/members.ts';
import type { Segment } from '#core/segments/segment.ts';
import { GENERATION_COLUMNS as C } from '../../score/generation.ts';
import type { GenerationRecord } from '../../score/generation-record.ts';
import { summariseAccounts } from '../../score/summarise-accounts.ts';
import { criteriaKinds } from '../evaluate.ts';
import { textReader } from './cells.ts';
import { indexOf, memberRows } from './member-rows.ts';
import { showAccounts, type ShownAccount } from './show-accounts.ts';
import { sortRows } from './sort-rows.ts';

/** Members shown before anything is made, and names of those who would come or go. */
const SHOWN_MEMBERS = 20;
const SHOWN_MOVEMENTS = 10;

interface Named {
  readonly id: string;
  readonly name: string | null;
}

export interface SegmentPreview {
  readonly asOf: string;
  readonly accounts: number;
  readonly wonMinor: number | null;
  readonly pipelineMinor: number | null;
  readonly members: readonly Pick<ShownAccount, 'id' | 'name' | 'labels' | 'wonMinor'>[];
  /** Against the segment's present members; null where there is none to compare with. */
  readonly difference: {
    readonly entered: number;
    readonly exited: number;
    readonly firstEntered: readonly Named[];
    readonly firstExited: readonly Named[];
  } | null;
}

/** SEG-2: who would belong to it, largest first where the viewer may see what they are worth. */
export function previewSegment({
  record,
  table,
  segment,
  parent,
  parentMembers,
  present,
  hidden,
}: {
  readonly record: GenerationRecord;
  readonly table: ColumnTable;
  readonly segment: Segment;
  readonly parent: Segment | null;
  readonly parentMembers: Members | null;
  readonly present: Members | null;
  readonly hidden: ReadonlySet<string>;
}): Result<SegmentPreview, readonly Problem[]> {
  const problems = checkSegment(segment, criteriaKinds(table), parent);
  if (problems.length > 0) return fail(problems);
  const context = { asOfDay: parseIsoDay(record.asOf) ?? 0, minorDigits: record.minorDigits };
  const { members } = evaluateSegment({ segment, table, parentMembers, context });
  const sums = summariseAccounts(members, table);
  const rows = memberRows(table, members);
  const first = (hidden.has(C.won) ? rows : sortRows(table, rows, 'wonMinor', true)).slice(0, SHOWN_MEMBERS);
  const difference = present === null ? null : diffMembers(present, members);
  const name = nameReader(table, hidden);
  const named = (ids: Members): readonly Named[] =>
    Array.from(ids.subarray(0, SHOWN_MOVEMENTS), (id) => ({ id: String(id), name: name(id) }));
  return ok({
    asOf: record.asOf,
    accounts: sums.accounts,
    wonMinor: hidden.has(C.won) ? null : sums.wonMinor,
    pipelineMinor: hidden.has(C.pipeline) ? null : sums.pipelineMinor,
    members: showAccounts(table, [...first], hidden, () => null).map(({ id, name: shown, labels, wonMinor }) => ({
      id,
      name: shown,
      labels,
      wonMinor,
    })),
    difference:
      difference === null
        ? null
        : {
            entered: difference.entered.length,
            exited: difference.exited.length,
            firstEntered: named(difference.entered),
            firstExited: named(difference.exited),
          },
  });
}

function nameReader(table: ColumnTable, hidden: ReadonlySet<string>): (id: bigint) => string | null {
  const index = indexOf(table);
  const name = textReader(table, C.name, hidden);
  const row = new Int32Array(1);
  return (id) => {
    index.locate(BigInt64Array.of(id), 1, row);
    return row[0] === -1 ? null : name(row[0] ?? -1);
  };
}

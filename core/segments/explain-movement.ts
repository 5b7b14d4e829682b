import type { ColumnTable } from '#core/columns/column-table.ts';
import { createIdIndex } from '#core/columns/key-index.ts';
import type { Message } from '#core/message.ts';
import type { SegmentEvaluation } from './evaluate-segment.ts';
import { INCLUDED_COLUMN } from './evaluate-segment.ts';
import { idsOf, insideMask, type MemberDifference, type Members } from './members.ts';

/** Why a segment was evaluated. */
export type EvaluationCause = 'created' | 'criteriaEdited' | 'refreshed';

export interface Movement {
  readonly id: string;
  readonly direction: 'entered' | 'exited';
  readonly reason: Message;
}

/**
 * SEG-3: each entry and exit with its reason, entries first, by id. Reasons are codes under `segment.entered` and
 * `segment.exited`: `created`, `criteriaEdited`, `conditions` (an entry names the numbered conditions that hold, an exit
 * those that fail; decided by today's values, since yesterday's are not kept), and for exits `leftAbm` (the record is gone
 * or outside the global criteria) and `leftParent`.
 */
export function explainMovement(input: {
  readonly difference: MemberDifference;
  readonly table: ColumnTable;
  readonly evaluation: SegmentEvaluation;
  readonly cause: EvaluationCause;
}): readonly Movement[] {
  const { difference, table, evaluation, cause } = input;
  const locate = createIdIndex(idsOf(table).subarray(0, table.length));
  const inside = insideMask(table, INCLUDED_COLUMN);
  const { conditionMasks, ownMask } = evaluation;

  const movements = (
    ids: Members,
    direction: Movement['direction'],
    reasonOf: (row: number) => Message,
  ): Movement[] => {
    const rows = new Int32Array(ids.length);
    locate.locate(ids, ids.length, rows);
    return Array.from(ids, (id, index) => ({ id: String(id), direction, reason: reasonOf(rows[index] ?? -1) }));
  };
  const entered = movements(difference.entered, 'entered', (row) => ({
    code: `segment.entered.${cause === 'refreshed' ? 'conditions' : cause}`,
    params: { conditions: conditionsWhere(conditionMasks, row, 1) },
  }));
  const exited = movements(difference.exited, 'exited', (row) => {
    if (row === -1 || inside[row] !== 1) return { code: 'segment.exited.leftAbm', params: {} };
    if (ownMask[row] === 1) return { code: 'segment.exited.leftParent', params: {} };
    return {
      code: `segment.exited.${cause === 'criteriaEdited' ? cause : 'conditions'}`,
      params: { conditions: conditionsWhere(conditionMasks, row, 0) },
    };
  });
  return [...entered, ...exited];
}

/** Numbers of the conditions whose mask has this value in the row, as `1,3`. */
function conditionsWhere(masks: readonly Uint8Array[], row: number, value: 0 | 1): string {
  return masks.flatMap((mask, index) => (mask[row] === value ? [index + 1] : [])).join(',');
}

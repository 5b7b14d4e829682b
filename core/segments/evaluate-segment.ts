import type { ColumnKind, ColumnTable } from '#core/columns/column-table.ts';
import { checkCriteria } from '#core/criteria/check-criteria.ts';
import { compileCriteria, type CriteriaContext } from '#core/criteria/evaluate-criteria.ts';
import type { FieldReference } from '#core/mapping/field-reference.ts';
import type { Problem } from '#core/message.ts';
import { insideMask, intersectMembers, membersOf, type Members } from './members.ts';
import type { Segment } from './segment.ts';

/** Column of a generation that says which accounts are inside the global criteria. */
export const INCLUDED_COLUMN = 'abm:account.included';

/**
 * What stops a segment before it is evaluated: criteria over columns that are not there or of another kind, and a parent
 * that is none (SEG-2: one level, same module). `parent` is null for an individual segment, and also when the named one
 * does not exist, which is a problem of its own.
 */
export function checkSegment(
  segment: Segment,
  fieldKinds: ReadonlyMap<FieldReference, ColumnKind>,
  parent: Segment | null,
): readonly Problem[] {
  const problems = checkCriteria(segment.criteria, fieldKinds, 'criteria');
  if (segment.parent === null) return problems;
  const refuse = (reason: string): void => {
    problems.push({ code: `segment.${reason}`, params: { parent: segment.parent }, where: 'parent' });
  };
  if (parent === null) refuse('parentMissing');
  else if (parent.parent !== null) refuse('parentIsChild');
  else if (parent.module !== segment.module) refuse('parentOfOtherModule');
  return problems;
}

export interface SegmentEvaluation {
  readonly members: Members;
  /** Per condition 1/0 a row of the table: what `explainMovement` names. */
  readonly conditionMasks: readonly Uint8Array[];
  /** 1 where the record is inside ABM and the segment's own criteria hold, parent aside. */
  readonly ownMask: Uint8Array;
}

/**
 * SEG-2, SEG-3: who belongs to it now. `table` holds the records of the segment's module, one row each: the generation for
 * accounts, `joinAccounts` of it for contacts and deals. A child is its parent's members AND its own criteria; pass the
 * parent's present members. Criteria must have passed `checkSegment` against the same table.
 */
export function evaluateSegment(input: {
  readonly segment: Segment;
  readonly table: ColumnTable;
  readonly parentMembers: Members | null;
  readonly context: CriteriaContext;
}): SegmentEvaluation {
  const { segment, table, parentMembers, context } = input;
  if ((segment.parent === null) !== (parentMembers === null)) {
    throw new TypeError('A child is evaluated with the members of its parent, others without');
  }
  const compiled = compileCriteria(segment.criteria, context);
  const held = compiled.evaluate(table);
  const ownMask = insideMask(table, INCLUDED_COLUMN);
  for (let row = 0; row < table.length; row++) ownMask[row]! &= held[row]!;
  const own = membersOf(table, ownMask);
  return {
    members: parentMembers === null ? own : intersectMembers(parentMembers, own),
    conditionMasks: compiled.conditionMasks(table),
    ownMask,
  };
}

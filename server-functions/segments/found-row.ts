import type { EvaluatedSegment } from '../shared/ports.ts';
import type { SegmentRow } from './segment-row.ts';

/** What an evaluation found, and of whom it asked. */
export interface FoundMembers extends EvaluatedSegment {
  /** Whose criteria the parent's were that they were found by; null = it has none. */
  readonly parentDefinedBy: string | null;
}

/** The stored segment after an evaluation of it. */
export function toRow(
  base: Pick<
    SegmentRow,
    'id' | 'version' | 'segment' | 'createdBy' | 'definedBy' | 'groupedBy' | 'createdAt' | 'evaluatedAt' | 'deletedAt'
  >,
  found: FoundMembers,
): SegmentRow {
  const { id, version, segment, createdBy, definedBy, groupedBy, createdAt, evaluatedAt, deletedAt } = base;
  const { generation, asOf, entered, exited, members, parentDefinedBy } = found;
  if (members === null) throw new TypeError('a stored segment keeps its members');
  return {
    id,
    version,
    segment,
    createdBy,
    definedBy,
    groupedBy,
    parentDefinedBy,
    createdAt,
    evaluatedAt,
    deletedAt,
    members,
    formerMembers: null,
    generation,
    asOf,
    summary: { ...found.summary },
    entered,
    exited,
  };
}

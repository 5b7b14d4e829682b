import { conditionsOnHidden, type MaskRules } from '#core/permissions/mask-fields.ts';
import { shownAmount } from './segment-access.ts';
import type { SegmentRow } from './segment-row.ts';

/**
 * SEG-1 without what the profile hides. Storage names stay here. A segment is its author's publication: who belongs to it is
 * for everybody in ABM, by what values of a hidden field they do is not, and such criteria are withheld whole (PER-4).
 */
export function toCard(row: SegmentRow, rules: MaskRules): Record<string, unknown> {
  const { id, version, segment, createdBy, createdAt, evaluatedAt, asOf, generation, entered, exited } = row;
  return {
    id,
    version,
    ...segment,
    criteria: conditionsOnHidden(segment.criteria, 'accounts', rules).length === 0 ? segment.criteria : null,
    createdBy,
    createdAt,
    evaluatedAt,
    asOf,
    generation,
    entered,
    exited,
    ...maskSummary(row.summary, rules),
  };
}

export function maskSummary(summary: SegmentRow['summary'], rules: MaskRules): Record<string, unknown> {
  return {
    records: summary.records,
    accounts: summary.accounts,
    missing: summary.missing,
    wonMinor: shownAmount(summary.wonMinor, 'abm:deals.won', rules),
    pipelineMinor: shownAmount(summary.pipelineMinor, 'abm:deals.pipeline', rules),
  };
}

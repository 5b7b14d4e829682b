import { treeHolds } from '#core/criteria/evaluate-tree.ts';
import { parsePattern } from '#core/criteria/pattern.ts';
import { NO_LABEL } from '#core/labels/label.ts';
import type { FirmographicsBasis } from './basis.ts';
import type { FirmographicsScores } from './score.ts';

/** Decision 5: which conditions held, without a value. Explained together with the run's basis. */
export interface FirmographicsEvidence {
  readonly technique: 'firmographics';
  readonly labelId: string | null;
  /** Position of the matched label in the run's order; null = no label. */
  readonly rule: number | null;
  /** One word a label of the basis: bit n - 1 is set where its condition n held. */
  readonly conditionBits: readonly number[];
}

/** The evidence of one account; null when it is outside the global criteria. */
export function firmographicsEvidenceAt(
  { scores, population }: { scores: FirmographicsScores; population: Uint8Array },
  ordinal: number,
): FirmographicsEvidence | null {
  if (population[ordinal] !== 1) return null;
  const rule = scores.label[ordinal] ?? NO_LABEL;
  return {
    technique: 'firmographics',
    labelId: scores.basis.labels[rule]?.id ?? null,
    rule: rule === NO_LABEL ? null : rule,
    conditionBits: scores.conditionBits.map((bits) => bits[ordinal] ?? 0),
  };
}

/** The label that the stored bits give under the basis; the stored label is not read. */
export function firmographicsVerdict(
  { conditionBits }: Pick<FirmographicsEvidence, 'conditionBits'>,
  basis: FirmographicsBasis,
): { readonly labelId: string | null } {
  const matched = basis.labels.find(({ criteria }, index) => criteriaHold(criteria, conditionBits[index] ?? 0));
  return { labelId: matched?.id ?? null };
}

/** Do criteria hold, given the word of their conditions? Criteria with an unreadable pattern never hold. */
export function criteriaHold(criteria: FirmographicsBasis['labels'][number]['criteria'], bits: number): boolean {
  const tree = parsePattern(criteria.pattern, criteria.conditions.length);
  return tree.ok && treeHolds(tree.value, (condition) => ((bits >>> (condition - 1)) & 1) === 1);
}

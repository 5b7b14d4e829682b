import type { Message } from '#core/message.ts';
import type { FirmographicsBasis } from './basis.ts';
import { criteriaHold, firmographicsVerdict, type FirmographicsEvidence } from './evidence.ts';

/**
 * TEC-2: why this label. Conditions are named by label and number; their sentences come from the basis (`describeCriteria`),
 * the account's values from CRM as the viewer.
 */
export interface FirmographicsExplanation {
  readonly labelId: string | null;
  readonly rule: Message;
  /** Conditions that held, those the label hangs on first; without a label, the conditions that failed, by label. */
  readonly reasons: readonly Message[];
  /** Labels that one condition more or less would give. */
  readonly nearMisses: readonly Message[];
}

/** From stored evidence and its run's basis. */
export function explainFirmographics({
  evidence,
  basis,
}: {
  readonly evidence: FirmographicsEvidence;
  readonly basis: FirmographicsBasis;
}): FirmographicsExplanation {
  const { labelId } = firmographicsVerdict(evidence, basis);
  const position = basis.labels.findIndex(({ id }) => id === labelId);
  return {
    labelId,
    rule:
      labelId === null
        ? { code: 'firmographics.rule.none', params: { labels: basis.labels.length } }
        : { code: 'firmographics.rule.criteria', params: { label: labelId, position: position + 1 } },
    reasons: position < 0 ? failedConditions(evidence, basis) : heldConditions(evidence, basis, position),
    nearMisses: findNearMisses(evidence, basis, labelId),
  };
}

function heldConditions(evidence: FirmographicsEvidence, basis: FirmographicsBasis, position: number): Message[] {
  const label = basis.labels[position];
  if (label === undefined) return [];
  const bits = evidence.conditionBits[position] ?? 0;
  const held = label.criteria.conditions.flatMap(({ field, operator }, index) => {
    if (!isSet(bits, index)) return [];
    const decisive = !criteriaHold(label.criteria, flip(bits, index));
    const params = { label: label.id, condition: index + 1, field, operator, decisive };
    return [{ code: 'firmographics.reason.held', params }];
  });
  if (held.length === 0) return [{ code: 'firmographics.reason.everything', params: { label: label.id } }];
  return held.sort((a, b) => Number(b.params.decisive) - Number(a.params.decisive));
}

function failedConditions(evidence: FirmographicsEvidence, basis: FirmographicsBasis): Message[] {
  return basis.labels.flatMap(({ id, criteria }, position) =>
    criteria.conditions.flatMap(({ field, operator }, index) =>
      isSet(evidence.conditionBits[position] ?? 0, index)
        ? []
        : [{ code: 'firmographics.reason.failed', params: { label: id, condition: index + 1, field, operator } }],
    ),
  );
}

/**
 * Flips one condition at a time, everywhere the same condition stands: `employees atLeast 1000` in two labels is one fact.
 * Conditions that merely depend on each other (two bounds of one field) are not untangled: values are not in the evidence.
 * Params: the label that would follow, and whose (`of`) condition it hangs on.
 */
function findNearMisses(evidence: FirmographicsEvidence, basis: FirmographicsBasis, labelId: string | null): Message[] {
  const misses = new Map<string, Message>();
  const flipped = new Set<string>();
  basis.labels.forEach(({ id: of, criteria }, position) => {
    criteria.conditions.forEach((condition, index) => {
      const text = JSON.stringify(condition);
      if (flipped.has(text)) return;
      flipped.add(text);
      const label = firmographicsVerdict({ conditionBits: flipEverywhere(evidence, basis, text) }, basis).labelId;
      if (label === null || label === labelId || misses.has(label)) return;
      const { field, operator } = condition;
      const holds = isSet(evidence.conditionBits[position] ?? 0, index);
      misses.set(label, {
        code: holds ? 'firmographics.nearMiss.without' : 'firmographics.nearMiss.with',
        params: { label, of, condition: index + 1, field, operator },
      });
    });
  });
  return [...misses.values()];
}

function flipEverywhere(evidence: FirmographicsEvidence, basis: FirmographicsBasis, text: string): number[] {
  return basis.labels.map(({ criteria }, position) =>
    criteria.conditions.reduce(
      (bits, condition, index) => (JSON.stringify(condition) === text ? flip(bits, index) : bits),
      evidence.conditionBits[position] ?? 0,
    ),
  );
}

function isSet(bits: number, index: number): boolean {
  return ((bits >>> index) & 1) === 1;
}

function flip(bits: number, index: number): number {
  return (bits ^ (1 << index)) >>> 0;
}

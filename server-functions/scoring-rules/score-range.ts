import { scoreChange, scoreForAll, type ScoredTouchPoint } from '#core/scoring-rules/apply-rules.ts';
import { pointsByRule, type LedgerRow } from '#core/scoring-rules/ledger.ts';
import type { ScoringRule } from '#core/scoring-rules/scoring-rules.ts';
import type { ScoredRecord } from './score-tables.ts';

/** What is known of the records of one range. */
export interface RangeFacts {
  /** The ledgers as they stand. */
  readonly ledgers: ReadonlyMap<bigint, readonly LedgerRow[]>;
  /** Records that were read: which field rules hold. */
  readonly judged: ReadonlyMap<bigint, (rule: string) => boolean>;
  readonly touchPoints: ReadonlyMap<bigint, readonly ScoredTouchPoint[]>;
  /** Records that the CRM no longer has; of no meaning in a run for all, which reads every one that there is. */
  readonly gone: ReadonlySet<bigint>;
}

export interface RangeQuestion {
  readonly kind: 'all' | 'changes';
  /** Of the module that the range is of. */
  readonly rules: readonly ScoringRule[];
  readonly today: number;
}

/** ENG-4 for one range of records, by ascending ids; records without a line are left out. `lines` is how many were added. */
export function scoreRange(
  { kind, rules, today }: RangeQuestion,
  { ledgers, judged, touchPoints, gone }: RangeFacts,
): { readonly records: readonly ScoredRecord[]; readonly lines: number } {
  const known = kind === 'all' ? judged.keys() : [...ledgers.keys(), ...judged.keys(), ...touchPoints.keys()];
  let lines = 0;
  const records: ScoredRecord[] = [];
  for (const id of [...new Set(known)].toSorted((a, b) => (a < b ? -1 : 1))) {
    if (kind === 'changes' && gone.has(id)) continue;
    const rows = ledgers.get(id) ?? [];
    const touches = touchPoints.get(id) ?? [];
    const judge = judged.get(id);
    const added =
      judge === undefined && touches.length === 0
        ? []
        : (kind === 'all' ? scoreForAll : scoreChange)(
            rows,
            rules,
            { holds: judge ?? heldBy(rows), touchPoints: touches },
            today,
          );
    lines += added.length;
    if (rows.length + added.length > 0) records.push({ id, rows: [...rows, ...added] });
  }
  return { records, lines };
}

/** A record that was not read is as it was: what its field rules gave stands. */
function heldBy(rows: readonly LedgerRow[]): (rule: string) => boolean {
  const given = pointsByRule(rows);
  return (rule) => given.has(rule);
}

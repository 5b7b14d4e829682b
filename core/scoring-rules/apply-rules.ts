import { parseIsoDay } from '#core/crm/days.ts';
import type { Channel } from '#core/techniques/engagement/touches.ts';
import { pointsByRule, summariseLedger, type LedgerRow } from './ledger.ts';
import type { ScoringRule } from './scoring-rules.ts';

/** A touch point of the record that is scored. */
export interface ScoredTouchPoint {
  /** As `TouchPoint.id`: what was counted once is never counted again. */
  readonly id: string;
  readonly channel: Channel;
  readonly response: string;
  /** Epoch day in the org's zone. */
  readonly day: number;
}

/** What is known of one record. */
export interface RecordNow {
  /** Do the criteria of a field rule hold? */
  readonly holds: (rule: string) => boolean;
  /** In any order; those that were counted before may be among them. */
  readonly touchPoints: readonly ScoredTouchPoint[];
}

/**
 * ENG-4, "from now on": the lines that a changed record, or new touch points, add to its ledger on `today`. Field rules act from their
 * day on, touch rules on touch points from that day on. A field rule that no longer holds takes back what it gave; points that were
 * edited meanwhile stay until the rule is run for all. Called twice, the second time adds nothing.
 */
export function scoreChange(
  rows: readonly LedgerRow[],
  rules: readonly ScoringRule[],
  record: RecordNow,
  today: number,
): LedgerRow[] {
  const given = pointsByRule(rows);
  const changes: Change[] = [];
  for (const rule of rules) {
    const from = parseIsoDay(rule.fromDay);
    if (!rule.active || from === null || from > today) continue;
    if (rule.kind === 'touch') changes.push(...touchChanges(rows, rule, record, from, today));
    else {
      const held = given.get(rule.id) ?? 0;
      const holds = record.holds(rule.id);
      if (holds !== (held !== 0)) changes.push(change(rule.id, today, holds ? rule.points : -held));
    }
  }
  return append(rows, changes);
}

/**
 * ENG-4, "run for all existing records": the lines that bring a record to what the rules say now, whenever things happened up to `today`:
 * past touch points are counted, edited points replaced, and what rules gave that are gone or switched off is taken back.
 */
export function scoreForAll(
  rows: readonly LedgerRow[],
  rules: readonly ScoringRule[],
  record: RecordNow,
  today: number,
): LedgerRow[] {
  const given = pointsByRule(rows);
  const changes: Change[] = [];
  const acting = new Set<string>();
  for (const rule of rules) {
    if (!rule.active) continue;
    acting.add(rule.id);
    const held = given.get(rule.id) ?? 0;
    if (rule.kind === 'field') {
      const wanted = record.holds(rule.id) ? rule.points : 0;
      if (wanted !== held) changes.push(change(rule.id, today, wanted - held));
      continue;
    }
    const counted = countedBy(rows, rule.id).size;
    if (counted * rule.points !== held) changes.push(change(rule.id, today, counted * rule.points - held));
    changes.push(...touchChanges(rows, rule, record, Number.NEGATIVE_INFINITY, today));
  }
  for (const [rule, held] of given) if (!acting.has(rule)) changes.push(change(rule, today, -held));
  return append(rows, changes);
}

type Change = Omit<LedgerRow, 'total'>;

function change(rule: string, day: number, points: number): Change {
  return { day, rule, points, touchPoint: null };
}

function touchChanges(
  rows: readonly LedgerRow[],
  { id, channel, response, points }: Extract<ScoringRule, { kind: 'touch' }>,
  { touchPoints }: RecordNow,
  from: number,
  today: number,
): Change[] {
  const counted = countedBy(rows, id);
  return touchPoints.flatMap((touch): Change[] => {
    if (touch.channel !== channel || touch.response !== response) return [];
    if (touch.day < from || touch.day > today || counted.has(touch.id)) return [];
    counted.add(touch.id);
    return [{ day: touch.day, rule: id, points, touchPoint: touch.id }];
  });
}

function countedBy(rows: readonly LedgerRow[], rule: string): Set<string> {
  return new Set(rows.flatMap((row) => (row.rule === rule && row.touchPoint !== null ? [row.touchPoint] : [])));
}

/** Oldest first; on one day by rule and touch point, so that the same facts give the same lines. */
function append(rows: readonly LedgerRow[], changes: readonly Change[]): LedgerRow[] {
  let { total } = summariseLedger(rows);
  const key = ({ rule, touchPoint }: Change): string => `${rule} ${touchPoint ?? ''}`;
  return changes
    .toSorted((a, b) => a.day - b.day || (key(a) < key(b) ? -1 : Number(key(a) > key(b))))
    .map((each) => {
      total += each.points;
      return { ...each, total };
    });
}

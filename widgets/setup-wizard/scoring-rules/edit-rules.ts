import type { Criteria } from '#core/criteria/criteria.ts';
import type { ScoredModule, ScoringRule } from '#core/scoring-rules/scoring-rules.ts';
import { RESPONSES, SILENCE, TOUCHES, type Channel } from '#core/techniques/engagement/touches.ts';

export type FieldRule = Extract<ScoringRule, { kind: 'field' }>;
export type TouchRule = Extract<ScoringRule, { kind: 'touch' }>;
type Rules = readonly ScoringRule[];

/** What a new rule gives, to be changed. */
const FIRST_POINTS = 5;

/** A rule to begin with, named so that no other of its module is called the same. */
export function startRule(
  rules: Rules,
  wanted: {
    readonly module: ScoredModule;
    readonly id: string;
    readonly today: string;
    readonly criteria: Criteria | null;
  },
): ScoringRule {
  const { module, id, today, criteria } = wanted;
  const names = { en: freeName('Rule', 'en', rules), es: freeName('Regla', 'es', rules) };
  const shared = { id, names, module, active: true, points: FIRST_POINTS, fromDay: today };
  return criteria === null
    ? { ...shared, kind: 'touch', channel: 'email', response: 'opened' }
    : { ...shared, kind: 'field', criteria };
}

function freeName(word: string, language: 'en' | 'es', rules: Rules): string {
  const taken = new Set(rules.map(({ names }) => names[language]));
  for (let number = rules.length + 1; ; number++) if (!taken.has(`${word} ${number}`)) return `${word} ${number}`;
}

export function replaceRule(rules: Rules, id: string, change: (rule: ScoringRule) => ScoringRule): ScoringRule[] {
  return rules.map((rule) => (rule.id === id ? change(rule) : rule));
}

/** `undo` puts it back where it stood among what there is then. */
export function removeRule(
  rules: Rules,
  id: string,
): { readonly rules: ScoringRule[]; readonly undo: (now: Rules) => ScoringRule[] } {
  const at = rules.findIndex((rule) => rule.id === id);
  const removed = rules[at];
  return {
    rules: rules.filter((rule) => rule.id !== id),
    undo: (now) =>
      removed === undefined || now.some((rule) => rule.id === id)
        ? [...now]
        : [...now.slice(0, at), removed, ...now.slice(at)],
  };
}

/** Another channel begins with the first thing that can happen on it. */
export function withChannel(rule: TouchRule, channel: Channel): TouchRule {
  return { ...rule, channel, response: responsesOf(channel)[0] ?? '' };
}

/** What rules can count on a channel: silence is no touch point that any source names. */
export function responsesOf(channel: Channel): readonly string[] {
  return RESPONSES[channel].filter((response) => response !== SILENCE);
}

/** Whether a response is one of its channel at all. */
export function isKnownTouch({ channel, response }: TouchRule): boolean {
  return TOUCHES.some((touch) => touch.channel === channel && touch.response === response);
}

/**
 * Rules as they are sent. One that is new, or switched on again, acts from today on; one that counts other touch points than before is a
 * new rule to the ledger, which names by id what was counted.
 */
export function settleRules(
  rules: Rules,
  standing: Rules,
  { today, newId }: { readonly today: string; readonly newId: () => string },
): ScoringRule[] {
  return rules.map((rule) => {
    const before = standing.find(({ id }) => id === rule.id);
    if (before === undefined || (rule.active && !before.active)) return { ...rule, fromDay: today };
    if (rule.kind === 'touch' && before.kind === 'touch' && !isSameTouch(rule, before))
      return { ...rule, id: newId(), fromDay: today };
    return rule;
  });
}

function isSameTouch(one: TouchRule, other: TouchRule): boolean {
  return one.channel === other.channel && one.response === other.response;
}

export type RuleDifference =
  | { readonly kind: 'added' | 'removed'; readonly rule: ScoringRule }
  /** `from`: the rule as it stands. */
  | { readonly kind: 'changed'; readonly rule: ScoringRule; readonly from: ScoringRule };

/** What putting `mine` in the place of `theirs` would change. Rules are named as they would be, removed ones as they were. */
export function ruleDifferences(theirs: Rules, mine: Rules): RuleDifference[] {
  const removed = theirs.filter(({ id }) => mine.every((rule) => rule.id !== id));
  return [
    ...mine.flatMap((rule): RuleDifference[] => {
      const other = theirs.find(({ id }) => id === rule.id);
      if (other === undefined) return [{ kind: 'added', rule }];
      return isSameRule(other, rule) ? [] : [{ kind: 'changed', rule, from: other }];
    }),
    ...removed.map((rule): RuleDifference => ({ kind: 'removed', rule })),
  ];
}

export function isSameRules(one: Rules, other: Rules): boolean {
  return one.length === other.length && one.every((rule, index) => isSameRule(rule, other[index]));
}

/** Both come from one schema, or from each other by spreading: their keys stand in one order. */
export function isSameRule(one: ScoringRule, other: ScoringRule | undefined): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

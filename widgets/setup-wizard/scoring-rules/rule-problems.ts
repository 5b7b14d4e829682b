import { checkCriteriaBy, type KindsOf } from '#core/criteria/check-criteria.ts';
import type { Message } from '#core/message.ts';
import type { ScoredModule, ScoringRule } from '#core/scoring-rules/scoring-rules.ts';
import type { BackendFailure } from '#widgets/shared/backend/backend.ts';
import { emptyValues } from '../models/check-draft.ts';
import { isKnownTouch } from './edit-rules.ts';

/** What is wrong with a rule, and where in it. */
export interface RuleProblem {
  readonly rule: string;
  /** `names`, `points`, `response`, `criteria.conditions[0].field`, ...; '' = the whole rule. */
  readonly place: string;
  readonly message: Message;
  /** The server's finding, which no part of the form comes to by itself. */
  readonly isServers: boolean;
}

/** What the page itself can see; the server judges the rest, by the fields of today. */
export function checkRule(rule: ScoringRule, kindsOf: (module: ScoredModule) => KindsOf | null): RuleProblem[] {
  const { id, names } = rule;
  const problem = (place: string, message: Message): RuleProblem => ({ rule: id, place, message, isServers: false });
  const blank = (['en', 'es'] as const).filter((language) => names[language].trim() === '');
  const problems = blank.map((language) =>
    problem(`names.${language}`, { code: 'rulesSetup.wrong.name', params: { language } }),
  );
  if (rule.kind === 'touch')
    return isKnownTouch(rule)
      ? problems
      : [...problems, problem('response', { code: 'rulesSetup.wrong.response', params: {} })];
  const kinds = kindsOf(rule.module);
  const found = [
    ...emptyValues(rule.criteria, 'criteria'),
    ...(kinds === null ? [] : checkCriteriaBy(rule.criteria, kinds, 'criteria')),
  ];
  return [...problems, ...found.map(({ code, params, where }) => problem(where, { code, params }))];
}

/** What a server named in its refusal: of rules by their place in what was sent, and of all of them together. */
export interface ServerProblems {
  readonly ofRules: readonly RuleProblem[];
  readonly ofAll: readonly Message[];
}

export const NO_PROBLEMS: ServerProblems = { ofRules: [], ofAll: [] };

export function placeProblems(failure: BackendFailure, sent: readonly ScoringRule[]): ServerProblems {
  if (failure.reason !== 'invalid' && failure.reason !== 'refused') return NO_PROBLEMS;
  const ofRules: RuleProblem[] = [];
  const ofAll: Message[] = [];
  for (const { code, params, where } of failure.problems ?? []) {
    const [, index, place = ''] = /^rules\[(\d+)\](?:\.(.*))?$/s.exec(where) ?? [];
    const rule = index === undefined ? undefined : sent[Number(index)];
    if (rule === undefined) ofAll.push({ code, params });
    else ofRules.push({ rule: rule.id, place, message: { code, params }, isServers: true });
  }
  return { ofRules, ofAll };
}

/** Problems of a condition, from 0. */
export function conditionOf({ place }: Pick<RuleProblem, 'place'>): number | null {
  const [, index] = /^criteria\.conditions\[(\d+)\]/.exec(place) ?? [];
  return index === undefined ? null : Number(index);
}

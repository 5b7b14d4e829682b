import { checkCriteriaBy, type KindsOf } from '#core/criteria/check-criteria.ts';
import type { Problem } from '#core/message.ts';
import { touchNumber } from '#core/techniques/engagement/touches.ts';
import {
  MAX_FIELD_RULES,
  MAX_TOUCH_RULES,
  SCORED_MODULES,
  type ScoredModule,
  type ScoringRules,
} from './scoring-rules.ts';

/** What the schema cannot see. `kindsOf` judges the fields of each module's criteria; null where its metadata is not at hand. */
export function checkScoringRules(
  { rules }: ScoringRules,
  kindsOf: (module: ScoredModule) => KindsOf | null,
): Problem[] {
  const problems: Problem[] = [];
  const seen = new Set<string>();
  for (const [index, rule] of rules.entries()) {
    const at = `rules[${index}]`;
    const { id } = rule;
    if (seen.has(id)) problems.push({ code: 'scoringRules.ruleTwice', params: { id }, where: `${at}.id` });
    seen.add(id);
    if (rule.kind === 'touch') {
      const { channel, response } = rule;
      if (touchNumber(channel, response) < 0)
        problems.push({
          code: 'touchPoints.unknownResponse',
          params: { channel, response },
          where: `${at}.response`,
        });
      continue;
    }
    const kinds = kindsOf(rule.module);
    if (kinds !== null) problems.push(...checkCriteriaBy(rule.criteria, kinds, `${at}.criteria`));
  }
  for (const module of SCORED_MODULES)
    for (const [kind, most] of [
      ['field', MAX_FIELD_RULES],
      ['touch', MAX_TOUCH_RULES],
    ] as const) {
      const count = rules.filter((rule) => rule.module === module && rule.kind === kind).length;
      if (count > most)
        problems.push({ code: 'scoringRules.tooMany', params: { module, kind, count, most }, where: 'rules' });
    }
  return problems;
}

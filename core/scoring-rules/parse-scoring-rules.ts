import { parseDocument, type DocumentKind } from '#core/configuration/parse-document.ts';
import type { KindsOf } from '#core/criteria/check-criteria.ts';
import type { Problem } from '#core/message.ts';
import type { Result } from '#core/result.ts';
import { checkScoringRules } from './check-scoring-rules.ts';
import { SCORING_RULES_FORMAT, scoringRulesSchema, type ScoredModule, type ScoringRules } from './scoring-rules.ts';

/** Strict rules from any value; every problem names its JSON path. Without `kindsOf` fields are not checked. */
export function parseScoringRules(
  value: unknown,
  kindsOf: (module: ScoredModule) => KindsOf | null = () => null,
): Result<ScoringRules, Problem[]> {
  const kind: DocumentKind<ScoringRules> = {
    format: SCORING_RULES_FORMAT,
    schema: scoringRulesSchema,
    check: (rules) => checkScoringRules(rules, kindsOf),
  };
  return parseDocument(value, kind);
}

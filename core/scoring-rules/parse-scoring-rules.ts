import { parseDocument, parseDocumentText, type DocumentKind } from '#core/configuration/parse-document.ts';
import type { KindsOf } from '#core/criteria/check-criteria.ts';
import type { Problem } from '#core/message.ts';
import type { Result } from '#core/result.ts';
import { checkScoringRules } from './check-scoring-rules.ts';
import { SCORING_RULES_FORMAT, scoringRulesSchema, type ScoredModule, type ScoringRules } from './scoring-rules.ts';

type KindsOfModule = (module: ScoredModule) => KindsOf | null;

/** Strict rules from any value; every problem names its JSON path. Without `kindsOf` fields are not checked. */
export function parseScoringRules(
  value: unknown,
  kindsOf: KindsOfModule = () => null,
): Result<ScoringRules, Problem[]> {
  return parseDocument(value, documentKind(kindsOf));
}

/** The same from a file's text: `where` is "file:line:column", and `params` carry `path`, `line` and `column`. */
export function parseScoringRulesText(
  text: string,
  fileName: string,
  kindsOf: KindsOfModule = () => null,
): Result<ScoringRules, Problem[]> {
  return parseDocumentText(text, fileName, documentKind(kindsOf));
}

function documentKind(kindsOf: KindsOfModule): DocumentKind<ScoringRules> {
  return {
    format: SCORING_RULES_FORMAT,
    schema: scoringRulesSchema,
    check: (rules) => checkScoringRules(rules, kindsOf),
  };
}

import * as z from 'zod/mini';
import { criteriaSchema } from '#core/criteria/criteria.ts';
import { CHANNELS } from '#core/techniques/engagement/touches.ts';

export const SCORING_RULES_FORMAT = 'lodestar.scoring-rules/1';

/** ENG-4: what one rule adds or takes away. */
export const MAX_RULE_POINTS = 10;
/** Zoho's own scoring rules take as many of each kind (REST v8: `field_rules`, `touch_point_rules`), so that theirs can be mirrored. A module. */
export const MAX_FIELD_RULES = 50;
export const MAX_TOUCH_RULES = 50;

/** ENG-4. Leads are not mapped (SET-1): their rules name fields by api name. */
export const SCORED_MODULES = ['leads', 'contacts', 'accounts', 'deals'] as const;
export type ScoredModule = (typeof SCORED_MODULES)[number];

const shared = {
  /** Never reused: the ledger names rules by it. */
  id: z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/)),
  names: z.strictObject({
    en: z.string().check(z.minLength(1), z.maxLength(60)),
    es: z.string().check(z.minLength(1), z.maxLength(60)),
  }),
  module: z.enum(SCORED_MODULES),
  active: z.boolean(),
  /** Plus or minus 1 to 10. */
  points: z.int().check(
    z.gte(-MAX_RULE_POINTS),
    z.lte(MAX_RULE_POINTS),
    z.refine((points) => points !== 0),
  ),
  /** The day on which the rule began to act: what happened before counts only when the rules are run for all. */
  fromDay: z.iso.date(),
};

export const scoringRuleSchema = z.union([
  /** Counts once, as long as the criteria hold. */
  z.strictObject({ ...shared, kind: z.literal('field'), criteria: criteriaSchema }),
  /** Counts each time. */
  z.strictObject({
    ...shared,
    kind: z.literal('touch'),
    channel: z.enum(CHANNELS),
    response: z.string().check(z.maxLength(40)),
  }),
]);
export type ScoringRule = z.infer<typeof scoringRuleSchema>;

/** ENG-4: apart from the engagement technique, and from the configuration that labels accounts. */
export const scoringRulesSchema = z.strictObject({
  format: z.literal(SCORING_RULES_FORMAT),
  version: z.int().check(z.gte(1)),
  rules: z.array(scoringRuleSchema).check(z.maxLength(SCORED_MODULES.length * (MAX_FIELD_RULES + MAX_TOUCH_RULES))),
});
export type ScoringRules = z.infer<typeof scoringRulesSchema>;

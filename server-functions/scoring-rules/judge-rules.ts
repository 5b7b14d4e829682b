import { isDeepStrictEqual } from 'node:util';
import type { Configuration } from '#core/configuration/configuration.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import type { Problem } from '#core/message.ts';
import { fail, ok } from '#core/result.ts';
import { parseScoringRules } from '#core/scoring-rules/parse-scoring-rules.ts';
import { SCORED_MODULES, type ScoringRules } from '#core/scoring-rules/scoring-rules.ts';
import { MAX_ITEM_BYTES } from '#core/store/store.ts';
import { RefusedError } from '../shared/http/function-app.ts';
import type { Caller } from '../shared/identity/caller.ts';
import { moduleNameOf, resolveRuleField } from './module-fields.ts';

type Fields = Readonly<Record<string, readonly FieldMetadata[]>>;

/** Strictly, without the org. Throws `RefusedError`. */
export function parseRulesAlone(document: unknown): ScoringRules {
  const alone = parseScoringRules(document);
  if (!alone.ok) throw new RefusedError(400, { code: 'scoringRules.invalid', problems: alone.error });
  return alone.value;
}

/** The same against the modules and fields that the org has now. Throws `RefusedError`. */
export function judgeAgainstOrg(rules: ScoringRules, { mapping }: Configuration, fields: Fields): void {
  const misplaced = rules.rules.flatMap((rule, index): Problem[] =>
    rule.kind === 'touch' && rule.module !== 'accounts' && rule.module !== 'contacts'
      ? [{ code: 'scoringRules.touchNotOfModule', params: { module: rule.module }, where: `rules[${index}].module` }]
      : [],
  );
  const lacking = SCORED_MODULES.flatMap((module): Problem[] => {
    const index = rules.rules.findIndex((rule) => rule.module === module);
    const name = moduleNameOf(module, mapping);
    return index < 0 || (name !== null && fields[name] !== undefined)
      ? []
      : [{ code: 'scoringRules.moduleNotInOrg', params: { module }, where: `rules[${index}].module` }];
  });
  const problems = [...misplaced, ...lacking];
  if (problems.length > 0) throw new RefusedError(422, { code: 'scoringRules.invalid', problems });
  const judged = parseScoringRules(rules, (module) => {
    const known = fields[moduleNameOf(module, mapping) ?? ''] ?? [];
    return (reference) => {
      const field = resolveRuleField(reference, module, mapping, known);
      return field.ok ? ok([field.value.kind]) : fail(field.error);
    };
  });
  if (!judged.ok) throw new RefusedError(422, { code: 'scoringRules.invalid', problems: judged.error });
  if (Buffer.byteLength(JSON.stringify(rules)) > MAX_ITEM_BYTES)
    throw new RefusedError(422, {
      code: 'scoringRules.invalid',
      problems: [{ code: 'scoringRules.tooLarge', params: {}, where: 'rules' }],
    });
}

/**
 * PER-4: nobody makes a rule of a field that their profile hides: who may give points for "amount at least 10,000" and look at the scores
 * knows the amount. Criteria that stand already are left to whoever made them. Throws `RefusedError`.
 */
export async function refuseHiddenFields(
  caller: Caller,
  rules: ScoringRules,
  standing: ScoringRules | null,
  { mapping }: Configuration,
  fields: Fields,
): Promise<void> {
  const modules = SCORED_MODULES.flatMap((module) => moduleNameOf(module, mapping) ?? []);
  const readable = await caller.readable(modules);
  const stands = (id: string, module: string, criteria: unknown): boolean =>
    standing?.rules.some(
      (each) =>
        each.id === id && each.module === module && each.kind === 'field' && isDeepStrictEqual(each.criteria, criteria),
    ) ?? false;
  const problems = rules.rules.flatMap((rule, index): Problem[] => {
    if (rule.kind !== 'field' || stands(rule.id, rule.module, rule.criteria)) return [];
    const name = moduleNameOf(rule.module, mapping) ?? '';
    return rule.criteria.conditions.flatMap(({ field: reference }, at): Problem[] => {
      const field = resolveRuleField(reference, rule.module, mapping, fields[name] ?? []);
      if (field.ok && readable.get(name)?.has(field.value.apiName) === true) return [];
      const where = `rules[${index}].criteria.conditions[${at}].field`;
      return [{ code: 'permissions.conditionOnHiddenField', params: { field: reference }, where }];
    });
  });
  if (problems.length > 0) throw new RefusedError(403, { code: 'permission.fieldHidden', problems });
}

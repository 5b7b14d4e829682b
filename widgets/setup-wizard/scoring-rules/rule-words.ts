import type { Message } from '#core/message.ts';
import { SCORED_MODULES, type ScoredModule, type ScoringRule } from '#core/scoring-rules/scoring-rules.ts';
import { touchName } from '#core/techniques/engagement/touches.ts';
import { sentenceOf } from '#widgets/shared/criteria-builder/criteria-sentence.ts';
import type { FieldChoice } from '#widgets/shared/criteria-builder/edit-criteria.ts';
import type { Translator } from '#widgets/shared/i18n/translator.ts';
import { nameIn } from '#widgets/shared/ledger/name-in.ts';
import { sayPoints } from '#widgets/shared/ledger/say-points.ts';
import type { RuleDifference, TouchRule } from './edit-rules.ts';
import type { RuleModule } from './rule-modules.ts';

export function ruleName(rule: Pick<ScoringRule, 'names' | 'id'>, t: Translator): string {
  return nameIn(rule, t.viewer.language);
}

/** The org's own name of the module; where it has none, ours. */
export function moduleName(module: ScoredModule, modules: readonly RuleModule[], t: Translator): string {
  const label = modules.find((each) => each.module === module)?.label ?? null;
  if (label !== null) return label;
  return module === 'leads' ? t.text('rulesSetup.leads') : t.text(`setup.role.${module}`);
}

export function sayResponse(touch: Pick<TouchRule, 'channel' | 'response'>, t: Translator): string {
  return t.message({ code: `engagement.response.${touchName(touch)}`, params: {} });
}

/** What a rule asks for, in a sentence. */
export function sayRule(rule: ScoringRule, choices: readonly FieldChoice[], t: Translator): string {
  if (rule.kind === 'touch') return t.text('rulesSetup.rule.touch', { response: sayResponse(rule, t) });
  if (rule.criteria.conditions.length === 0) return t.text('rulesSetup.rule.everyRecord');
  return sentenceOf(rule.criteria, choices, t);
}

/** What keeping one's own would do to a rule that stands. */
export function sayDifference(difference: RuleDifference, t: Translator): string {
  const { kind } = difference;
  const rule = ruleName(difference.rule, t);
  if (kind !== 'changed') return t.text(`rulesSetup.differs.${kind}`, { rule });
  const [from, to] = [difference.from.points, difference.rule.points];
  return from === to
    ? t.text('rulesSetup.differs.changed', { rule })
    : t.text('rulesSetup.differs.points', { rule, from: sayPoints(from, t), to: sayPoints(to, t) });
}

/** A problem of the page's or the server's, with the org's own words for what it names. */
export function sayRuleProblem(
  { code, params }: Message,
  names: { readonly modules: readonly RuleModule[]; readonly choices: readonly FieldChoice[] },
  t: Translator,
): string {
  const shown: Record<string, string> = {};
  const { field, language, module } = params;
  if (typeof field === 'string')
    shown['field'] = names.choices.find(({ reference }) => reference === field)?.label ?? field.replace(/^crm:/, '');
  if (language === 'en' || language === 'es') shown['language'] = t.text(`setup.language.${language}`);
  const scored = SCORED_MODULES.find((each) => each === module);
  if (scored !== undefined) shown['module'] = moduleName(scored, names.modules, t);
  const key = code === 'permissions.conditionOnHiddenField' ? 'rulesSetup.wrong.hiddenField' : code;
  const text = t.message({ code: key, params }, shown);
  return text === key ? t.text('rulesSetup.wrong.other', { code }) : text;
}

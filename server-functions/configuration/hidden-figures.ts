import type { Configuration } from '#core/configuration/configuration.ts';
import type { Criteria } from '#core/criteria/criteria.ts';
import { conditionsOnHidden, isHidden, type MaskRules } from '#core/permissions/mask-fields.ts';
import type { Problem } from '#core/message.ts';

/** Numbers are what a profile hides; "the stage is won" says nothing about a deal. */
function figuresOf({ conditions, pattern }: Criteria): Criteria {
  return { conditions: conditions.filter((condition) => 'number' in condition || 'from' in condition), pattern };
}

/** Are there figures at all that a profile could hide? Most setups have none, and then nobody's rights need asking. */
export function hasFigures({ criteria, techniques: { rfm, firmographics } }: Configuration): boolean {
  const all = [criteria, ...(rfm === null ? [] : [rfm.contributing]), ...labelCriteria(firmographics)];
  return rfm?.monetary.mode === 'manual' || all.some((each) => figuresOf(each).conditions.length > 0);
}

/**
 * PER-4: cut-offs and conditions of a setup in what this person may not see. A setup is edited and published whole, so that
 * it is also withheld whole: one with holes would be published with holes.
 */
export function hiddenFigures(configuration: Configuration, rules: MaskRules): readonly Problem[] {
  const { criteria, techniques } = configuration;
  const { rfm, firmographics } = techniques;
  const bands = { code: 'permissions.bandsOnHiddenField', params: {}, where: 'techniques.rfm.monetary' };
  return [
    ...(rfm?.monetary.mode === 'manual' && isHidden('abm:rfm.monetary', 'accounts', rules) ? [bands] : []),
    ...(rfm === null ? [] : conditionsOnHidden(figuresOf(rfm.contributing), 'deals', rules)),
    ...[criteria, ...labelCriteria(firmographics)].flatMap((each) =>
      conditionsOnHidden(figuresOf(each), 'accounts', rules),
    ),
  ];
}

function labelCriteria(firmographics: Configuration['techniques']['firmographics']): readonly Criteria[] {
  return firmographics?.labels.map((label) => label.criteria) ?? [];
}

import { checkConfiguration } from '#core/configuration/check-configuration.ts';
import type { Criteria } from '#core/criteria/criteria.ts';
import type { Problem } from '#core/message.ts';
import type { OrgWords } from './org-words.ts';
import { configurationOf, isMapped, mappingOf, STEPS, type SetupDraft, type Step } from './setup-draft.ts';

/** What stands between the admin and the end, by the step where it can be put right. */
export interface DraftCheck {
  readonly mapping: readonly Problem[];
  readonly criteria: readonly Problem[];
  readonly techniques: readonly Problem[];
}

/** Core's own checks over the whole draft, against the org's metadata, plus what is only half typed. */
export function checkDraft(draft: SetupDraft, org: OrgWords): DraftCheck {
  const mapping = mappingOf(draft);
  if (mapping === null || !isMapped(draft))
    return { mapping: [{ code: 'setup.notMapped', params: {}, where: 'mapping' }], criteria: [], techniques: [] };
  const configuration = configurationOf(draft, mapping, '');
  const all = checkConfiguration(configuration, org);
  const under = (prefix: string): Problem[] =>
    all.filter(({ where }) => where === prefix || where.startsWith(`${prefix}.`));
  const { rfm, firmographics } = configuration.techniques;
  return {
    mapping: under('mapping'),
    criteria: [...emptyValues(draft.criteria, 'criteria'), ...under('criteria')],
    techniques: [
      ...(rfm === null ? [] : emptyValues(rfm.contributing, 'techniques.rfm.contributing')),
      ...(firmographics === null
        ? []
        : firmographics.labels.flatMap(({ criteria }, index) =>
            emptyValues(criteria, `techniques.firmographics.labels[${index}].criteria`),
          )),
      ...under('techniques'),
    ],
  };
}

/** A condition that waits for its value would be refused by the document's schema; here it is said in words. */
export function emptyValues({ conditions }: Criteria, at: string): Problem[] {
  return conditions.flatMap((condition, index): Problem[] => {
    const empty =
      ('value' in condition && condition.value === '') || ('values' in condition && condition.values.length === 0);
    return empty
      ? [
          {
            code: 'setup.emptyValue',
            params: { number: index + 1, field: condition.field },
            where: `${at}.conditions[${index}]`,
          },
        ]
      : [];
  });
}

/** The first step before `step` that is not done yet; null = the way is free. */
export function blockingStep(step: Step, draft: SetupDraft, check: DraftCheck): Step | null {
  const before = STEPS.slice(0, STEPS.indexOf(step));
  return before.find((earlier) => !isDone(earlier, draft, check)) ?? null;
}

/** Whether the step may be left behind. Later steps need not be done. */
export function isDone(step: Step, draft: SetupDraft, check: DraftCheck): boolean {
  switch (step) {
    case 'welcome':
      return true;
    case 'mapping':
      return check.mapping.length === 0;
    case 'criteria':
      return (
        check.mapping.length === 0 &&
        check.criteria.length === 0 &&
        (draft.criteria.conditions.length > 0 || draft.everyAccount)
      );
    case 'techniques':
      return check.mapping.length === 0 && check.techniques.length === 0;
    case 'review':
    case 'configure':
      // Done by publishing, which ends the draft.
      return false;
  }
}

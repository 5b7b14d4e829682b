import type { Configuration } from '#core/configuration/configuration.ts';
import { referencedFields } from '#core/criteria/referenced-fields.ts';
import type { FieldReference } from '#core/mapping/field-reference.ts';
import { STAGE_TYPE } from '#core/mapping/resolve-field.ts';
import type { Message } from '#core/message.ts';
import type { TechniqueId } from './label.ts';

/** What labels as of an earlier day take from today's records, because no record is dated (TEC-3). */
export interface BackDatingNote {
  /** null = every technique. */
  readonly technique: TechniqueId | null;
  readonly message: Message;
}

/**
 * Deals are dated by their completion, touch points and texts by their day. Overwritten stages and fields, which account a contact
 * belongs to, and deleted records are not.
 */
export function backDatingNotes({ criteria, techniques }: Configuration): BackDatingNote[] {
  const { rfm, firmographics, engagement, recommendations, voice } = techniques;
  const fields = (technique: TechniqueId | null, of: readonly FieldReference[]): BackDatingNote[] => {
    const named = [...new Set(of)].filter((field) => field !== STAGE_TYPE);
    const params = { fields: named.join(', '), technique };
    return named.length === 0 ? [] : [{ technique, message: { code: 'history.fieldsOfToday', params } }];
  };
  const contacts = (technique: TechniqueId): BackDatingNote => ({
    technique,
    message: { code: 'history.contactsOfToday', params: { technique } },
  });
  const stages = (technique: TechniqueId): BackDatingNote => ({
    technique,
    message: { code: 'history.stagesOfToday', params: { technique } },
  });
  return [
    { technique: null, message: { code: 'history.deletedRecords', params: {} } },
    ...fields(null, referencedFields(criteria)),
    ...(rfm === null ? [] : [stages('rfm'), ...fields('rfm', referencedFields(rfm.contributing))]),
    ...(firmographics === null
      ? []
      : fields(
          'firmographics',
          firmographics.labels.flatMap((label) => referencedFields(label.criteria)),
        )),
    ...(engagement == null ? [] : [contacts('engagement')]),
    ...(recommendations == null
      ? []
      : [stages('recommendations'), ...fields('recommendations', recommendations.cellFields)]),
    ...(voice == null ? [] : [contacts('voice')]),
  ];
}

/** Whether the labels of a technique rest on dated records alone, the stages of deals and the accounts of contacts apart. */
export function isBackDated(notes: readonly BackDatingNote[], technique: TechniqueId): boolean {
  return !notes.some(({ technique: of, message }) => message.code === 'history.fieldsOfToday' && of === technique);
}

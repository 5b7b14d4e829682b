/** What a run says of a technique as a whole: `warn` = labels say less than they could; `info` = how to read them. */
interface RunNote {
  readonly weight: 'warn' | 'info';
  /** Where it can be mended: Setup > Credits, or the technique's settings. null = in the CRM, or not at all. */
  readonly mend: 'credits' | 'techniques' | null;
}
export type NotePlace = NonNullable<RunNote['mend']>;

const INFO: RunNote = { weight: 'info', mend: null };
const LEFT_OUT: RunNote = { weight: 'warn', mend: 'techniques' };

/** Every kind of warning that a generation's record can hold, by its code. A kind that is not among them cannot be shown. */
export const RUN_NOTES: Readonly<Record<string, RunNote>> = {
  'labels.mostlyOne': { weight: 'warn', mend: 'techniques' },
  'rfm.fewAccounts': { weight: 'warn', mend: null },
  'rfm.limitedConfidence': INFO,
  'rfm.noVariation': { weight: 'warn', mend: 'techniques' },
  'rfm.fewDistinctValues': INFO,
  'rfm.extremeLevelFilled': INFO,
  'rfm.dealsWithoutAccount': INFO,
  'rfm.dealsWithoutDay': INFO,
  'rfm.dealsAfterAsOf': INFO,
  'rfm.dealsWithoutAmount': INFO,
  'rfm.dealsWithoutUnits': INFO,
  'firmographics.emptyLabel': { weight: 'info', mend: 'techniques' },
  'engagement.sourceNotInOrg': LEFT_OUT,
  'engagement.sourceByRecord': LEFT_OUT,
  'engagement.sourceNotReadable': LEFT_OUT,
  'engagement.fieldsMissing': LEFT_OUT,
  'engagement.contactsNotReadable': { weight: 'warn', mend: null },
  'engagement.nothingRead': { weight: 'warn', mend: 'credits' },
  'engagement.emailsPartly': { weight: 'warn', mend: 'credits' },
  'engagement.emailsRead': INFO,
  'engagement.noTouchPoints': LEFT_OUT,
  'engagement.nobodyHasPoints': LEFT_OUT,
  'engagement.withoutAccount': INFO,
  'engagement.afterAsOf': INFO,
  'engagement.halfProposed': INFO,
  'recommendations.leftOut': LEFT_OUT,
  'recommendations.linesNotReadable': { weight: 'warn', mend: null },
  'recommendations.productsNotReadable': { weight: 'warn', mend: null },
  'recommendations.bandsOnly': INFO,
  'recommendations.unknownProduct': { weight: 'info', mend: 'techniques' },
  // So many of the ones above, where products are known by their ids alone.
  'recommendations.unknownProducts': { weight: 'info', mend: 'techniques' },
  'recommendations.emptyLabel': { weight: 'info', mend: 'techniques' },
  'voice.sourceNotInOrg': LEFT_OUT,
  'voice.noTexts': LEFT_OUT,
  'voice.judged': INFO,
  'voice.withoutAccount': INFO,
  'voice.afterAsOf': INFO,
  'voice.tooFew': INFO,
};

import { RUN_NOTES } from '#core/techniques/run-notes.ts';

/** Which message keys each widget carries, by how they begin: a rep's panel does not load the wizard's words. `!key` = all but this one. */
export const WIDGET_MESSAGES: Readonly<Record<string, readonly string[]>> = {
  'account-360': [
    'shared',
    'technique',
    'rfm',
    'firmographics',
    'criteria',
    'account',
    // It edits nothing.
    '!shared.undo',
    '!shared.dismiss',
    '!shared.cancel',
    '!shared.close',
    '!shared.refresh',
    '!shared.asOf',
    '!criteria.everything',
    '!criteria.and',
    '!criteria.or',
    '!criteria.open',
    '!criteria.close',
    '!criteria.unknownField',
    '!criteria.operatorNotForKind',
    '!criteria.notAnId',
    '!criteria.notADay',
    '!criteria.reversedRange',
    '!criteria.emptyValue',
  ],
  // Engagement, recommendations and voice on an account: fetched with their cards.
  'account-360-later': ['accountMore', 'engagement', 'recommendations', 'voice'],
  'segment-list': [
    'shared',
    'signIn',
    'progress',
    'technique',
    'criteria',
    'builder',
    'pattern',
    'chart',
    'segments',
    'target',
  ],
  // With what an account's points are made of.
  'segment-list-ledger': ['ledger'],
  'setup-wizard': ['shared', 'signIn', 'progress', 'technique', 'setup', 'mapping'],
  // What the wizard says after its first two steps: fetched while those are read.
  'setup-wizard-later': [
    'criteria',
    'target',
    'builder',
    'pattern',
    'techniques',
    'review',
    'configure',
    'lint',
    'field',
    'labels',
    'configuration',
    'basis',
    'run',
    'touchPoints',
    'sources',
    'scoringRules',
  ],
  'setup-permissions': ['permissions'],
  'setup-credits': ['credits', 'intake', 'runLog'],
  'setup-refresh': ['refresh', 'runLog'],
  'setup-scoring-rules': ['rulesSetup', 'ledger', 'scoredRecord', 'rulesRun', 'engagement', 'runLog'],
  // With the editor of each technique.
  'setup-engagement': ['engagement', 'engagementSetup'],
  'setup-recommendations': ['recommendationsSetup'],
  'setup-voice': ['voice', 'voiceSetup'],
  // With what a run says of its labels, on whichever page.
  'run-notes': [
    'runNotes',
    'techniques.metric',
    'setup.source',
    ...Object.keys(RUN_NOTES).map((code) => `techniques.${code}`),
  ],
  // With the review of a draft that changes what is published.
  'setup-changes': ['changes'],
};

import { RUN_NOTES } from '#core/techniques/run-notes.ts';

/** Which message keys each widget carries, by how they begin: a rep's panel does not load the wizard's words. */
export const WIDGET_MESSAGES: Readonly<Record<string, readonly string[]>> = {
  'account-360': ['shared', 'technique', 'rfm', 'firmographics', 'criteria', 'account'],
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
  'setup-scoring-rules': ['rulesSetup', 'scoredRecord', 'rulesRun', 'engagement', 'runLog'],
  // With the editor of each technique.
  'setup-engagement': ['engagement', 'engagementSetup'],
  'setup-recommendations': ['recommendationsSetup'],
  'setup-voice': ['voice', 'voiceSetup'],
  // With what a run says of its labels, on whichever page.
  'run-notes': ['runNotes', 'techniques.metric', ...Object.keys(RUN_NOTES).map((code) => `techniques.${code}`)],
  // With the review of a draft that changes what is published.
  'setup-changes': ['changes'],
};

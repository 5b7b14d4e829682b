/** Which message keys each widget carries, by their first segment: a rep's panel does not load the wizard's words. */
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
  ],
  'setup-permissions': ['permissions'],
};

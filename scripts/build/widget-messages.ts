/** Which message keys each widget carries, by their first segment: a rep's panel does not load the wizard's words. */
export const WIDGET_MESSAGES: Readonly<Record<string, readonly string[]>> = {
  'account-360': ['shared', 'technique', 'rfm', 'firmographics', 'criteria', 'account'],
  'segment-list': ['shared', 'technique', 'rfm', 'firmographics', 'criteria', 'builder', 'pattern', 'segments'],
  'setup-wizard': [
    'shared', 'technique', 'criteria', 'builder', 'pattern', 'setup', 'lint', 'mapping', 'field', 'labels', 'techniques', 'run',
  ],
};

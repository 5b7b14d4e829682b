/** What evidence is read with stands apart from the settings' schemas, so that a page that shows labels need not load those. */

/** ENG-2. */
export const MAX_LABELS = 10;
export const MAX_SCORE = 100;

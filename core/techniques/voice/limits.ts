/** What evidence is read with stands apart from the settings' schemas, so that a page that shows labels need not load those. */

/** VOC-2. */
export const MAX_LABELS = 8;
/** "at least one preference a label"; ten fill a screen. */
export const MAX_CONDITIONS = 10;

/** What evidence is read with stands apart from the settings' schemas, so that a page that shows labels need not load those. */

/** REC-2. */
export const MAX_LABELS = 5;
/** REC-1: below, probabilities are shown as Low, Medium and High. Accounts with an order. */
export const MIN_BUYERS_FOR_PERCENT = 200;

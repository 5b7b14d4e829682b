/** Items of one page of a listing, and the most that may be asked for. */
export const DEFAULT_LIST_LIMIT = 100;
export const MAX_LIST_LIMIT = 1_000;

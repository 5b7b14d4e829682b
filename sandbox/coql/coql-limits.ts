/** Limits of COQL; source of all: Zoho CRM API v8. */
export const MAX_ROWS = 2_000;
export const DEFAULT_ROWS = 200;
/** Rows reachable by LIMIT and OFFSET; beyond, page by `id`. */
export const MAX_REACHABLE_ROWS = 100_000;
export const MAX_COLUMNS = 500;
export const MAX_IN_VALUES = 100;
export const MAX_ORDER_BY = 10;
export const MAX_GROUP_BY = 4;
export const MAX_AGGREGATES = 5;
export const MAX_CRITERIA = 25;
/** Lookups in a row. "Two relations"; more are not refused by Zoho but partly ignored, so the sandbox refuses them. */
export const MAX_RELATIONS = 2;
/** Joined modules of a query, by the switch `joinLimit`: the documents of v2 to v8 say both. */
export const MAX_JOINS = { two: 2, five: 5 } as const;
/** Credits by LIMIT, [3p]. */
export const CREDITS_BY_ROWS = [
  { rows: 200, credits: 1 },
  { rows: 1_000, credits: 2 },
  { rows: MAX_ROWS, credits: 3 },
] as const;

import type { Refresh } from './refresh-api.ts';

/** What a day's credits would exceed first: the limit that was set for runs, or what the CRM gives the whole org. */
export function findExcess(
  total: number,
  { budget, dailyCredits }: Pick<Refresh, 'budget' | 'dailyCredits'>,
): { readonly kind: 'limit' | 'org'; readonly most: number } | null {
  if (budget.mostPerDay !== null && total > budget.mostPerDay) return { kind: 'limit', most: budget.mostPerDay };
  if (dailyCredits !== null && total > dailyCredits) return { kind: 'org', most: dailyCredits };
  return null;
}

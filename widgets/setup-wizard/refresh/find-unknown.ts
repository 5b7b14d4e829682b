import type { Refresh } from './refresh-api.ts';

/** What a day's sum leaves out, since nobody knows it yet. */
export function findUnknown({
  projection,
  nightly,
}: Pick<Refresh['price'], 'projection' | 'nightly'>): 'none' | 'writing' | 'nightly' | 'both' {
  if (projection === null) return nightly === null ? 'both' : 'writing';
  return nightly === null ? 'nightly' : 'none';
}

/** A day's credits by a choice; null = of what it does, no price is known yet. */
export function knownTotal(
  { everyMinutes, total }: Refresh['price']['options'][number],
  { nightly }: Pick<Refresh['price'], 'nightly'>,
): number | null {
  return everyMinutes === null && nightly === null ? null : total;
}

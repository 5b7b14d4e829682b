import type { RfmBasis } from '#core/techniques/rfm/basis.ts';
import type { RfmPurchases } from '#core/techniques/rfm/evidence.ts';
import { stepAt } from '#core/techniques/rfm/steps.ts';
import type { AmountClaim } from './account-view.ts';
import { countsBy } from './derive-totals.ts';
import type { DealsRead } from './read-deals.ts';

/**
 * The amount behind the monetary score. Evidence holds none (decision 5): it is added up from what the viewer may read, and
 * claimed only where that agrees with everything the evidence does say: number of deals, last day, place among the cut-offs,
 * and the named deals themselves. `moneyBasis` false = the cut-offs are withheld from the viewer.
 */
export function claimAmount(
  { deals, visible }: DealsRead,
  purchases: RfmPurchases | null,
  basis: RfmBasis,
  moneyBasis: boolean,
): { readonly amounts: AmountClaim; readonly minor: number | null } {
  if (!visible.monetary || !moneyBasis) return { amounts: 'hidden', minor: null };
  // Without purchases there is no amount to claim, only cut-offs to name.
  if (purchases === null) return { amounts: 'shown', minor: null };
  const counted = deals.filter((deal) => countsBy(deal, basis.asOfDay));
  const minor = counted.reduce((sum, { monetaryMinor }) => sum + (monetaryMinor ?? 0), 0);
  const ids = new Set(counted.map(({ id }) => id));
  const agrees =
    stepAt(basis.monetary.steps, minor) === purchases.monetaryStep &&
    (basis.frequencyOf === 'products' || counted.length === purchases.frequency) &&
    counted.every(({ countedDay }) => countedDay !== null && countedDay <= purchases.lastDay) &&
    purchases.dealIds.every((id) => ids.has(id));
  return agrees ? { amounts: 'shown', minor } : { amounts: 'differ', minor: null };
}

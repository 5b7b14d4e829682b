import type { PurchaseCounts } from '#core/techniques/recommendations/aggregate.ts';
import type { Message } from '#core/message.ts';

/** What of the files could not be told as a purchase, and why. */
export interface PurchasesLeftOut extends PurchaseCounts {
  /** Lines of a deal that the deals file does not hold. */
  readonly unknownDeals: number;
  /** Lines without a product. */
  readonly withoutProduct: number;
}

/** Won deals that are nobody's or of no day. `score` says so of all deals that it reads. */
export function dealNotes({ withoutAccount, withoutDay }: PurchasesLeftOut): Message[] {
  return told({ 'cli.wonOfNobody': withoutAccount, 'cli.wonWithoutDay': withoutDay });
}

/** Products of deals that nobody could place. */
export function lineNotes({ unknownProducts, unknownDeals, withoutProduct }: PurchasesLeftOut): Message[] {
  return told({
    'cli.unknownProducts': unknownProducts,
    'cli.linesOfNoDeal': unknownDeals,
    'cli.linesWithoutProduct': withoutProduct,
  });
}

function told(counts: Readonly<Record<string, number>>): Message[] {
  return Object.entries(counts).flatMap(([code, count]) => (count === 0 ? [] : [{ code, params: { count } }]));
}

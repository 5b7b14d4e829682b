import type { BasketRule } from './recommend-baskets.ts';
import type { RecommendationRow } from './recommend-rows.ts';
import { tableLines } from './table-lines.ts';

/** What fits a terminal: accounts, and products of baskets. */
const ACCOUNTS_AT_A_GLANCE = 10;
const RULES_AT_A_GLANCE = 20;
const WHERE_ALL_IS = '--out <file> writes all as CSV, --out - prints it, and so does a pipe.';

/** Of the first accounts the best of each type, for somebody at a terminal; no more rows are made than these need. */
export function glanceAtAccounts(rows: Iterable<RecommendationRow>, accounts: number): string[] {
  const best: RecommendationRow[] = [];
  const seen = new Set<unknown>();
  for (const row of rows) {
    if (!seen.has(row.account_id) && seen.size === ACCOUNTS_AT_A_GLANCE) break;
    seen.add(row.account_id);
    if (row.rank === 1) best.push(row);
  }
  return [
    ...tableLines([
      ['account', 'type', 'product', 'chance', 'what speaks for it'],
      ...best.map((row) => [
        text(row.account_name) || text(row.account_id),
        text(row.type),
        row.second_product === null ? text(row.product) : `${text(row.product)} + ${text(row.second_product)}`,
        text(row.probability ?? row.band),
        groundsOf(row),
      ]),
    ]),
    '',
    `The best of each type for the first ${seen.size} of ${accounts} accounts. ${WHERE_ALL_IS}`,
  ];
}

/** The first partners of baskets' products. */
export function glanceAtBaskets(rules: readonly BasketRule[]): string[] {
  const first = rules.slice(0, RULES_AT_A_GLANCE);
  return [
    ...tableLines([
      ['product', 'with', 'together', 'lift'],
      ...first.map(({ product, with: partner, together, lift }) => [product, partner, together, lift].map(text)),
    ]),
    '',
    `The first ${first.length} of ${rules.length} partners. ${WHERE_ALL_IS}`,
  ];
}

function groundsOf(row: RecommendationRow): string {
  const { purchases, elapsed_days: elapsed, due, sequence, because_of: because, lift, support } = row;
  if (purchases !== null)
    return `bought ${purchases === 1 ? 'once' : `${text(purchases)} times`}, last ${text(elapsed)} days ago${due === 'yes' ? ', due' : ''}`;
  if (because !== null) {
    const figures = [
      ...(lift === null ? [] : [`lift ${text(lift)}`]),
      ...(sequence === null ? [] : [`next ${text(sequence)} times`]),
    ];
    return `because of ${text(because)} (${figures.join('; ')})`;
  }
  return support === null ? '' : `in ${(100 * Number(support)).toFixed(1)} % of all orders`;
}

function text(cell: string | number | null | undefined): string {
  return cell == null ? '' : String(cell);
}

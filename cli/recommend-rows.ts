import { createRooms, recommendFor, type Engine } from '#core/techniques/recommendations/engine.ts';
import { pairFigures, type Grounds } from '#core/techniques/recommendations/grounds.ts';
import { BANDS } from '#core/techniques/recommendations/verdict.ts';
import { cutBands, toValue } from '#core/techniques/recommendations/band-cuts.ts';
import type { RecommendInput } from './recommend-input.ts';

/** Columns of the output, in their fixed order; what a recommendation does not rest on is empty. */
export const RECOMMENDATION_HEADERS = [
  'account_id',
  'account_name',
  'type',
  'rank',
  'product_id',
  'product',
  'second_product_id',
  'second_product',
  'probability',
  'band',
  'model',
  'because_of',
  'support',
  'confidence',
  'lift',
  'sequence',
  'purchases',
  'interval_days',
  'elapsed_days',
  'due',
] as const;
type Header = (typeof RECOMMENDATION_HEADERS)[number];
export type RecommendationRow = Readonly<Record<Header, string | number | null>>;

/** Account after account; a probability in per cent, or a band where there are too few buyers for one (REC-1). */
export function* recommendationRows(engine: Engine, input: RecommendInput, k: number): Generator<RecommendationRow> {
  const rooms = createRooms(engine.recommender);
  const { products, accountIds, accountNames } = input;
  const cuts = engine.scale === 'band' ? cutBands(engine) : null;
  for (let account = 0; account < accountIds.length; account++) {
    const ranks = new Map<string, number>();
    for (const { type, products: ordinals, estimate, grounds } of recommendFor(engine, account, rooms, k)) {
      const rank = (ranks.get(type) ?? 0) + 1;
      ranks.set(type, rank);
      const [first = -1, second = -1] = ordinals;
      yield {
        account_id: accountIds[account] ?? null,
        account_name: accountNames[account] ?? null,
        type,
        rank,
        product_id: products.ids[first] ?? null,
        product: products.names[first] ?? null,
        second_product_id: products.ids[second] ?? null,
        second_product: products.names[second] ?? null,
        probability: cuts === null ? `${(100 * estimate).toFixed(1)} %` : null,
        band: cuts === null ? null : (BANDS[toValue(estimate, cuts[type])] ?? null),
        model: engine.chosen[type],
        ...groundCells(grounds, input, engine.recommender.histories.asOfDay),
      };
    }
  }
}

/** A line of CSV; texts that start like a formula are made harmless, since people open the output in a spreadsheet. */
export function toCsvLine(cells: readonly (string | number | null)[]): string {
  return cells
    .map((cell) => {
      if (cell === null) return '';
      if (typeof cell === 'number') return String(cell);
      const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
      return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
    })
    .join(',');
}

type GroundCells = Pick<
  RecommendationRow,
  'because_of' | 'support' | 'confidence' | 'lift' | 'sequence' | 'purchases' | 'interval_days' | 'elapsed_days' | 'due'
>;

function groundCells(grounds: readonly Grounds[], { products }: RecommendInput, asOfDay: number): GroundCells {
  const because: string[] = [];
  const cells: { -readonly [Key in Exclude<keyof GroundCells, 'because_of'>]: GroundCells[Key] } = {
    support: null,
    confidence: null,
    lift: null,
    sequence: null,
    purchases: null,
    interval_days: null,
    elapsed_days: null,
    due: null,
  };
  for (const each of grounds) {
    if (each.kind === 'pair') {
      const { support, confidence, lift } = pairFigures(each);
      because.push(products.names[each.with] ?? '');
      cells.support = rounded(support);
      cells.confidence = rounded(confidence);
      cells.lift = rounded(lift);
    } else if (each.kind === 'sequence') {
      because.push(products.names[each.after] ?? '');
      cells.sequence = `${each.times} of ${each.followed}`;
    } else if (each.kind === 'repeat') {
      cells.purchases = each.purchases;
      cells.interval_days = each.medianDays;
      cells.elapsed_days = asOfDay - each.lastDay;
      cells.due = each.due ? 'yes' : 'no';
    } else cells.support ??= rounded(each.withProduct / Math.max(1, each.orders));
  }
  return { because_of: [...new Set(because)].join('; ') || null, ...cells };
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}

import type { BackTest, TypeBackTest } from '#core/techniques/recommendations/back-test.ts';
import type { PairedInterval } from '#core/techniques/recommendations/bootstrap.ts';
import type { Message } from '#core/message.ts';
import type { RecommendCommand } from './parse-recommend-command.ts';
import { tableLines } from './table-lines.ts';

export interface BackTests {
  readonly lastOrders: BackTest;
  readonly split: BackTest;
  /** Last day of the split's training. */
  readonly splitFrom: string;
}

type Asked = Pick<RecommendCommand, 'k' | 'seed'> & { readonly notes: readonly Message[] };
type Facts = Readonly<Record<string, unknown>>;

/** Shares as they are read: five places. */
function rounded(value: number): number {
  return Math.round(value * 100_000) / 100_000;
}

/** Where all products fit into the places, every model finds everything, and recall says nothing of any (REC-4). */
export function backTestNotes(k: number, products: number): Message[] {
  return k < products ? [] : [{ code: 'cli.everyProductFits', params: { k, products } }];
}

/** Places that a back-test is held over: where nobody named a number and all products would fit into the usual one, half of the products. */
export function backTestPlaces({ k, kIsGiven }: Pick<RecommendCommand, 'k' | 'kIsGiven'>, products: number): number {
  return kIsGiven || k < products ? k : Math.max(1, Math.floor(products / 2));
}

/** `lodestar.recommend-back-test/1`: per type and model recall@k and ndcg@k, the chosen model, and its lead over popularity. */
export function backTestJson({ lastOrders, split, splitFrom }: BackTests, facts: Facts, { k, seed, notes }: Asked) {
  return {
    format: 'lodestar.recommend-back-test/1',
    ...facts,
    k,
    seed,
    notes,
    leaveLastOrderOut: lastOrders.types.map((type) => typeJson(type, k)),
    timeSplit: { trainedUpTo: splitFrom, types: split.types.map((type) => typeJson(type, k)) },
  };
}

function typeJson(
  { type, cases, tooFew, models, blend, recallVersusPopularity, ndcgVersusPopularity }: TypeBackTest,
  k: number,
) {
  const figures = ({ model, recall, ndcg }: TypeBackTest['blend']) => ({
    model,
    [`recall@${k}`]: rounded(recall),
    [`ndcg@${k}`]: rounded(ndcg),
  });
  return {
    type,
    cases,
    tooFewCases: tooFew,
    models: models.map(figures),
    blend: figures(blend),
    versusPopularity: {
      [`recall@${k}`]: intervalJson(recallVersusPopularity),
      [`ndcg@${k}`]: intervalJson(ndcgVersusPopularity),
    },
  };
}

function intervalJson({ difference, low, high }: PairedInterval) {
  return { difference: rounded(difference), low: rounded(low), high: rounded(high) };
}

/** The same as a table. */
export function backTestLines({ lastOrders, split, splitFrom }: BackTests, facts: Facts): string[] {
  return [
    `${String(facts['accounts'])} accounts, ${String(facts['orders'])} orders, ${String(facts['products'])} products, as of ${String(facts['asOf'])}`,
    '',
    `Last order of each account held back (first ${lastOrders.k} places)`,
    ...typeLines(lastOrders),
    '',
    `Learnt up to ${splitFrom}, tested on what was bought after`,
    ...typeLines(split),
    '',
    'chosen: by recall, on orders before those held back; the standing model unless another leads it beyond its interval',
  ];
}

function typeLines({ k, types }: BackTest): string[] {
  const rows = [
    ['type', 'cases', 'model', `recall@${k}`, `ndcg@${k}`, '', 'recall against popularity (95 %)'],
    ...types.flatMap(({ type, cases, tooFew, models, blend, recallVersusPopularity: lead }) =>
      models.map(({ model, recall, ndcg }, index) => [
        index === 0 ? type : '',
        index === 0 ? String(cases) : '',
        model,
        cases === 0 ? '-' : recall.toFixed(3),
        cases === 0 ? '-' : ndcg.toFixed(3),
        model === blend.model ? (tooFew ? 'chosen, too few cases to tell' : 'chosen') : '',
        model === blend.model && cases > 0
          ? `${signed(lead.difference)} (${signed(lead.low)} to ${signed(lead.high)})`
          : '',
      ]),
    ),
  ];
  return tableLines(rows);
}

function signed(value: number): string {
  return `${value < 0 ? '-' : '+'}${Math.abs(value).toFixed(3)}`;
}

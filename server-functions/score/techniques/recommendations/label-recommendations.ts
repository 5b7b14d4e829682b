import { NULL_CODE, type ColumnTable } from '#core/columns/column-table.ts';
import { collectTable } from '#core/columns/collect-table.ts';
import { encodeRecommendations } from '#core/labels/recommendations-evidence.ts';
import { NO_LABEL } from '#core/labels/label.ts';
import { cellsOf } from '#core/techniques/recommendations/cells-of.ts';
import { createEngine, createRooms, type Engine } from '#core/techniques/recommendations/engine.ts';
import { recommendationsEvidenceAt } from '#core/techniques/recommendations/evidence.ts';
import { buildHistories } from '#core/techniques/recommendations/histories.ts';
import type { Cells } from '#core/techniques/recommendations/product-model.ts';
import { scoreRecommendations, type RecommendationScores } from '#core/techniques/recommendations/score.ts';
import type { RecommendationsSettings } from '#core/techniques/recommendations/settings.ts';
import { withSmallHeap } from '../../../shared/jobs/with-small-heap.ts';
import { columnOf } from '../../column-of.ts';
import { moveOn, type RunContext, type RunInputs, type RunUnit } from '../../run-context.ts';
import type { RunRow } from '../../run-row.ts';
import { LABELLED, rangeAt, readInside, toTexts, type InsideAccounts } from '../labelled-accounts.ts';
import { writeResult } from '../labelled-result.ts';
import { isNotReadable } from '../plan-techniques.ts';
import { keepRows, sampleOf, writeSample } from '../samples/write-sample.ts';
import { nextScoring, techniquesOf } from '../technique-steps.ts';
import { aboutRecommendations, sampleValues } from './sample-values.ts';
import { countBuyers, readProducts, readPurchases, type OrgProducts } from './org-purchases.ts';

/** Learning holds histories of several days at once, some 400 bytes an order beside the models: 200 MB. Orders. */
export const LEARNT_ORDERS = 400_000;
/** Of samples and intervals, as on the command line: the same org gives the same labels. */
const SEED = 1;

/**
 * REC-1, REC-2 in units: one range of accounts after the other, by models that each delivery learns once, from all orders or, where
 * there are more than fit, from those of a share of the accounts. Learning leaves much behind that is dead: under V8's usual heap it
 * takes twice the memory for the same time.
 */
export const labelRecommendations: RunUnit = (context, row) => withSmallHeap(() => labelRange(context, row));

const labelRange: RunUnit = async (context, row) => {
  const inputs = await context.inputs(row);
  const following = nextScoring('recommendations', inputs);
  const settings = inputs.frozen.configuration.techniques.recommendations ?? null;
  // Who bought what nobody may read is recommended nothing.
  const isLeftOut = settings === null || isNotReadable('lines', row.job.cursor);
  const inside = isLeftOut ? null : await readInside(context, row, inputs);
  if (settings === null || inside === null) return { change: moveOn(following, {}) };
  const techniques = techniquesOf(row.job.cursor);
  const { parts, samples: before = [] } = techniques.recommendations;
  const { length } = inside.ids;
  const range = rangeAt(parts.length, context.limits.techniqueAccounts, length);
  const learnt = await learn(context, row, inputs, { settings, inside });
  const scored = await scoreRange(context, row, inputs, { settings, inside, learnt, ...range });
  const names = [...parts, await context.parts('labelled').writeTable(toLabelled(scored, inside, learnt, range))];
  const productIds = learnt.products.ids;
  const rows = sampleValues(sampleOf(context, inside), {
    ...scored,
    ...range,
    bandCuts: scored.scores.bandCuts,
    productIds,
  });
  const samples = [...before, await keepRows(context, rows)];
  const isLast = range.to === length;
  const result = isLast ? await resultOf(context, names, { settings, inside, scored }) : null;
  if (isLast) known.delete(context);
  const about = aboutRecommendations(settings, scored.engine, productIds);
  const whole = isLast && samples.length === names.length;
  const sample = whole ? await writeSample(context, row, inputs, { inside, ranges: samples, about }) : undefined;
  const recommendations = { parts: names, result, samples, ...(sample === undefined ? {} : { sample }) };
  return {
    change: moveOn(isLast ? following : 'recommendations', { techniques: { ...techniques, recommendations } }),
    rows: range.to - range.from,
    note: `recommendations ${names.length}/${Math.ceil(length / context.limits.techniqueAccounts)}`,
  };
};

/** What is known of the org as a whole. */
interface Learnt {
  readonly engine: Engine;
  /** Of all accounts. */
  readonly cells: Cells;
  readonly products: OrgProducts;
  /** Few buyers make bands of all accounts together, which are then scored together; null = each account by itself. */
  readonly whole: Scored | null;
}

/** Labels of some accounts: those from `first` on. */
interface Scored {
  readonly scores: RecommendationScores;
  readonly engine: Engine;
  readonly population: Uint8Array;
  readonly first: number;
}

interface Scope {
  readonly settings: RecommendationsSettings;
  readonly inside: InsideAccounts;
}

const known = new WeakMap<RunContext, Promise<Learnt>>();

/** Once a delivery. */
function learn(context: RunContext, row: RunRow, inputs: RunInputs, scope: Scope): Promise<Learnt> {
  const learning = known.get(context) ?? learnAnew(context, row, inputs, scope);
  known.set(context, learning);
  return learning;
}

async function learnAnew(
  context: RunContext,
  row: RunRow,
  { frozen, plan }: RunInputs,
  { settings, inside }: Scope,
): Promise<Learnt> {
  const { asOfDay } = frozen;
  const { horizonDays, cellFields } = settings;
  const products = await readProducts(context, row, { frozen, plan });
  const cells = cellsOf(inside.table, cellFields);
  const orders = techniquesOf(row.job.cursor).purchases.reduce((sum, shard) => sum + shard.orders, 0);
  // Every nth account: ids are given in the order of coming, so that these are of all times.
  const nth = Math.max(1, Math.ceil(orders / context.limits.learntOrders));
  const rows = Int32Array.from({ length: Math.ceil(inside.ids.length / nth) }, (_, at) => at * nth);
  const ids = BigInt64Array.from(rows, (at) => inside.ids[at]!);
  const ofAccount = Int32Array.from(rows, (at) => cells.ofAccount[at]!);
  const purchases = await readPurchases(context, row, ids, products);
  await context.control.checkpoint();
  const allBuyers = nth === 1 ? undefined : await countBuyers(context, row, inside.ids, asOfDay);
  const learnt = { purchases, cells: { ...cells, ofAccount }, allBuyers };
  const engine = createEngine({ ...learnt, asOfDay, horizonDays, seed: SEED });
  await context.control.checkpoint();
  if (engine.scale !== 'band') return { engine, cells, products, whole: null };
  const all = { from: 0, to: inside.ids.length };
  const ofAll = nth === 1 ? engine : await engineFor(context, row, { engine, cells, products }, inside, all, asOfDay);
  return { engine, cells, products, whole: { ...scoreBy(ofAll, settings, inside.population, products), first: 0 } };
}

/** What was learnt, with accounts `[from, to)` in place of those that it was learnt from. */
async function engineFor(
  context: RunContext,
  row: RunRow,
  { engine, cells, products }: Pick<Learnt, 'engine' | 'cells' | 'products'>,
  { ids }: InsideAccounts,
  { from, to }: { readonly from: number; readonly to: number },
  asOfDay: number,
): Promise<Engine> {
  const purchases = await readPurchases(context, row, ids.subarray(from, to), products);
  return {
    ...engine,
    recommender: {
      ...engine.recommender,
      histories: buildHistories(purchases, asOfDay),
      cells: { ...cells, ofAccount: cells.ofAccount.subarray(from, to) },
    },
  };
}

/** Accounts `[from, to)` by what the org as a whole has taught. */
async function scoreRange(
  context: RunContext,
  row: RunRow,
  { frozen }: RunInputs,
  {
    settings,
    inside,
    learnt,
    from,
    to,
  }: Scope & { readonly learnt: Learnt; readonly from: number; readonly to: number },
): Promise<Scored> {
  if (learnt.whole !== null) return learnt.whole;
  const engine = await engineFor(context, row, learnt, inside, { from, to }, frozen.asOfDay);
  return { ...scoreBy(engine, settings, inside.population.subarray(from, to), learnt.products), first: from };
}

function scoreBy(
  engine: Engine,
  settings: RecommendationsSettings,
  population: Uint8Array,
  { ids }: OrgProducts,
): Omit<Scored, 'first'> {
  return { engine, population, scores: scoreRecommendations({ engine, settings, population, productIds: ids }) };
}

function toLabelled(
  { scores, engine, population, first }: Scored,
  inside: InsideAccounts,
  { products }: Learnt,
  { from, to }: { readonly from: number; readonly to: number },
): ColumnTable {
  const rooms = createRooms(engine.recommender);
  const labels: string[] = [];
  const evidence: string[] = [];
  for (let row = from; row < to; row++) {
    const rule = scores.label[row - first] ?? NO_LABEL;
    labels.push(scores.basis.labels[rule]?.id ?? '');
    const found =
      inside.population[row] === 1
        ? recommendationsEvidenceAt({ scores, engine, population, productIds: products.ids, rooms }, row - first)
        : null;
    evidence.push(found === null ? '' : encodeRecommendations(found));
  }
  return {
    length: to - from,
    columns: new Map([
      [LABELLED.label, toTexts(labels)],
      [LABELLED.evidence, toTexts(evidence)],
    ]),
  };
}

/** What is said of all accounts, once the last range is done. */
async function resultOf(
  { parts }: RunContext,
  names: readonly string[],
  { settings, inside, scored }: Scope & { readonly scored: Scored },
): Promise<string> {
  async function* tables(): AsyncGenerator<ColumnTable, void, void> {
    for (const name of names) yield await parts('labelled').readTable(name, [LABELLED.label]);
  }
  const { codes, dictionary } = columnOf(await collectTable(tables(), inside.ids.length), LABELLED.label, 'text');
  const counts = new Map(settings.labels.map(({ id }) => [id, 0]));
  let population = 0;
  let none = 0;
  for (let row = 0; row < inside.ids.length; row++) {
    if (inside.population[row] !== 1) continue;
    population++;
    const id = codes[row] === NULL_CODE ? undefined : dictionary.at(codes[row]!);
    if (id === undefined) none++;
    else counts.set(id, (counts.get(id) ?? 0) + 1);
  }
  const { basis, warnings } = scored.scores;
  const empty = settings.labels.filter(({ id }) => counts.get(id) === 0);
  return writeResult(parts('labelled'), {
    bases: { recommendations: { ...basis, population } },
    labelCounts: [
      ...[...counts].map(([labelId, accounts]) => ({ labelId, accounts })),
      { labelId: null, accounts: none },
    ],
    warnings: [
      ...warnings.filter(({ code }) => code !== 'recommendations.emptyLabel'),
      ...empty.map(({ id }) => ({ code: 'recommendations.emptyLabel', params: { label: id } })),
    ],
  });
}

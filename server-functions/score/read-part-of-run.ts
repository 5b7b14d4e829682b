import type { ColumnTable } from '#core/columns/column-table.ts';
import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import type { CountedProblem, TableRequest } from '#core/crm/crm-batch.ts';
import { keepTables } from '../shared/runs/keep-tables.ts';
import { toLedger } from './deal-ledger.ts';
import { lineRequest } from './deal-units.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import { driftOf } from './frozen-run.ts';
import { fieldsNow } from './begin-run.ts';
import { settleAccounts } from './read-accounts.ts';
import type { ReadingPlan } from './plan-reading.ts';
import type { ReadingCursor, RunStep } from './run-cursor.ts';
import { endRun, moveOn, type RunContext, type RunInputs, type RunUnit } from './run-context.ts';
import { minorDigitsOf } from './run-score.ts';
import { productLines } from './techniques/plan-techniques.ts';
import { productsOfDeals, withDealProducts } from './techniques/recommendations/deal-products.ts';
import { nextReading } from './techniques/technique-steps.ts';

type Reading = 'accounts' | 'deals' | 'lineItems';
/** Rows of one object: accounts with all their texts take some 200 bytes each, a ledger row 40, a line 20. 8 MB at most. */
const PIECE_ROWS: Readonly<Record<Reading, number>> = { accounts: 25_000, deals: 200_000, lineItems: 200_000 };
/** Progress is shown this often at most. Milliseconds. */
const PROGRESS_EVERY_MS = 1_000;
/** Kinds of problems kept of one module: enough to see the pattern. */
const MAX_PROBLEM_KINDS = 40;

/** One part of a module, read and kept. Deals are kept as ledger rows. */
export function readPartOf(kind: Reading): RunUnit {
  return async (context, row) => {
    const { ports, control, parts } = context;
    const inputs = await context.inputs(row);
    const following = followingStep(kind, inputs);
    const request = requestOf(kind, inputs);
    if (request === null) return { change: moveOn(following, {}) };
    const before = row.job.cursor[kind];
    const part = inputs.crm.readPart(request, before.next, control);
    const ofDeals: ColumnTable[] = [];
    const tables = shown(context, kind, before.rows, keptOf(kind, part.batches, inputs, ofDeals));
    const { names, rows } = await keepTables(parts(kind), tables, PIECE_ROWS[kind]);
    const { report, next } = await part.end;
    const reading: ReadingCursor = {
      parts: [...before.parts, ...names],
      next,
      rows: before.rows + rows,
      problems: mergeProblems(before.problems, report.problems),
    };
    if (kind === 'accounts' && next === null && reading.rows === 0) {
      const none = settleAccounts({ length: 0, columns: new Map() }, request.module);
      if (!none.ok)
        return { change: endRun('refused', { ...none.error, at: ports.clock.now() }, { progress: row.progress }) };
    }
    const techniques = await withDealProducts(context, row, ofDeals);
    const move = moveOn(next === null ? following : kind, { [kind]: reading, ...techniques });
    return {
      change: (present) => ({ ...move(present), progress: { ...present.progress, [kind]: reading.rows } }),
      rows,
      note: `${kind} ${reading.parts.length}`,
    };
  };
}

/** Metadata was taken at the beginning and rows were read later: what has changed its meaning in between ends the run. */
export const verifyReads: RunUnit = async ({ ports, org, inputs }, row) => {
  const { frozen, plan } = await inputs(row);
  const crm = ports.crmFor(org);
  const problems = crm === null ? [] : driftOf(frozen, plan, await fieldsNow(crm, frozen.configuration));
  if (problems.length === 0) return { change: moveOn('ledger', {}) };
  return { change: endRun('refused', { reason: 'orgChanged', problems, at: ports.clock.now() }) };
};

function followingStep(kind: Reading, inputs: RunInputs): RunStep {
  if (kind === 'accounts') return 'deals';
  return kind === 'deals' && requestOf('lineItems', inputs) !== null ? 'lineItems' : nextReading('lineItems', inputs);
}

function requestOf(kind: Reading, { frozen, plan }: RunInputs): TableRequest | null {
  const { accounts, deals } = frozen.configuration.mapping;
  switch (kind) {
    case 'accounts':
      return { module: accounts.module, fields: plan.accountFields };
    case 'deals':
      return { module: deals.module, fields: plan.dealFields };
    case 'lineItems':
      return linesToRead(frozen.configuration, plan);
  }
}

/** Units for RFM, products for recommendations, or both. */
function linesToRead(configuration: Configuration, { units, techniques }: ReadingPlan): TableRequest | null {
  const products = techniques?.purchases?.kind === 'lines' ? productLines(configuration) : null;
  if (units.kind !== 'lineItems') return products;
  const counted = lineRequest(units.source);
  const more = (products?.fields ?? []).filter(({ as }) => counted.fields.every((field) => field.as !== as));
  return { ...counted, fields: [...counted.fields, ...more] };
}

/** Deals are kept as ledger rows; the products that they name themselves go to `ofDeals`. */
async function* keptOf(
  kind: Reading,
  batches: AsyncIterable<ColumnTable>,
  { frozen, plan }: RunInputs,
  ofDeals: ColumnTable[],
): AsyncGenerator<ColumnTable, void, void> {
  if (kind !== 'deals') {
    yield* batches;
    return;
  }
  const minorDigits = minorDigitsOf(frozen.org);
  const contributing = compileCriteria(plan.contributing, { asOfDay: frozen.asOfDay, minorDigits });
  for await (const batch of batches) {
    const products = productsOfDeals(batch);
    if (products !== null) ofDeals.push(products);
    yield toLedger(batch, plan, contributing);
  }
}

/** Batches as they come, with a look at what people wish, and progress that they can see. */
async function* shown(
  { ports, control, job }: RunContext,
  kind: Reading,
  before: number,
  batches: AsyncIterable<ColumnTable>,
): AsyncGenerator<ColumnTable, void, void> {
  let rows = before;
  let shownAt = ports.clock.now();
  await control.checkpoint();
  for await (const batch of batches) {
    await control.checkpoint();
    yield batch;
    rows += batch.length;
    if (ports.clock.now() - shownAt < PROGRESS_EVERY_MS) continue;
    shownAt = ports.clock.now();
    const seen = rows;
    await job.save((row) => ({ ...row, progress: { ...row.progress, [kind]: seen } }));
  }
}

function mergeProblems(before: ReadingCursor['problems'], found: readonly CountedProblem[]): ReadingCursor['problems'] {
  const merged = new Map(before.map((problem) => [keyOf(problem), problem] as const));
  for (const problem of found) {
    const known = merged.get(keyOf(problem));
    const { code, where, count } = problem;
    if (known !== undefined) merged.set(keyOf(problem), { ...known, count: known.count + count });
    else if (merged.size < MAX_PROBLEM_KINDS)
      merged.set(keyOf(problem), { code, where, count, params: { ...problem.params } });
  }
  return [...merged.values()];
}

function keyOf({ code, params }: Pick<CountedProblem, 'code' | 'params'>): string {
  return `${code} ${String(params['column'] ?? '')}`;
}

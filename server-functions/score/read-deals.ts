import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import { lineRequest } from './deal-units.ts';
import type { ModuleRead, ScoreInput } from './generation.ts';
import { toLedger } from './deal-ledger.ts';
import type { DealMonths } from './deal-months.ts';
import type { ReadingPlan, ReadingScope } from './plan-reading.ts';
import { createDealSummer, type DealTotals } from './sum-deals.ts';

export interface DealSums extends DealTotals {
  readonly reads: readonly ModuleRead[];
}

export interface DealsInput extends Pick<ScoreInput, 'crm' | 'asOfDay' | 'cancellation' | 'onProgress'> {
  readonly configuration: ReadingScope;
  /** Filled where given: the same deals by month. Needs the plan's closing day. */
  readonly months?: DealMonths;
}

/** Streams the deals into per-account sums: memory is per account, plus one batch (and the contributing deals when products are counted). */
export async function readDeals(
  { crm, configuration, asOfDay, cancellation, onProgress, months }: DealsInput,
  plan: ReadingPlan,
  accountIds: BigInt64Array,
  minorDigits: number,
): Promise<DealSums> {
  const contributing = compileCriteria(plan.contributing, { asOfDay, minorDigits });
  const summer = createDealSummer(accountIds, { asOfDay, units: plan.units, months: months ?? null });
  const { module } = configuration.mapping.deals;
  const reading = crm.readTable({ module, fields: plan.dealFields }, cancellation);
  for await (const batch of reading.batches) {
    cancellation?.throwIfAborted();
    summer.add(toLedger(batch, plan, contributing));
    onProgress?.({ step: 'deals', rows: summer.read });
  }
  const reads: ModuleRead[] = [{ module, report: await reading.report }];
  if (plan.units.kind === 'lineItems') {
    const lines = summer.lines();
    const request = lineRequest(plan.units.source);
    const lineReading = crm.readTable(request, cancellation);
    for await (const table of lineReading.batches) {
      cancellation?.throwIfAborted();
      lines.add(table);
    }
    reads.push({ module: request.module, report: await lineReading.report });
    onProgress?.({ step: 'lineItems', rows: reads.at(-1)?.report.rows ?? 0 });
  }
  return { ...summer.finish(), reads };
}

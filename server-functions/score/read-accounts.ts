import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import { sortById } from '#core/columns/sort-by-id.ts';
import { fail, ok, type Result } from '#core/result.ts';
import type { ModuleRead, ScoreRefusal } from './generation.ts';
import type { ReadingPlan } from './plan-reading.ts';
import { columnOf } from './column-of.ts';
import type { DealsInput } from './read-deals.ts';

/** Enough to see the pattern; the rest is a count. */
const MAX_DUPLICATES_NAMED = 5;

type AccountsInput = Pick<DealsInput, 'crm' | 'configuration' | 'cancellation' | 'onProgress'>;
type Refusal = Pick<ScoreRefusal, 'reason' | 'problems'>;

/** All accounts with the planned fields, sorted by id: row = ordinal. */
export async function readAccounts(
  { crm, configuration, cancellation, onProgress }: AccountsInput,
  plan: ReadingPlan,
): Promise<Result<{ readonly table: ColumnTable; readonly read: ModuleRead }, Refusal>> {
  const { module } = configuration.mapping.accounts;
  const reading = crm.readTable({ module, fields: plan.accountFields }, cancellation);
  const collected = await collectTable(counted(reading.batches, (rows) => onProgress?.({ step: 'accounts', rows })));
  const settled = settleAccounts(collected, module);
  return settled.ok ? ok({ table: settled.value, read: { module, report: await reading.report } }) : settled;
}

/** Collected accounts sorted by id; none at all, or one twice, is a refusal. */
export function settleAccounts(collected: ColumnTable, module: string): Result<ColumnTable, Refusal> {
  if (collected.length === 0) {
    return fail({
      reason: 'configurationDoesNotFit',
      problems: [
        { code: 'run.noAccounts', params: { module, remedy: 'checkMapping' }, where: 'mapping.accounts.module' },
      ],
    });
  }
  const table = sortById(collected);
  const duplicates = duplicateIds(columnOf(table, 'id', 'id').values, table.length);
  if (duplicates.count > 0) {
    return fail({
      reason: 'duplicateAccountIds',
      problems: [
        {
          code: 'run.duplicateAccountIds',
          params: { count: duplicates.count, examples: duplicates.examples.join(', '), remedy: 'exportAgain' },
          where: module,
        },
      ],
    });
  }
  return ok(table);
}

async function* counted(
  batches: AsyncIterable<ColumnTable>,
  onRows: (rows: number) => void,
): AsyncGenerator<ColumnTable, void, void> {
  let rows = 0;
  for await (const batch of batches) {
    rows += batch.length;
    onRows(rows);
    yield batch;
  }
}

/** Sorted ids: equal ones are neighbours. */
function duplicateIds(
  ids: BigInt64Array,
  length: number,
): { readonly count: number; readonly examples: readonly string[] } {
  const examples: string[] = [];
  let count = 0;
  for (let row = 1; row < length; row++) {
    if (ids[row] !== ids[row - 1]) continue;
    count++;
    if (examples.length < MAX_DUPLICATES_NAMED) examples.push(String(ids[row]));
  }
  return { count, examples };
}

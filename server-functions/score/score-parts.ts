import { collectTable } from '#core/columns/collect-table.ts';
import type { ColumnTable } from '#core/columns/column-table.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import { compileCriteria } from '#core/criteria/evaluate-criteria.ts';
import { referencedFields } from '#core/criteria/referenced-fields.ts';
import { ABM_PREFIX } from '#core/mapping/field-reference.ts';
import { ok, type Result } from '#core/result.ts';
import { membersOf } from '#core/segments/members.ts';
import { firmographicsFields } from '#core/techniques/firmographics/aggregate.ts';
import { dropDeadBuffers } from '../shared/jobs/drop-dead-buffers.ts';
import { columnOf } from './column-of.ts';
import { GENERATION_COLUMNS as C, type Generation, type ModuleRead, type ScoreRefusal } from './generation.ts';
import { settleAccounts } from './read-accounts.ts';
import type { RunContext, RunInputs } from './run-context.ts';
import type { RunCursor } from './run-cursor.ts';
import type { RunRow } from './run-row.ts';
import { minorDigitsOf, scoreRead } from './run-score.ts';
import { createDealSummer } from './sum-deals.ts';
import { sumLedger, type WrittenMonths } from './sum-ledger.ts';
import { readsOfTechniques } from './techniques/reads-of-techniques.ts';
import { withTechniques } from './techniques/with-techniques.ts';

export interface ScoredParts {
  readonly generation: Generation;
  readonly months: WrittenMonths;
}

/** What the parts of a run come to: every technique scored over the accounts, and the months of their deals. */
export async function scoreParts(
  context: RunContext,
  row: RunRow,
  { frozen, plan }: RunInputs,
): Promise<Result<ScoredParts, Pick<ScoreRefusal, 'reason' | 'problems'>>> {
  const { cursor } = row.job;
  const { configuration, asOfDay, org } = frozen;
  const { accounts, deals } = configuration.mapping;
  const settled = settleAccounts(await readComputed(context, cursor, configuration), accounts.module);
  if (!settled.ok) return settled;
  const table = settled.value;
  const minorDigits = minorDigitsOf(org);
  const population = compileCriteria(configuration.criteria, { asOfDay, minorDigits }).evaluate(table);
  const ids = columnOf(table, 'id', 'id').values.subarray(0, table.length);
  // What line items come to is in the ledger already.
  const summer = createDealSummer(ids, { asOfDay, units: { kind: 'one' }, months: null });
  const months = await sumLedger(context, row, { ids, summer, members: membersOf(table, population), asOfDay });
  const reads: ModuleRead[] = [readOf(accounts.module, cursor.accounts), readOf(deals.module, cursor.deals)];
  if (plan.units.kind === 'lineItems') reads.push(readOf(plan.units.source.module, cursor.lineItems));
  reads.push(...readsOfTechniques(frozen, plan, cursor));
  const scored = scoreRead({ configuration, asOfDay, org, table, totals: summer.finish(), months: null, reads });
  return scored.ok
    ? ok({ generation: await withTechniques(context, row, withoutFields(scored.value)), months })
    : scored;
}

/** What was computed, and what is counted over all accounts: their fields are read again where they are written. */
function withoutFields(generation: Generation): Generation {
  const { length, columns } = generation.table;
  const kept = [...columns].filter(([key]) => key === C.id || key === C.created || key.startsWith(ABM_PREFIX));
  return { ...generation, table: { length, columns: new Map(kept) } };
}

/** The columns that scores, labels and the overview are computed from: names and the like stay in the parts. */
async function readComputed(
  { parts, control }: RunContext,
  { accounts }: RunCursor,
  { criteria, techniques }: Configuration,
): Promise<ColumnTable> {
  const { firmographics } = techniques;
  const keys = [
    C.id,
    C.created,
    ...referencedFields(criteria),
    ...(firmographics === null ? [] : firmographicsFields(firmographics)),
  ];
  async function* tables(): AsyncGenerator<ColumnTable, void, void> {
    for (const name of accounts.parts) {
      control.throwIfAborted();
      yield await parts('accounts').readTable(name, keys);
      dropDeadBuffers();
    }
  }
  return collectTable(tables(), accounts.rows);
}

function readOf(module: string, { rows, problems }: RunCursor['accounts']): ModuleRead {
  return { module, report: { rows, problems } };
}

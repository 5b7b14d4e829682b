import { formatIsoDay } from '#core/crm/days.ts';
import { countRecords, takeInputs } from '../begin-run.ts';
import { hashLedgerInputs, planOf } from '../frozen-run.ts';
import type { RunContext, RunInputs } from '../run-context.ts';
import { readSwept } from './find-beginning.ts';
import type { FormerLedger } from './former-ledger.ts';
import type { ChangesCursor } from './changes-cursor.ts';

/** Whether the org is still what the ledger was read under: asked only where something is to be merged. */
export async function isSameOrg(
  { ports, org }: Pick<RunContext, 'ports' | 'org'>,
  { frozen }: RunInputs,
  { manifest }: FormerLedger,
): Promise<boolean> {
  const now = await takeInputs(ports, org, formatIsoDay(frozen.asOfDay));
  const plan = typeof now === 'string' ? null : planOf(now);
  return typeof now !== 'string' && plan?.ok === true && hashLedgerInputs(now, plan.value) === manifest.inputHash;
}

/**
 * Records that the CRM counts beyond those known. Once they may have come between the sweep and the count; the same number twice
 * in a row is a merge or a restored record that no sweep tells of. null = the CRM did not say.
 */
export async function findSurplus(
  { ports, org }: Pick<RunContext, 'ports' | 'org'>,
  { frozen }: RunInputs,
  { record, manifest }: FormerLedger,
  known: NonNullable<ChangesCursor['surplus']>,
): Promise<{ readonly surplus: ChangesCursor['surplus']; readonly isLasting: boolean }> {
  const counted = await countRecords(ports, org, frozen.configuration);
  if (counted === null) return { surplus: null, isLasting: false };
  const surplus = { accounts: counted.accounts - known.accounts, deals: counted.deals - known.deals };
  const { surplus: before } = await readSwept(ports, org, record.id, manifest);
  const isLasting = (['accounts', 'deals'] as const).some(
    (module) => surplus[module] !== 0 && surplus[module] === before?.[module],
  );
  return { surplus, isLasting };
}

import { formatIsoDay } from '#core/crm/days.ts';
import { countRecords, takeInputs } from '../begin-run.ts';
import { hashLedgerInputs, planOf } from '../frozen-run.ts';
import type { RunContext, RunInputs } from '../run-context.ts';
import type { LedgerManifest } from '../ledger/ledger-manifest.ts';
import type { FormerLedger } from './former-ledger.ts';
import type { ChangesCursor } from './changes-cursor.ts';

/** Whether the org is still what the ledger was read under: asked only where something is to be merged. */
export async function isSameOrg(
  { ports, org }: Pick<RunContext, 'ports' | 'org'>,
  { frozen }: RunInputs,
  { manifest }: FormerLedger,
): Promise<boolean> {
  const now = await takeInputs(ports, org, formatIsoDay(frozen.asOfDay), { ofTechniques: frozen.fields });
  const plan = typeof now === 'string' ? null : planOf(now);
  return typeof now !== 'string' && plan?.ok === true && hashLedgerInputs(now, plan.value) === manifest.inputHash;
}

/** What a run brought in or took out that was not there, or there, before. Records. */
export interface Moved {
  readonly came: number;
  readonly went: number;
}

const MODULES = ['accounts', 'deals'] as const;
type ByModule<T> = Readonly<Record<(typeof MODULES)[number], T>>;

/**
 * What is left of a surplus once a run has brought in what came meanwhile: records that were counted before this run could see
 * them are among those that came with it, and those that were known and not counted among those that went.
 */
export function leftOfSurplus(surplus: ChangesCursor['surplus'], moved: ByModule<Moved>): ByModule<number> {
  const left = (module: keyof ByModule<number>): number => {
    const before = surplus?.[module] ?? 0;
    const { came, went } = moved[module];
    return before > 0 ? Math.max(0, before - came) : Math.min(0, before + went);
  };
  return { accounts: left('accounts'), deals: left('deals') };
}

/**
 * Records that the CRM counts beyond those known, or fewer, and beyond what the last full run found as well. `left` is what the
 * runs before could not explain: where the count says the same once more, it is a merge or a restored record that no sweep tells
 * of. One full run for it is enough until the night's.
 */
export async function findSurplus(
  { ports, org }: Pick<RunContext, 'ports' | 'org'>,
  { frozen }: RunInputs,
  { usualSurplus, isRecounted }: Pick<LedgerManifest, 'usualSurplus' | 'isRecounted'>,
  known: ByModule<number>,
  left: ByModule<number>,
): Promise<{ readonly surplus: ChangesCursor['surplus']; readonly isLasting: boolean }> {
  const counted = await countRecords(ports, org, frozen.configuration);
  if (counted === null) return { surplus: left, isLasting: false };
  const beyond = (module: keyof ByModule<number>): number =>
    beyondUsual(counted[module] - known[module], usualSurplus?.[module] ?? 0);
  const surplus = { accounts: beyond('accounts'), deals: beyond('deals') };
  const isLasting = !isRecounted && MODULES.some((module) => Math.sign(surplus[module]) * Math.sign(left[module]) > 0);
  return { surplus, isLasting };
}

/** A full run may have read what came after its count: between none and what it found, nothing is said. */
function beyondUsual(surplus: number, usual: number): number {
  const [least, most] = [Math.min(0, usual), Math.max(0, usual)];
  return surplus > most ? surplus - most : Math.min(0, surplus - least);
}

import { NULL_DAY } from '#core/columns/column-table.ts';
import { addDeals, createRfmAggregate, type RfmAggregate, type RfmDeals } from '#core/techniques/rfm/aggregate.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { scoreRfmTotals, type RfmScores } from '#core/techniques/rfm/score.ts';
import type { RfmSettings } from '#core/techniques/rfm/settings.ts';
import type { RfmTotals } from '#core/techniques/rfm/totals.ts';

/** A day to count from: 2026-01-01. */
export const AS_OF_DAY = 20_454;

export interface DealRow {
  readonly id: bigint;
  readonly account: number;
  readonly day: number | null;
  readonly amountMinor: number | null;
  readonly units?: number;
  readonly contributing?: boolean;
}

export function dealColumns(rows: readonly DealRow[]): RfmDeals {
  return {
    length: rows.length,
    id: BigInt64Array.from(rows, ({ id }) => id),
    account: Int32Array.from(rows, ({ account }) => account),
    day: Int32Array.from(rows, ({ day }) => day ?? NULL_DAY),
    amountMinor: Float64Array.from(rows, ({ amountMinor }) => amountMinor ?? Number.NaN),
    units: Float64Array.from(rows, ({ units }) => units ?? 1),
    contributing: Uint8Array.from(rows, ({ contributing }) => (contributing === false ? 0 : 1)),
  };
}

export function aggregateDeals(accounts: number, rows: readonly DealRow[], asOfDay = AS_OF_DAY): RfmAggregate {
  const aggregate = createRfmAggregate(accounts);
  addDeals(aggregate, dealColumns(rows), asOfDay);
  return aggregate;
}

export interface AccountTotals {
  readonly days: number;
  readonly frequency: number;
  readonly minor: number;
}

export function totalsFrom(accounts: readonly (AccountTotals | null)[], asOfDay = AS_OF_DAY): RfmTotals {
  return {
    length: accounts.length,
    lastDay: Int32Array.from(accounts, (account) => (account === null ? NULL_DAY : asOfDay - account.days)),
    frequencyTicks: Float64Array.from(accounts, (account) => (account?.frequency ?? 0) * 1_000),
    monetaryMinor: Float64Array.from(accounts, (account) => account?.minor ?? 0),
  };
}

/** Scores of accounts that are all inside the criteria; fails the test on a refusal. */
export function scoreAccounts(
  accounts: readonly (AccountTotals | null)[],
  settings: RfmSettings = presetRfmSettings(),
  asOfDay = AS_OF_DAY,
): RfmScores {
  const result = scoreRfmTotals({
    totals: totalsFrom(accounts, asOfDay),
    population: new Uint8Array(accounts.length).fill(1),
    settings,
    asOfDay,
    minorDigits: 2,
  });
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.error)}`);
  return result.value;
}

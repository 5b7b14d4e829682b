import type { TechniqueId } from '#core/labels/label.ts';

/** One technique under one setting over made-up companies: what is promised of every technique is asked of each in the same way. */
export interface TechniqueTrial {
  readonly name: string;
  readonly technique: TechniqueId;
  /** How many times longer than the quickest a company takes to be scored: properties look at fewer. */
  readonly cost: number;
  /** Accounts from which on it says something of most. */
  readonly leastAccounts: number;
  /** The same for the same seed. */
  company(accounts: number, seed: number): Company;
}

/** Days that records are dated on. */
export const FIRST_DAY = 19_700;
export const LAST_DAY = 20_600;
export const DAYS = LAST_DAY - FIRST_DAY + 1;

export interface Company {
  /** As of a day: from all records, or from those alone that were dated by then. */
  scoreAsOf(day: number, records: 'all' | 'datedByThen'): ScoredCompany;
}

export interface ScoredCompany {
  /** Label ids by ordinal; null = none. */
  readonly labels: readonly (string | null)[];
  /** Evidence as the CRM's field keeps it; null = outside the global criteria. */
  storedAt(ordinal: number): string | null;
  /** The label that stored evidence gives by the run's stored basis, its own conclusions wiped; undefined = unreadable. */
  relabel(stored: string): string | null | undefined;
  /** All that is told of the accounts that were there on the day. */
  readonly told: unknown;
}

/** One account in seventeen is outside the global criteria. */
export function populationOf(accounts: number): Uint8Array {
  return Uint8Array.from({ length: accounts }, (_, ordinal) => (ordinal % 17 === 16 ? 0 : 1));
}

export function everyOrdinal<T>(accounts: number, of: (ordinal: number) => T): T[] {
  return Array.from({ length: accounts }, (_, ordinal) => of(ordinal));
}

/**
 * Records that every CRM adapter is shown in its contract suite. They are named, not numbered: each CRM gives its own ids.
 * An adapter's org may hold other records beside them, but none whose name starts with `CONTRACT_PREFIX`.
 */
export const CONTRACT_PREFIX = 'Lodestar contract ';

export interface FixtureAccount {
  /** `Account_Name`, behind the prefix. */
  readonly name: string;
  readonly industry: string | null;
  readonly employees: number | null;
}

export interface FixtureDeal {
  /** `Deal_Name`, behind the prefix. */
  readonly name: string;
  /** Name of the account, behind the prefix. */
  readonly account: string | null;
  readonly stage: 'Closed Won' | 'Closed Lost' | 'Qualification';
  /** Decimal text in the home currency, at most two places. */
  readonly amount: string | null;
  /** yyyy-mm-dd. */
  readonly closingDate: string;
}

export interface CrmFixture {
  readonly accounts: readonly FixtureAccount[];
  readonly deals: readonly FixtureDeal[];
}

/** Values that careless readers lose: separators, quotes and line breaks in names, empty cells, zero beside nothing, cents. */
export const FIXTURE: CrmFixture = {
  accounts: [
    { name: 'Acme', industry: 'Government/Military', employees: 1200 },
    { name: 'Søhne & "Partner", Inc.', industry: null, employees: null },
    { name: '=cmd|1 😀', industry: 'Communications', employees: 0 },
    { name: 'Solo', industry: 'Communications', employees: 7 },
  ],
  deals: [
    { name: 'first', account: 'Acme', stage: 'Closed Won', amount: '12.30', closingDate: '2024-02-29' },
    { name: 'second', account: 'Acme', stage: 'Closed Lost', amount: '0', closingDate: '2025-12-31' },
    { name: 'third', account: '=cmd|1 😀', stage: 'Qualification', amount: null, closingDate: '2026-01-01' },
    { name: 'orphan', account: null, stage: 'Closed Won', amount: '1234567.89', closingDate: '2023-06-15' },
    { name: 'refund', account: 'Solo', stage: 'Closed Won', amount: '-5.05', closingDate: '2025-03-01' },
  ],
};

/** The other org: one name in common with the first, so that a mix-up shows. */
export const OTHER_FIXTURE: CrmFixture = {
  accounts: [
    { name: 'Acme', industry: 'Communications', employees: 3 },
    { name: 'Elsewhere', industry: null, employees: null },
  ],
  deals: [{ name: 'theirs', account: 'Acme', stage: 'Closed Won', amount: '99.99', closingDate: '2025-01-01' }],
};

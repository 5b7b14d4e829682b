import { BULK_WRITE_FROM_ROWS } from '../shared/rest/write-rows.ts';
import { MAX_BULK_WRITE_ROWS } from '../shared/rest/bulk-write.ts';
import { MAX_OWED } from './owed-labels.ts';
import { LEDGER_SHARD_ACCOUNTS } from './ledger/ledger-manifest.ts';
import type { RunLimits } from './run-context.ts';
import { MONTHS_ROWS } from './sum-ledger.ts';
import { ACCOUNTS_ROWS } from './write-accounts.ts';
import { LEARNT_ORDERS } from './techniques/recommendations/label-recommendations.ts';
import { TECHNIQUE_ACCOUNTS } from './techniques/labelled-accounts.ts';
import { SAMPLED_ACCOUNTS } from './techniques/samples/sample-accounts.ts';
import { SAMPLED_ROWS } from './techniques/samples/sample-rows.ts';

/** As the product has them; tests make several units of little. */
export const RUN_LIMITS: RunLimits = {
  bulkFromRows: BULK_WRITE_FROM_ROWS,
  bulkRows: MAX_BULK_WRITE_ROWS,
  recordRows: 1_000,
  settleMs: 30_000,
  retryMs: 2_000,
  shardAccounts: LEDGER_SHARD_ACCOUNTS,
  sortedDeals: 1_000_000,
  accountsRows: ACCOUNTS_ROWS,
  monthsRows: MONTHS_ROWS,
  owedAccounts: MAX_OWED,
  techniqueAccounts: TECHNIQUE_ACCOUNTS,
  learntOrders: LEARNT_ORDERS,
  sampledAccounts: SAMPLED_ACCOUNTS,
  sampledRows: SAMPLED_ROWS,
};

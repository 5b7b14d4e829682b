import process from 'node:process';
import { verifyMatrix } from './faults/verify-matrix.ts';
import { verifyPlans } from './faults/verify-plans.ts';

/**
 * `npm run verify:faults`: every fault in every flow at three positions. `-- incremental bulkJobFails`: these flows and faults.
 * `-- plans [fault]`: scoring and exports under faults that come for ever, as a rain, and at each of the first queries.
 */
const [first, ...others] = process.argv.slice(2);
const began = performance.now();
const outcomes = first === 'plans' ? await verifyPlans(others[0]) : await verifyMatrix(process.argv.slice(2));
const counts = ['identical', 'followed', 'caughtUp', 'named', 'partly', 'WRONG'].map(
  (verdict) => `${verdict} ${outcomes.filter((outcome) => outcome.verdict === verdict).length}`,
);
const seconds = ((performance.now() - began) / 1_000).toFixed(0);
process.stdout.write(`${outcomes.length} cases: ${counts.join(', ')}; ${seconds} s\n`);
process.exitCode = outcomes.some(({ verdict }) => verdict === 'WRONG') ? 1 : 0;

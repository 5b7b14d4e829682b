import process from 'node:process';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { verifyMatrix } from './faults/verify-matrix.ts';
import { verifyPlans } from './faults/verify-plans.ts';

/**
 * `npm run verify:faults`: every fault in every flow at three positions. `-- incremental bulkJobFails`: these flows and faults.
 * `-- --techniques every`: runs of all five techniques, at what they read and write for the other three.
 * `-- plans [fault]`: scoring and exports under faults that come for ever, as a rain, and at each of the first queries.
 */
const { values, positionals } = parseArgs({
  options: { techniques: { type: 'string', default: 'proposed' } },
  allowPositionals: true,
});
const techniques = z.enum(['proposed', 'every']).parse(values.techniques);
const [first, ...others] = positionals;
const began = performance.now();
const outcomes = first === 'plans' ? await verifyPlans(others[0]) : await verifyMatrix(positionals, techniques);
const counts = ['identical', 'followed', 'caughtUp', 'leftOut', 'named', 'partly', 'WRONG'].map(
  (verdict) => `${verdict} ${outcomes.filter((outcome) => outcome.verdict === verdict).length}`,
);
const seconds = ((performance.now() - began) / 1_000).toFixed(0);
process.stdout.write(`${outcomes.length} cases: ${counts.join(', ')}; ${seconds} s\n`);
process.exitCode = outcomes.some(({ verdict }) => verdict === 'WRONG') ? 1 : 0;

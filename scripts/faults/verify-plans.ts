import { createFaultBench, type FaultBench, type FaultOutcome } from '#test/support/fault-bench.ts';
import type { FaultFlow } from '#test/support/fault-flows.ts';
import { FAULTS, type FaultName } from '#sandbox/faults/fault-catalogue.ts';

/** Once, from then on for ever, a rain of a fifth of the calls, and all calls that write labels: then the generation is out. */
const PLANS = [
  { name: 'as planned', rule: {} },
  { name: 'for ever', rule: { times: 'always' } },
  { name: 'a fifth', rule: { at: { seed: 7, rate: 0.2 }, times: 'always' } },
  { name: 'writing', rule: { on: 'PUT /crm/**', times: 'always' } },
] as const;
const FLOWS: readonly FaultFlow[] = ['score', 'export'];
/** The same where modules are read by queries: each of a run's first ones once, and all of them. */
const QUERIES = 'POST /crm/v8/coql';
const QUERY_PLANS = [
  ...[1, 2, 4, 6].map((at) => ({ name: `query ${at}`, rule: { on: QUERIES, at, times: 1 } })),
  { name: 'all queries', rule: { on: QUERIES, times: 'always' } },
] as const;

/**
 * The same where labels are written by bulk jobs. What goes wrong with a result is met only where a row was refused: when all
 * are written nobody fetches it.
 */
const ROW_REFUSED = { fault: 'bulkRowRefused' } as const;
const BULK_WRITE_CALLS = ['POST /crm/v8/upload', 'POST /crm/bulk/v8/write', 'GET /crm/bulk/v8/write/*'] as const;
const BULK_WRITE_RESULT = 'GET /v2/crm/*/bulk-write/*/*';
const IS_BULK_WRITE = /upload|bulk\/v8\/write|bulk-write/;
const BULK_WRITE_PLANS = [{ times: 1 }, { times: 'always' }] as const;

/** What happens to results of jobs, to writes and to tokens happens to no query. */
const NO_QUERY = /read\/\*|^PUT|oauth/;

const outcomes: FaultOutcome[] = [];

/** Each fault as planned, for ever, in a rain and in writing alone; `filter` = one fault. Gives what came of each case. */
export async function verifyPlans(filter: string | undefined): Promise<readonly FaultOutcome[]> {
  await verify(
    'bulk',
    PLANS,
    FAULTS.filter(({ on }) => !IS_BULK_WRITE.test(on)),
    filter,
  );
  await verify(
    'queries',
    QUERY_PLANS,
    FAULTS.filter(({ on }) => !NO_QUERY.test(on) && !IS_BULK_WRITE.test(on)),
    filter,
  );
  await verifyBulkWrite(filter);
  return outcomes;
}

function describe({ met, verdict, detail }: FaultOutcome): string {
  if (met === 0) return verdict === 'identical' ? 'not met' : `not met, ${verdict} ${detail}`;
  return `${verdict}${detail === '' ? '' : ` ${detail}`} (met ${met})`;
}

async function verify(
  reading: 'bulk' | 'queries',
  plans: readonly { readonly name: string; readonly rule: Parameters<FaultBench['run']>[2] }[],
  faults: readonly (typeof FAULTS)[number][],
  filter: string | undefined,
): Promise<void> {
  process.stdout.write(`Read by ${reading}:\n`);
  const bench = await createFaultBench(reading);
  try {
    for (const { name: fault } of faults) {
      if (filter !== undefined && filter !== fault) continue;
      for (const { name, rule } of plans) {
        const cells: string[] = [];
        for (const flow of name === 'writing' ? FLOWS.slice(0, 1) : FLOWS) {
          const outcome = await bench.run(flow, fault, rule);
          outcomes.push(outcome);
          cells.push(describe(outcome).padEnd(64));
        }
        process.stdout.write(`${fault.padEnd(20)} ${name.padEnd(11)} ${cells.join(' ').trimEnd()}\n`);
      }
    }
  } finally {
    await bench.close();
  }
}

/** Scoring alone: an export writes nothing. */
async function verifyBulkWrite(filter: string | undefined): Promise<void> {
  process.stdout.write('Written by bulk:\n');
  const bench = await createFaultBench('bulk', 'bulk');
  const attempt = async (fault: FaultName, on: string, also?: typeof ROW_REFUSED): Promise<void> => {
    if (filter !== undefined && filter !== fault) return;
    for (const rule of BULK_WRITE_PLANS) {
      const outcome = await bench.run('score', fault, { on, ...rule }, also);
      outcomes.push(outcome);
      process.stdout.write(`${fault.padEnd(20)} ${on.padEnd(29)} ${rule.times}: ${describe(outcome)}\n`);
    }
  };
  try {
    for (const { name, on } of FAULTS) {
      if (IS_BULK_WRITE.test(on)) await attempt(name, on, name === 'bulkWriteExpired' ? ROW_REFUSED : undefined);
      else if (/^GET .*result$/.test(on)) await attempt(name, BULK_WRITE_RESULT, ROW_REFUSED);
      else if (!/^PUT|oauth|read\/\*/.test(on)) for (const call of BULK_WRITE_CALLS) await attempt(name, call);
    }
  } finally {
    await bench.close();
  }
}

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { createFunctionsApi } from '#sandbox/once/functions-api.ts';
import { describeMachine } from './scale/describe-machine.ts';
import { generateOrg, startScaleSystem } from './scale/scale-org.ts';
import { scoreInSlices } from './scale/score-in-slices.ts';
import { leastRunCredits } from './scale/least-run-credits.ts';

/** `npm run verify:scale`: a very large org, from the first full run to what one changed deal costs. Exits 1 when a bound does not hold. */

/** What a function may have. Source: Catalyst, "Functions". MiB. */
const MEMORY_MB = 512;
/** What a job may take. Source: Catalyst, "Job Functions". Minutes. */
const JOB_MINUTES = 15;
/** Credits spent, over the least by the published prices. */
const MOST_CREDITS = 1.1;

const number = (given: string | undefined, otherwise: number): number =>
  z.coerce
    .number()
    .min(1)
    .parse(given ?? otherwise);
const { values } = parseArgs({
  options: {
    accounts: { type: 'string' },
    deals: { type: 'string' },
    minutes: { type: 'string' },
    folder: { type: 'string', default: join(tmpdir(), 'lodestar-scale') },
  },
});
const size = { accounts: number(values.accounts, 1_000_000), deals: number(values.deals, 5_000_000) };
const deliveryMs = number(values.minutes, JOB_MINUTES) * 60_000;
const healthAnswer = z.object({ peakRssMb: z.number() });

const broken: string[] = [];
const hold = (holds: boolean, what: string): void => {
  console.log(`${holds ? 'ok    ' : 'BROKEN'} ${what}`);
  if (!holds) broken.push(what);
};

console.log(describeMachine());
const generated = await generateOrg(values.folder, size);
console.log(
  `org of ${size.accounts} accounts, ${size.deals} deals: ${generated === null ? 'there already' : `generated in ${generated.toFixed(0)} s`}, ${values.folder}`,
);
const system = await startScaleSystem(values.folder, size, deliveryMs);
try {
  const token = system.sandbox.tokens.find(({ user }) => user === 'administrator')?.accessToken ?? '';
  const api = createFunctionsApi(system.functions.url, ZYLKER.dc, token);
  const peak = async (): Promise<number> => (await api.call('GET', '/v1/health', healthAnswer)).peakRssMb;
  const spent = (): number => system.sandbox.credits(ZYLKER).spent;

  const { configuration } = await api.call(
    'GET',
    '/v1/configuration/proposal',
    z.object({ configuration: z.looseObject({}) }),
  );
  await api.call('PUT', '/v1/configuration', z.unknown(), { configuration, replaces: null, reason: 'proposed' });
  console.log(`configured; ${(await peak()).toFixed(0)} MiB at most so far`);

  const before = spent();
  const full = await scoreInSlices(api, {});
  const credits = spent() - before;
  console.log(
    `full run: ${full.seconds.toFixed(0)} s, ${full.accounts} accounts, ${full.deals} deals, ${full.written} written; ` +
      `deliveries of ${full.slices.map((seconds) => seconds.toFixed(0)).join(', ')} s; ` +
      `longest units: ${[...full.longest].map(([step, seconds]) => `${step} ${seconds.toFixed(1)} s`).join(', ')}`,
  );
  const least = leastRunCredits({ accounts: full.accounts, deals: full.deals, changedAccounts: full.written });
  hold(
    credits <= least * MOST_CREDITS,
    `${credits} credits, least ${least}, ratio ${(credits / least).toFixed(3)} <= ${MOST_CREDITS}`,
  );
  const afterRun = await peak();
  hold(afterRun <= MEMORY_MB, `peak of the full run ${afterRun.toFixed(0)} MiB <= ${MEMORY_MB}`);
} finally {
  await system.close();
}
if (broken.length > 0) process.exitCode = 1;

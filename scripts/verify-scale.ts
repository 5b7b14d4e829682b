import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as z from 'zod';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { createFunctionsApi } from '#sandbox/once/functions-api.ts';
import { changeRecords, touchOneAccount } from './scale/change-records.ts';
import { leaveIntake, withEveryTechnique } from './scale/every-technique.ts';
import { describeMachine } from './scale/describe-machine.ts';
import { generateOrg, startScaleSystem } from './scale/scale-org.ts';
import { useEverything } from './scale/use-everything.ts';
import { scoreOrg } from './scale/score-org.ts';
import { winDeal } from './scale/win-deal.ts';
import { leastChangesCredits, leastRunCredits } from './scale/least-run-credits.ts';

/** `npm run verify:scale`: a very large org, from the first full run to what one changed deal costs. Exits 1 when a bound does not hold. */

/** What a function may have. Source: Catalyst, "Functions". MiB. */
const MEMORY_MB = 512;
/** What a job may take. Source: Catalyst, "Job Functions". Minutes. */
const JOB_MINUTES = 15;
/** Between the first run and the next one: a sweep begins ten minutes before the newest change, and that run's own writes are changes. Milliseconds. */
const LATER_MS = 12 * 60_000;
/** Credits spent, over the least by the published prices. */
const MOST_CREDITS = 1.1;

/** Of activities, e-mails and notes, as many times what the sample org has of a deal: five millions for a million deals. */
const TOUCH_POINTS = 3.4;
/** Texts inside the days that voice looks at. */
const TEXTS = 200_000;

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
    /** `every`: engagement, recommendations and voice too, over activities, e-mails and notes. */
    techniques: { type: 'string', default: 'proposed' },
    /** Ends after the first full run. */
    first: { type: 'boolean', default: false },
    folder: { type: 'string', default: join(tmpdir(), 'lodestar-scale') },
  },
});
const isEvery = values.techniques === 'every';
const size = {
  accounts: number(values.accounts, isEvery ? 100_000 : 1_000_000),
  deals: number(values.deals, isEvery ? 1_000_000 : 5_000_000),
  ...(isEvery ? { touchPoints: TOUCH_POINTS } : {}),
};
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
const system = await startScaleSystem(values.folder, size, { deliveryMs });
try {
  let api = createFunctionsApi(system.functions.url, ZYLKER.dc, system.token());
  const peak = async (): Promise<number> => (await api.call('GET', '/v1/health', healthAnswer)).peakRssMb;
  const spent = (): number => system.sandbox.credits(ZYLKER).spent;

  const { configuration } = await api.call(
    'GET',
    '/v1/configuration/proposal',
    z.object({ configuration: z.looseObject({}) }),
  );
  const published = isEvery ? withEveryTechnique(configuration) : configuration;
  await api.call('PUT', '/v1/configuration', z.unknown(), {
    configuration: published,
    replaces: null,
    reason: 'proposed',
  });
  if (isEvery) {
    const { emails, notes, texts } = await leaveIntake(system, system.now(), TEXTS);
    console.log(
      `an intake as if everybody had been read: ${emails} touch points of e-mails, ${notes} notes, ${texts} texts that count`,
    );
  }
  console.log(`configured; ${(await peak()).toFixed(0)} MiB at most so far`);

  /** Every delivery since the last time: its seconds, and the most memory that one of them had. */
  const deliveries = async (): Promise<{ readonly seconds: string; readonly peakRssMb: number }> => {
    await system.deliveries?.settled();
    const taken = system.deliveries?.take() ?? [];
    const seconds = taken.map((delivery) => delivery.seconds.toFixed(0)).join(', ');
    return { seconds, peakRssMb: Math.max(...taken.map(({ peakRssMb }) => peakRssMb)) };
  };

  const before = spent();
  const full = await scoreOrg(api, {});
  const credits = spent() - before;
  const delivered = await deliveries();
  console.log(
    `full run: ${full.seconds.toFixed(0)} s, ${full.accounts} accounts, ${full.deals} deals, ${full.written} written; ` +
      `deliveries of ${delivered.seconds} s; ` +
      `longest units: ${[...full.longest].map(([step, seconds]) => `${step} ${seconds.toFixed(1)} s`).join(', ')}`,
  );
  const least = leastRunCredits({ accounts: full.accounts, deals: full.deals, changedAccounts: full.written });
  if (isEvery) console.log(`${credits} credits`);
  else
    hold(
      credits <= least * MOST_CREDITS,
      `${credits} credits, least ${least}, ratio ${(credits / least).toFixed(3)} <= ${MOST_CREDITS}`,
    );
  hold(
    delivered.peakRssMb <= MEMORY_MB,
    `peak of the full run's deliveries ${delivered.peakRssMb.toFixed(0)} MiB <= ${MEMORY_MB}`,
  );

  const afterwards = async (): Promise<void> => {
    for (const { what, seconds } of await useEverything(api)) console.log(`${what}: ${seconds.toFixed(2)} s`);
    const others = await deliveries();
    console.log(
      `functions' process with that generation open: ${(await peak()).toFixed(0)} MiB at most; export ${others.seconds} s, ${others.peakRssMb.toFixed(0)} MiB`,
    );

    await system.passTime(LATER_MS);
    api = createFunctionsApi(system.functions.url, ZYLKER.dc, system.token());
    await touchOneAccount(system);
    const again = await scoreOrg(api, {});
    const repeated = await deliveries();
    console.log(
      `the same again, label fields read: ${again.seconds.toFixed(0)} s, ${again.written} written; deliveries of ${repeated.seconds} s`,
    );
    hold(
      repeated.peakRssMb <= MEMORY_MB,
      `peak of its deliveries ${repeated.peakRssMb.toFixed(0)} MiB <= ${MEMORY_MB}`,
    );

    const changed = await changeRecords(system);
    console.log(
      `${changed.accounts} accounts and ${changed.deals} deals changed in ${changed.seconds.toFixed(0)} s, ` +
        `${changed.deletedAccounts} and ${changed.deletedDeals} of them deleted`,
    );
    const beforeChanges = spent();
    const refreshed = await scoreOrg(api, { kind: 'changes' });
    const changesCredits = spent() - beforeChanges;
    const changesDelivered = await deliveries();
    console.log(
      `what changed: ${refreshed.seconds.toFixed(0)} s, ${refreshed.accounts} accounts and ${refreshed.deals} deals swept, ${refreshed.written} written; ` +
        `deliveries of ${changesDelivered.seconds} s; ` +
        `longest units: ${[...refreshed.longest].map(([step, seconds]) => `${step} ${seconds.toFixed(1)} s`).join(', ')}`,
    );
    hold(refreshed.fullBecause === null, `not read in full (${refreshed.fullBecause ?? 'no reason to'})`);
    const leastChanges = leastChangesCredits({ ...changed, ...refreshed, changedAccounts: refreshed.written });
    hold(
      changesCredits <= leastChanges * MOST_CREDITS,
      `${changesCredits} credits, least ${leastChanges}, ratio ${(changesCredits / leastChanges).toFixed(3)} <= ${MOST_CREDITS}`,
    );
    hold(
      changesDelivered.peakRssMb <= MEMORY_MB,
      `peak of its deliveries ${changesDelivered.peakRssMb.toFixed(0)} MiB <= ${MEMORY_MB}`,
    );

    await system.passTime(LATER_MS);
    api = createFunctionsApi(system.functions.url, ZYLKER.dc, system.token());
    const quiet = await scoreOrg(api, { kind: 'changes' });
    const quietDelivered = await deliveries();
    console.log(
      `a sweep later, which is told of what was written: ${quiet.seconds.toFixed(0)} s, ${quiet.accounts} accounts and ${quiet.deals} deals swept, ` +
        `${quiet.written} written; ${quietDelivered.peakRssMb.toFixed(0)} MiB`,
    );

    const beforeDeal = spent();
    const won = await winDeal(system, api);
    const wonDelivered = await deliveries();
    console.log(
      `one deal won, swept at once: "${won.label}" in the record after ${won.inRecord.toFixed(1)} s, the amount in the tab after ${won.inTab.toFixed(1)} s; ` +
        `${spent() - beforeDeal} credits, ${wonDelivered.peakRssMb.toFixed(0)} MiB`,
    );

    const night = await scoreOrg(api, {});
    const nightDelivered = await deliveries();
    const { accounts = 0, breaksMoved = 0, missed = 0 } = night.difference ?? {};
    console.log(
      `read in full again: ${night.seconds.toFixed(0)} s, ${night.written} written; deliveries of ${nightDelivered.seconds} s; ` +
        `${accounts} accounts otherwise, ${breaksMoved} of them by other breaks`,
    );
    hold(night.difference !== null && missed === 0, `${missed} accounts that what changed had missed`);
    hold(
      nightDelivered.peakRssMb <= MEMORY_MB,
      `peak of its deliveries ${nightDelivered.peakRssMb.toFixed(0)} MiB <= ${MEMORY_MB}`,
    );
  };
  if (!values.first) await afterwards();
} finally {
  await system.close();
}
if (broken.length > 0) process.exitCode = 1;

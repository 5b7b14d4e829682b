import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { encodeEngagement } from '#core/labels/engagement-evidence.ts';
import { addTouchPoints, createEngagementAggregate } from '#core/techniques/engagement/aggregate.ts';
import { engagementEvidenceAt } from '#core/techniques/engagement/evidence.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { addReachTimes, createReachTimes } from '#core/techniques/engagement/reach-times.ts';
import { scoreEngagement } from '#core/techniques/engagement/score.ts';
import { engagementTotals } from '#core/techniques/engagement/totals.ts';
import { randomTouches } from '#test/support/random-touches.ts';

/**
 * `npm run bench:engagement [-- --accounts 100000 --touch-points 5000000]`: touch points as columns to scores, labels and evidence of every
 * account, and the sums and best times of three contacts an account. Making the touch points is not counted; memory is that of the
 * whole process. Ends with 1 over the budget of memory.
 */

/** What a function may take. MB. */
const MOST_MB = 512;
const AS_OF_DAY = 20_634;
const CONTACTS_PER_ACCOUNT = 3;

const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '100000' },
    'touch-points': { type: 'string', default: '5000000' },
  },
});
const accounts = Number(values.accounts);
const touchPoints = Number(values['touch-points']);
const contacts = accounts * CONTACTS_PER_ACCOUNT;
const settings = { ...presetEngagementSettings(), halfLifeDays: 180 };
const { windowDays } = settings;

const spent = new Map<string, { readonly seconds: number; readonly cpuSeconds: number }>();
function measure<T>(step: string, work: () => T): T {
  const begun = performance.now();
  const before = process.threadCpuUsage();
  const result = work();
  const { user, system } = process.threadCpuUsage(before);
  const { seconds, cpuSeconds } = spent.get(step) ?? { seconds: 0, cpuSeconds: 0 };
  spent.set(step, {
    seconds: seconds + (performance.now() - begun) / 1_000,
    // Beside other work the thread's own time says more than the wall's.
    cpuSeconds: cpuSeconds + (user + system) / 1e6,
  });
  return result;
}

const context = { asOfDay: AS_OF_DAY, counting: settings };
const aggregate = createEngagementAggregate(accounts, context);
const ofContacts = createEngagementAggregate(contacts, { ...context, by: 'contact' });
const times = createReachTimes(contacts, { asOfDay: AS_OF_DAY, windowDays });
for (const points of randomTouches({ accounts, touchPoints, asOfDay: AS_OF_DAY, seed: 1 })) {
  measure('counts by account', () => addTouchPoints(aggregate, points));
  measure('counts by contact', () => addTouchPoints(ofContacts, points));
  measure('best times', () => addReachTimes(times, points));
}
const totals = measure('silence', () => engagementTotals(aggregate));
const population = new Uint8Array(accounts).fill(1);
const scores = measure('scores and labels', () =>
  scoreEngagement({ totals, population, settings, asOfDay: AS_OF_DAY }),
);
let characters = 0;
measure('evidence as text', () => {
  for (let ordinal = 0; ordinal < accounts; ordinal++) {
    const engagement = engagementEvidenceAt({ scores, totals, latest: aggregate.latest, population }, ordinal);
    characters += engagement === null ? 0 : encodeEngagement(engagement).length;
  }
});

const peakMb = process.resourceUsage().maxRSS / 1024;
console.log(
  `${accounts} accounts, ${contacts} contacts, ${touchPoints} touch points (${aggregate.counts.counted} in the window); half ${scores.basis.half}, ` +
    `accounts per label ${scores.labelCounts.join(' ')}, evidence ${(characters / accounts).toFixed(0)} bytes on average`,
);
console.log(
  `${cpus()[0]?.model ?? 'unknown CPU'} x ${availableParallelism()}, load ${loadavg()[0]?.toFixed(1)}, Node ${process.version}\n`,
);
for (const [step, { seconds, cpuSeconds }] of spent)
  console.log(`${step.padEnd(20)} ${seconds.toFixed(2)} s, CPU ${cpuSeconds.toFixed(2)} s`);
console.log(`peak memory          ${peakMb.toFixed(0)} MB of ${MOST_MB}`);
if (peakMb > MOST_MB) process.exitCode = 1;

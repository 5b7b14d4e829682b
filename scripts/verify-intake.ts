import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { readPeakRssMb } from '#server-functions/shared/local/peak-memory.ts';
import { createFolderBlob } from '#server-functions/shared/stores/folder-blob.ts';
import { compareKept, simulateDays, type SimulatedDay } from './intake/simulate-days.ts';

/**
 * `npm run verify:intake [-- ceiling]`: the first week of e-mails of 300,000 contacts under a ceiling of credits a day, by the real job on
 * a simulated CRM. Exits 1 where a day exceeds the ceiling, coverage falls, or what is kept is not what the CRM has.
 */
const SCALE = { contacts: 300_000, accounts: 60_000, days: 7, seed: 1 } as const;
const CEILING = 25_000;

const ceiling = Number(process.argv[2] ?? CEILING);
const folder = mkdtempSync(join(tmpdir(), 'lodestar-intake-'));
const broken: string[] = [];
try {
  console.log(`${SCALE.contacts} contacts of ${SCALE.accounts} accounts, at most ${ceiling} credits a day of UTC`);
  console.log('day         credits  contacts  read so far         e-mails    texts  deliveries  seconds  stopped by');
  const began = performance.now();
  const simulated = await simulateDays({ ...SCALE, ceiling }, createFolderBlob(folder), {
    seconds: () => performance.now() / 1_000,
    onDay: (day) => console.log(lineOf(day)),
  });
  const { days } = simulated;
  for (const { day, credits, said } of days) {
    if (credits > ceiling) broken.push(`${day}: ${credits} credits are more than ${ceiling}`);
    if (credits > said) broken.push(`${day}: ${credits} credits were spent and ${said} said`);
  }
  days.forEach(({ day, coverage }, index) => {
    if (coverage.read < (days[index - 1]?.coverage.read ?? 0)) broken.push(`${day}: fewer contacts than before`);
  });
  const total = days.reduce((sum, { credits }) => sum + credits, 0);
  console.log(`${total} credits in ${days.length} days; ${((performance.now() - began) / 1_000).toFixed(0)} s`);
  console.log(`most memory ${readPeakRssMb()} MiB; load ${loadavg()[0]?.toFixed(1)}`);

  const { compared, different } = await compareKept(simulated);
  console.log(`${compared} contacts without news since the first day compared with the CRM: ${different} differ`);
  if (compared === 0 || different > 0)
    broken.push(`${different} of ${compared} contacts are kept otherwise than they are`);
} finally {
  rmSync(folder, { recursive: true });
}
for (const line of broken) console.error(line);
process.exitCode = broken.length === 0 ? 0 : 1;

function lineOf({ day, credits, visited, percent, coverage, deliveries, seconds, stopped }: SimulatedDay): string {
  const cells = [
    [day, 10],
    [String(credits), 8],
    [String(visited), 9],
    [`${coverage.read} of ${coverage.withAddress} (${percent} %)`, 25],
    [String(coverage.emails), 8],
    [String(coverage.texts), 8],
    [String(deliveries), 11],
    [seconds.toFixed(1), 8],
    [stopped, 11],
  ] as const;
  return cells.map(([text, width]) => text.padStart(width)).join(' ');
}

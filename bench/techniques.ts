import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { TECHNIQUES } from '#core/labels/label.ts';
import { generateCompany } from './generate-company.ts';
import type { MeasuredTechnique } from './technique-input.ts';

/**
 * `npm run bench:techniques [-- --accounts 100000 --deals 1000000 --touch-points 5000000 --texts 200000 --products 1000 --only rfm]`: every technique from
 * the bytes of CSV files, as bulk reads give them, to labels and the evidence of all accounts as text; each in a process of its own,
 * one after the other. Ends with 1 where one takes more memory than a function has.
 */

/** What a function may take. MB. */
const MOST_MB = 512;

const { values } = parseArgs({
  options: {
    accounts: { type: 'string', default: '100000' },
    deals: { type: 'string', default: '1000000' },
    'touch-points': { type: 'string', default: '5000000' },
    texts: { type: 'string', default: '200000' },
    products: { type: 'string', default: '1000' },
    only: { type: 'string' },
  },
});
const size = {
  accounts: Number(values.accounts),
  deals: Number(values.deals),
  touchPoints: Number(values['touch-points']),
  texts: Number(values.texts),
  products: Number(values.products),
};
const run = promisify(execFile);

const folder = await companyFolder();
console.log(
  `${size.accounts} accounts; ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}\n`,
);
console.log('| technique | read | seconds | CPU seconds | peak MB | load | evidence, characters | accounts by label |');
console.log('|---|---|---|---|---|---|---|---|');
for (const technique of TECHNIQUES) {
  if (values.only !== undefined && values.only !== technique) continue;
  const script = join(import.meta.dirname, `technique-${technique}.ts`);
  const { stdout } = await run(process.execPath, ['--disable-warning=ExperimentalWarning', script, folder]);
  const measured = parseMeasured(stdout);
  const { seconds, cpuSeconds, peakMb, read, labels, evidenceCharacters } = measured;
  if (peakMb > MOST_MB) process.exitCode = 1;
  const cells = [
    technique,
    read,
    seconds.toFixed(1),
    cpuSeconds.toFixed(1),
    peakMb.toFixed(0),
    loadavg()[0]?.toFixed(1) ?? '?',
    (evidenceCharacters / size.accounts).toFixed(0),
    Object.entries(labels)
      .map(([label, count]) => `${label} ${count}`)
      .join(', '),
  ];
  console.log(`| ${cells.join(' | ')} |`);
}

/** Made once per size: generating takes longer than all techniques but voice. */
async function companyFolder(): Promise<string> {
  const target = join(tmpdir(), `lodestar-company-${Object.values(size).join('-')}`);
  if (existsSync(target)) return target;
  const unfinished = `${target}.${process.pid}`;
  await mkdir(unfinished);
  await generateCompany(unfinished, size);
  await rename(unfinished, target);
  return target;
}

function parseMeasured(text: string): MeasuredTechnique {
  const value: unknown = JSON.parse(text);
  if (!isMeasured(value)) throw new Error(`No measurement: ${text}`);
  return value;
}

function isMeasured(value: unknown): value is MeasuredTechnique {
  return typeof value === 'object' && value !== null && 'peakMb' in value && 'evidenceCharacters' in value;
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as z from 'zod';

/** `npm run contract:table`: runs the contract suites and prints suite x adapter x cases. Fails when one is red or differs. */
const ROOT = resolve(import.meta.dirname, '..');

/** Adapters that cannot take every case, with the reason: the others of a suite take the same number. */
const LESS: readonly { readonly adapter: RegExp; readonly why: string }[] = [
  { adapter: /^a folder of CSV files$/, why: 'reads only, and an empty file is refused' },
  {
    adapter: /on another thread$/,
    why: 'its clock cannot be set: six cases of time are those of the same store on one thread',
  },
];

/** Cases that try to reach one org from another. */
const CROSS_ORG = /another org|another one|other org|one org|two orgs|its org|org's|of its own org|data centre/;

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
});

interface Counted {
  readonly cases: string[];
  readonly failed: string[];
}

const suites = new Map<string, Map<string, Counted>>();
for (const { ancestorTitles, title, status } of runSuites()) {
  const match = /^(.*) keeps the (\w+) contract$/.exec(ancestorTitles.at(-1) ?? '');
  if (match === null) continue;
  const [, adapter = '', suite = ''] = match;
  const adapters = suites.get(suite) ?? new Map<string, Counted>();
  suites.set(suite, adapters);
  const counted = adapters.get(adapter) ?? { cases: [], failed: [] };
  adapters.set(adapter, counted);
  counted.cases.push(title);
  if (status !== 'passed') counted.failed.push(`${title} (${status})`);
}
if (suites.size === 0) throw new Error('No contract suite ran.');

console.log('| suite | adapter | cases | of them cross-org | passed |\n| --- | --- | --- | --- | --- |');
for (const [suite, adapters] of [...suites].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
  const whole = [...adapters].filter(([adapter]) => lessOf(adapter) === null);
  for (const [adapter, { cases, failed }] of adapters) {
    const crossOrg = cases.filter((title) => CROSS_ORG.test(title)).length;
    const why = lessOf(adapter);
    const note = why === null ? '' : ` (${why})`;
    console.log(`| ${suite} | ${adapter}${note} | ${cases.length} | ${crossOrg} | ${cases.length - failed.length} |`);
    if (failed.length > 0 || crossOrg === 0) process.exitCode = 1;
  }
  const texts = new Set(whole.map(([, { cases }]) => cases.toSorted().join('\n')));
  if (texts.size === 1) continue;
  console.error(`${suite}: the adapters do not take the same cases`);
  process.exitCode = 1;
}

function lessOf(adapter: string): string | null {
  return LESS.find((each) => each.adapter.test(adapter))?.why ?? null;
}

function runSuites(): readonly { ancestorTitles: string[]; title: string; status: string }[] {
  const folder = mkdtempSync(join(tmpdir(), 'lodestar-contracts-'));
  try {
    const outputFile = join(folder, 'report.json');
    const args = ['run', 'test/contract', '--reporter=json', `--outputFile=${outputFile}`];
    const { error } = spawnSync('vitest', args, {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
      shell: process.platform === 'win32',
    });
    if (error !== undefined) throw error;
    const report = reportSchema.parse(JSON.parse(readFileSync(outputFile, 'utf8')));
    return report.testResults.flatMap(({ assertionResults }) => assertionResults);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { resolve } from 'node:path';

/** Everything that must hold before a change lands, in the order of how fast it answers. */
const ROOT = resolve(import.meta.dirname, '..');

interface Step {
  readonly name: string;
  readonly commands: readonly (readonly [string, ...string[]])[];
}

const typed = globSync(['{.,*}/tsconfig.json', 'sandbox/*/browser/tsconfig.json'], {
  cwd: ROOT,
  exclude: ['node_modules'],
}).toSorted();

const STEPS: readonly Step[] = [
  { name: 'format', commands: [['oxfmt', '--check']] },
  { name: 'lint', commands: [['oxlint', '--type-aware', '--deny-warnings', '--report-unused-disable-directives']] },
  { name: 'types', commands: typed.map((file) => ['tsc', '-p', file] as const) },
  { name: 'dead code', commands: [['knip']] },
  { name: 'purity', commands: [['node', 'scripts/check-core-purity.ts']] },
  { name: 'imports', commands: [['node', 'scripts/check-module-graph.ts']] },
  { name: 'build', commands: [['npm', 'run', '--silent', 'build']] },
  { name: 'catalyst', commands: [['npm', 'run', '--silent', 'build:catalyst']] },
  { name: 'size', commands: [['node', 'scripts/check-size.ts']] },
  { name: 'tests', commands: [['vitest', 'run']] },
];

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !STEPS.some((step) => step.name === name));
if (unknown.length > 0 || !existsSync(resolve(ROOT, 'node_modules'))) {
  console.error(
    unknown.length > 0
      ? `No such step: ${unknown.join(', ')}. Steps: ${STEPS.map(({ name }) => name).join(', ')}`
      : 'Run npm ci first.',
  );
  process.exit(2);
}

const results: { readonly name: string; readonly ok: boolean; readonly seconds: number }[] = [];
for (const { name, commands } of STEPS) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  console.log(`\n== ${name}`);
  const started = performance.now();
  // No short cut: all files with a type error are wanted at once.
  const outcomes = commands.map(([program, ...args]) => {
    const { status, error } = spawnSync(program, args, {
      cwd: ROOT,
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
    if (error !== undefined) console.error(error.message);
    return status === 0;
  });
  results.push({
    name,
    ok: outcomes.length > 0 && outcomes.every(Boolean),
    seconds: (performance.now() - started) / 1000,
  });
}

console.log('');
for (const { name, ok, seconds } of results)
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
if (results.some(({ ok }) => !ok)) process.exitCode = 1;

import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs, promisify } from 'node:util';
import * as z from 'zod';
import { readZip } from '#server-functions/shared/zip/read-zip.ts';

/**
 * `node bench/run-export.ts [--rows 1000000] [--repeat 3]`: account rows to CSV, plain and in a ZIP, each contender in a
 * fresh process, in turns, median of the repeats. Ends with 1 when a contender's CSV differs from ours by one byte.
 */
const CONTENDERS = [
  { name: 'ours', script: 'export-ours.ts' },
  { name: 'papaparse', script: 'peers/export-papaparse.mjs' },
] as const;
const MODES = ['csv', 'zip'] as const;

const measuredSchema = z.object({ seconds: z.number(), cpuSeconds: z.number(), peakMb: z.number() });
type Run = z.infer<typeof measuredSchema> & { readonly megabytes: number; readonly digest: string };

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, repeat: { type: 'string', default: '3' } },
});
const run = promisify(execFile);
const folder = await mkdtemp(join(tmpdir(), 'lodestar-bench-export-'));
const runs = new Map<string, Run[]>();
for (let turn = 0; turn < Number(values.repeat); turn++) {
  for (const mode of MODES) {
    for (const { name, script } of CONTENDERS) {
      const key = `${name}, ${mode}`;
      runs.set(key, [...(runs.get(key) ?? []), await measure(script, mode)]);
    }
  }
}
await rm(folder, { recursive: true });
printTable();

async function measure(script: string, mode: (typeof MODES)[number]): Promise<Run> {
  const path = join(folder, `export.${mode}`);
  const { stdout } = await run(process.execPath, [join(import.meta.dirname, script), values.rows, mode, path]);
  const { size } = await stat(path);
  return { ...measuredSchema.parse(JSON.parse(stdout)), megabytes: size / 1e6, digest: await digestOf(path, mode) };
}

async function digestOf(path: string, mode: (typeof MODES)[number]): Promise<string> {
  const hash = createHash('sha256');
  if (mode === 'csv') await pipeline(createReadStream(path), hash);
  else for await (const entry of readZip(path)) for await (const chunk of entry.chunks) hash.update(chunk);
  return hash.digest('hex').slice(0, 16);
}

function printTable(): void {
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  console.log(
    `${values.rows} rows; median of ${values.repeat}; ${availableParallelism()} cores, load ${load}, Node ${process.version}\n`,
  );
  console.log('| contender | seconds | CPU seconds | peak MB | file MB | same CSV |');
  console.log('|---|---|---|---|---|---|');
  const [first] = [...runs.values()].flat();
  for (const [name, results] of runs) {
    const same = results.every(({ digest }) => digest === first?.digest);
    if (!same) process.exitCode = 1;
    const cell = (figure: (result: Run) => number, places: number): string =>
      median(results.map(figure)).toFixed(places);
    console.log(
      `| ${name} | ${cell((r) => r.seconds, 2)} | ${cell((r) => r.cpuSeconds, 2)} | ${cell((r) => r.peakMb, 0)} | ` +
        `${cell((r) => r.megabytes, 1)} | ${same ? 'yes' : 'NO'} |`,
    );
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

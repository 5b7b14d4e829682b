import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cp, mkdtemp, rm, stat } from 'node:fs/promises';
import { availableParallelism, loadavg, tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isDeepStrictEqual, parseArgs, promisify } from 'node:util';
import { parse } from 'csv-parse';
import { build } from 'rolldown';
import * as z from 'zod';
import { ALLOCATOR } from '#server-functions/shared/local/start-functions.ts';
import { readZip } from '#server-functions/shared/zip/read-zip.ts';
import { expectedCells } from './export-org.ts';
import { SETTINGS } from './export-report.ts';
import { WIDE_COLUMNS } from './export-rows-wide.ts';

/**
 * `npm run bench:export [-- --rows 1000000 --repeat 3]`: account rows of thirty columns to CSV, plain and in a ZIP, each contender
 * in a fresh process, in turns, median of the repeats. Contenders are bundled first, as the product is where it is deployed:
 * stripping types takes memory of its own. "durable" is the whole durable export, from the CRM's result files to the file in its
 * place, delivered by `performJob` as a platform's job is. The product's settings are what `performJob` sets for an export
 * (`withSmallHeap`) and what the functions' process is started with (`ALLOCATOR`); peers run as `node` comes and with the same. Ends with 1 when a contender's CSV differs from ours by one byte, when
 * `unzip -t` finds an error, or when a reader of others reads other cells.
 */
const OURS = 'export-ours.ts';
const PEER = 'peers/export-papaparse.mjs';
const CONTENDERS = [
  { name: 'ours', script: OURS, isSet: true },
  { name: 'papaparse', script: PEER, isSet: false },
  { name: 'papaparse with our settings', script: PEER, isSet: true },
] as const;
const MODES = ['csv', 'zip'] as const;
const DURABLE = 'export-durable.ts';
const PREPARE = 'prepare-export-org.ts';
/** As the product starts its functions, and where a platform does not take the allocator's variables. */
const DURABLE_VARIABLES = { durable: ALLOCATOR, 'durable, no variables': {} } as const;

const measuredSchema = z.object({ seconds: z.number(), cpuSeconds: z.number(), peakMb: z.number() });
type Run = z.infer<typeof measuredSchema> & { readonly megabytes: number; readonly digest: string };

const { values } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, repeat: { type: 'string', default: '3' } },
});
const run = promisify(execFile);
const QUIET = ['--disable-warning=ExperimentalWarning'];
const folder = await mkdtemp(join(tmpdir(), 'lodestar-bench-export-'));
for (const script of [OURS, PEER, DURABLE, PREPARE])
  await build({
    input: join(import.meta.dirname, script),
    platform: 'node',
    // What an export never uses lies beside it, as in what is deployed.
    output: { dir: folder, entryFileNames: basename(bundleOf(script)), chunkFileNames: '[name]-[hash].mjs' },
    logLevel: 'silent',
  });
const runs = new Map<string, Run[]>();
for (let turn = 0; turn < Number(values.repeat); turn++) {
  for (const mode of MODES) {
    for (const { name, script, isSet } of CONTENDERS) {
      const key = `${name}, ${mode}`;
      const env = isSet ? { ...ALLOCATOR, [SETTINGS]: 'product' } : {};
      runs.set(key, [...(runs.get(key) ?? []), await measure(script, mode, env)]);
    }
  }
}
const org = join(folder, 'org');
await run(process.execPath, [...QUIET, bundleOf(PREPARE), values.rows, org]);
for (let turn = 0; turn < Number(values.repeat); turn++)
  for (const [name, variables] of Object.entries(DURABLE_VARIABLES)) {
    const key = `ours, ${name}`;
    runs.set(key, [...(runs.get(key) ?? []), await measureDurable(variables)]);
  }
printTable();
console.log('');
console.log(await checkArchive());
console.log(await checkDurable());
await rm(folder, { recursive: true });

function bundleOf(script: string): string {
  return join(folder, `${basename(script, extname(script))}.mjs`);
}

/** From a fresh copy of what lies there when an export begins. */
async function measureDurable(variables: NodeJS.ProcessEnv): Promise<Run> {
  const place = join(folder, 'durable');
  await cp(org, place, { recursive: true });
  const path = join(folder, 'durable.zip');
  const args = [...QUIET, bundleOf(DURABLE), values.rows, 'zip', path, place];
  const { stdout } = await run(process.execPath, args, { env: { ...process.env, ...variables } });
  await rm(place, { recursive: true });
  const { size } = await stat(path);
  return { ...measuredSchema.parse(JSON.parse(stdout)), megabytes: size / 1e6, digest: await digestOf(path, 'zip') };
}

/** Every cell of the durable export's file, by a parser of others. */
async function checkDurable(): Promise<string> {
  const path = join(folder, 'durable.zip');
  const tested = await testArchive(path);
  let row = -1;
  for await (const entry of readZip(path)) {
    for await (const cells of Readable.from(entry.chunks).pipe(parse({ bom: true }))) {
      if (row >= 0 && !isDeepStrictEqual(cells, expectedCells(row, Number(values.rows))))
        return failed(`durable: row ${row} is ${String(cells)}`);
      row++;
    }
  }
  return row === Number(values.rows)
    ? `durable: ${tested}; csv-parse: every cell of ${row} rows as it was`
    : failed(`durable: ${row} rows`);
}

async function testArchive(path: string): Promise<string> {
  return run('unzip', ['-t', path]).then(
    () => 'unzip -t: no errors',
    (error: unknown) => (isMissing(error) ? 'unzip: skipped, it is not there' : failed('unzip -t finds errors')),
  );
}

/** Our last ZIP, by tools of others. */
async function checkArchive(): Promise<string> {
  const path = join(folder, 'ours.zip');
  await run(process.execPath, [bundleOf(OURS), values.rows, 'zip', path]);
  const tested = await testArchive(path);
  let rows = 0;
  for await (const entry of readZip(path)) {
    const parser = Readable.from(entry.chunks).pipe(parse({ bom: true }));
    for await (const row of parser) if (Array.isArray(row) && row.length === WIDE_COLUMNS.length) rows++;
  }
  // The header is a row to the parser.
  const parsed =
    rows === Number(values.rows) + 1
      ? `csv-parse: ${rows - 1} rows of ${WIDE_COLUMNS.length} cells`
      : failed(`csv-parse: ${rows}`);
  return `${tested}; ${parsed}`;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function failed(what: string): string {
  process.exitCode = 1;
  return `FAILED: ${what}`;
}

async function measure(script: string, mode: (typeof MODES)[number], variables: NodeJS.ProcessEnv): Promise<Run> {
  const path = join(folder, `export.${mode}`);
  const env = { ...process.env, ...variables };
  const { stdout } = await run(process.execPath, [bundleOf(script), values.rows, mode, path], { env });
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
  console.log('| contender | seconds | x ours | CPU seconds | x ours | peak MB | x ours | file MB | same CSV |');
  console.log('|---|---|---|---|---|---|---|---|---|');
  // Both durable ones make one file, the others another.
  const isDurable = (name: string): boolean => name.includes('durable');
  for (const [name, results] of runs) {
    const [first] = [...runs].filter(([other]) => isDurable(other) === isDurable(name)).flatMap(([, found]) => found);
    const same = results.every(({ digest }) => digest === first?.digest);
    if (!same) process.exitCode = 1;
    const ours = runs.get(name.replace(/^[^,]+/, CONTENDERS[0].name)) ?? results;
    const cell = (figure: (result: Run) => number, places: number): string =>
      median(results.map(figure)).toFixed(places);
    const beside = (figure: (result: Run) => number): string =>
      (median(results.map(figure)) / median(ours.map(figure))).toFixed(1);
    console.log(
      `| ${name} | ${cell((r) => r.seconds, 2)} | ${beside((r) => r.seconds)} | ${cell((r) => r.cpuSeconds, 2)} | ${beside((r) => r.cpuSeconds)} | ` +
        `${cell((r) => r.peakMb, 0)} | ${beside((r) => r.peakMb)} | ` +
        `${cell((r) => r.megabytes, 1)} | ${same ? 'yes' : 'NO'} |`,
    );
  }
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN;
}

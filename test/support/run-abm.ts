import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { openCsvCrmBatch } from '#cli/csv-crm-batch.ts';
import { runCli } from '#cli/run-cli.ts';
import { configurationSchema, type Configuration } from '#core/configuration/configuration.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import type { RfmSettings } from '#core/techniques/rfm/settings.ts';

/** Scoring the files of `smallFiles` with what is said of them, as of the last of their days. */
export const SCORE: readonly string[] = [
  'score',
  '--data',
  'data',
  '--recipe',
  'recipe.json',
  '--settings',
  'settings.json',
  '--as-of',
  '2025-12-31',
  '--out',
  'out',
];

export interface AbmRun {
  readonly exitCode: number;
  readonly printed: string;
  readonly warned: string;
}

/** The command line as a person calls it, in this process: same words, same files, same exit codes. */
export function runAbm(folder: string, ...words: readonly string[]): Promise<AbmRun> {
  return run(folder, words, false);
}

/** The same where a person reads what is printed. */
export function runAtTerminal(folder: string, ...words: readonly string[]): Promise<AbmRun> {
  return run(folder, words, true);
}

async function run(folder: string, words: readonly string[], terminal: boolean): Promise<AbmRun> {
  const printed: string[] = [];
  const warned: string[] = [];
  const exitCode = await runCli(words, {
    folder,
    print: (line) => printed.push(line),
    warn: (line) => warned.push(line),
    terminal,
    openData: openCsvCrmBatch,
    clock: { now: () => Date.UTC(2026, 0, 2) },
    cancellation: new AbortController().signal,
  });
  return { exitCode, printed: printed.join('\n'), warned: warned.join('\n') };
}

/** Proposed settings for a data folder, with another RFM, written to `settings.json` of `folder`. */
export async function writeSettings(
  folder: string,
  data: string,
  recipe: string,
  rfm: Partial<RfmSettings> = presetRfmSettings(),
): Promise<Configuration> {
  const file = join(folder, 'settings.json');
  const { exitCode, warned } = await runAbm(folder, 'propose', '--data', data, '--recipe', recipe, '--out', file);
  if (exitCode !== 0) throw new Error(warned);
  const proposed = configurationSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const settings = { ...proposed, techniques: { ...proposed.techniques, rfm: { ...presetRfmSettings(), ...rfm } } };
  writeFileSync(file, JSON.stringify(settings, null, 2));
  return settings;
}

/** accounts.csv of a folder: rows by header. */
export function readAccounts(folder: string): ReadonlyMap<string, string>[] {
  return readRows(join(folder, 'accounts.csv'));
}

/** A CSV file that the command line wrote: rows by header. */
export function readRows(file: string): ReadonlyMap<string, string>[] {
  const [header = [], ...rows] = readFileSync(file, 'utf8')
    .split('\r\n')
    .filter((line) => line !== '')
    .map(splitCells);
  return rows.map((cells) => new Map(header.map((name, index) => [name, cells[index] ?? ''])));
}

/** levels.json as a machine would read it. */
export function readLevels(folder: string) {
  const metric = z.object({
    mode: z.string(),
    levels: z.number(),
    accounts: z.array(z.number()),
    breaks: z.array(z.number()),
  });
  const labels = z.array(z.object({ id: z.nullable(z.string()), name: z.nullable(z.string()), accounts: z.number() }));
  const schema = z.object({
    format: z.literal('lodestar.levels/1'),
    asOf: z.string(),
    currency: z.string(),
    accounts: z.object({ read: z.number(), inside: z.number() }),
    deals: z.record(z.string(), z.number()),
    rfm: z.nullable(
      z.object({ recency: metric, frequency: metric, monetary: metric, withoutPurchases: z.number(), labels }),
    ),
    firmographics: z.nullable(z.object({ labels })),
    recommendations: z.nullable(z.object({ scale: z.string(), buyers: z.number(), labels })),
    warnings: z.array(z.object({ code: z.string(), params: z.record(z.string(), z.unknown()) })),
    notDatedBack: z.array(z.object({ technique: z.nullable(z.string()), code: z.string() })),
    unplaced: z.array(z.object({ code: z.string(), where: z.string(), count: z.number() })),
  });
  return schema.parse(JSON.parse(readFileSync(join(folder, 'levels.json'), 'utf8')));
}

function splitCells(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    (match) => match[1]?.replaceAll('""', '"') ?? match[2] ?? '',
  );
}

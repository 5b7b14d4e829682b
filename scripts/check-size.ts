import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import process from 'node:process';
import filePlugin from '@size-limit/file';
import sizeLimit from 'size-limit';
import * as z from 'zod';
import { readBuiltChunks } from './size/read-built-chunks.ts';
import { initialFiles } from './size/initial-files.ts';

/** Initial JavaScript of a page, gzip, its words included. Thousands of bytes; what a phone takes in about a second. */
const LIMITS_KB = { 'account-360': 40, 'setup-wizard': 60, 'segment-list': 60 } as const;

const ROOT = resolve(import.meta.dirname, '..');
const PAGES = ['account-360', 'setup-wizard', 'segment-list'] as const;
const LANGUAGES = ['en', 'es'] as const;

const chunks = await readBuiltChunks(ROOT);
for (const page of PAGES) {
  for (const language of LANGUAGES) {
    const files = initialFiles(page, chunks, language).map((file) => join(ROOT, 'dist/app', file));
    const missing = files.filter((file) => !existsSync(file));
    if (missing.length > 0) {
      console.error(`dist/app is not of these sources (${missing[0]} is not there): npm run build first.`);
      process.exit(2);
    }
    const kb = (await gzipBytes(files)) / 1000;
    const fits = kb <= LIMITS_KB[page];
    console.log(
      `${fits ? 'ok    ' : 'OVER  '} ${page} (${language}): ${kb.toFixed(1)} of ${LIMITS_KB[page]} kB in ${files.length} files`,
    );
    if (!fits) process.exitCode = 1;
  }
}

async function gzipBytes(files: readonly string[]): Promise<number> {
  const results: unknown = await sizeLimit([filePlugin], { checks: [{ files, gzip: true }] });
  return (
    z
      .array(z.object({ size: z.number() }))
      .length(1)
      .parse(results)[0]?.size ?? Number.NaN
  );
}

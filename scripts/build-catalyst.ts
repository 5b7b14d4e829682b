import { join, relative, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildCatalyst, MAX_ZIP_BYTES } from './build/build-catalyst.ts';

/** `npm run build:catalyst`: dist/catalyst, ready for `catalyst deploy`, with the size of each function. */
const ROOT = resolve(import.meta.dirname, '..');

// It takes none: a word that is not known is a wish that would not be met.
try {
  parseArgs({ args: process.argv.slice(2), options: {} });
} catch (error) {
  if (!(error instanceof TypeError)) throw error;
  console.error(`${error.message}\nThe build takes no options: npm run build:catalyst`);
  process.exit(2);
}

for (const { name, folder, scriptBytes, zipBytes } of await buildCatalyst({
  root: ROOT,
  out: join(ROOT, 'dist/catalyst'),
})) {
  const fits = zipBytes <= MAX_ZIP_BYTES;
  console.log(
    `${fits ? 'ok    ' : 'OVER  '} ${name}: ${kb(scriptBytes)} kB, ${kb(zipBytes)} of ${kb(MAX_ZIP_BYTES)} kB zipped, ${relative(ROOT, folder)}`,
  );
  if (!fits) process.exitCode = 1;
}

function kb(bytes: number): number {
  return Math.round(bytes / 1000);
}

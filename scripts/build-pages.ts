import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build, type InlineConfig } from 'vite';
import { buildWidgets } from './build/build-widgets.ts';

/**
 * Everything a browser loads: the widgets into dist/app, which is what ships, and the sandbox's own pages with its SDK client
 * into dist/sandbox, which never does. `npm start` runs this when a source is newer than what was built.
 */
const ROOT = resolve(import.meta.dirname, '..');
const started = new Date();

const SANDBOX: InlineConfig = {
  configFile: false,
  root: ROOT,
  publicDir: false,
  logLevel: 'warn',
};

const OUTPUT: InlineConfig['build'] = {
  outDir: join(ROOT, 'dist/sandbox'),
  target: 'es2022',
  modulePreload: { polyfill: false },
  assetsInlineLimit: 0,
  reportCompressedSize: false,
};

await buildWidgets({ root: ROOT, folder: join(ROOT, 'dist/app') });
await build({
  ...SANDBOX,
  build: {
    ...OUTPUT,
    emptyOutDir: true,
    rolldownOptions: {
      input: join(ROOT, 'sandbox/pages/browser/main.tsx'),
      output: { entryFileNames: 'pages.js', assetFileNames: 'pages[extname]', codeSplitting: false },
    },
  },
});
await build({
  ...SANDBOX,
  build: {
    ...OUTPUT,
    emptyOutDir: false,
    rolldownOptions: {
      input: join(ROOT, 'sandbox/embedded/browser/sdk-client.ts'),
      // A plain script before the widget's module, as Zoho's is: nothing of it may leak into the global scope but ZOHO.
      output: { entryFileNames: 'sdk-client.js', format: 'iife', codeSplitting: false },
    },
  },
});
const stamp = join(ROOT, 'dist/pages-built');
await mkdir(join(ROOT, 'dist'), { recursive: true });
await writeFile(stamp, '');
// A source saved while this ran is newer than its build.
await utimes(stamp, started, started);

import { globSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vite';
import { messagesPlugin } from './scripts/build/messages-plugin.ts';
import { WIDGET_MESSAGES } from './scripts/build/widget-messages.ts';

const root = import.meta.dirname;
const pages = globSync('app/*.html', { cwd: root });

/** The three widget pages, each with what its first screen needs; the rest is loaded when asked for. */
export default defineConfig({
  root: path.join(root, 'app'),
  // Zoho serves the pages from a folder of its own choosing.
  base: './',
  publicDir: false,
  plugins: [messagesPlugin({ translations: path.join(root, 'app/translations'), segments: WIDGET_MESSAGES })],
  resolve: {
    // Messages are parsed by the build; the parser itself would be a third of the account panel.
    alias: { '@formatjs/icu-messageformat-parser': '@formatjs/icu-messageformat-parser/no-parser.js' },
  },
  build: {
    outDir: path.join(root, 'dist/app'),
    emptyOutDir: true,
    target: 'es2022',
    // zet leaves .map files out without a word (Zoho Embedded App SDK, published source), so none are made.
    sourcemap: false,
    // The licences of what is bundled ask to travel with it.
    license: { fileName: 'licences.md' },
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: Object.fromEntries(pages.map((page) => [path.basename(page, '.html'), path.join(root, page)])),
    },
  },
});

import type { AppFile } from '#scripts/pack/app-files.ts';
import type { BuiltApp } from '#scripts/pack/build-app.ts';
import type { PackedApp } from '#scripts/pack/check-app.ts';

const ORIGIN = 'https://abm.example.com';
/** As long as a short licence is. */
const LICENCE = 'Permission to use, copy, modify and distribute this software is hereby granted. '.repeat(8);

/** A page as the build makes it, with the widget's script in `assets/`. */
export function packablePage(widget: string): string {
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta
      http-equiv="Content-Security-Policy"
      content="default-src 'none'; script-src 'self' https://live.zwidgets.com; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self' ${ORIGIN}; form-action 'none'; base-uri 'none'"
    />
    <meta name="lodestar-functions" content="${ORIGIN}" />
    <title>A widget</title>
    <script src="https://live.zwidgets.com/js-sdk/1.2/ZohoEmbededAppSDK.min.js"></script>
    <script type="module" crossorigin src="./assets/${widget}.js"></script>
    <link rel="stylesheet" crossorigin href="./assets/shared.css">
  </head>
  <body>
    <div id="root"></div>
  </body>
</html>
`;
}

const FILES: Readonly<Record<string, string>> = {
  'account-360.html': packablePage('account-360'),
  'segment-list.html': packablePage('segment-list'),
  'setup-wizard.html': packablePage('setup-wizard'),
  'assets/account-360.js': 'import"./shared.js";import(`./later.js`);',
  'assets/segment-list.js': 'import{a}from"./shared.js";a.eval(1);',
  'assets/setup-wizard.js': 'document.createElementNS("http://www.w3.org/2000/svg","svg");',
  'assets/shared.js': 'export const a={eval:n=>n,Function:2};setTimeout(()=>a.eval(1),5);',
  'assets/later.js': 'export default{"failure.invalid":`Not valid`};',
  'assets/shared.css': 'a{background:url(./mark.svg)}b{background:url("data:image/png;base64,AA==")}',
  'assets/mark.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
  'licences.md': `# Licenses\n\n## preact - 11.2.0 (MIT)\n\n${LICENCE}\n`,
};

/** The same as a build leaves it, without an origin. */
export function builtApp(): BuiltApp {
  const files = packableApp().files.map(({ path, bytes }) => {
    const text = new TextDecoder().decode(bytes);
    return { path, bytes: new TextEncoder().encode(text.replaceAll(ORIGIN, 'https://functions.lodestar.invalid')) };
  });
  return { files, packages: ['preact'] };
}

/** Files by name: null takes one away. */
export type Changes = Readonly<Record<string, string | Uint8Array | null>>;

/** A small app with which nothing is wrong, but for what is changed. */
export function packableApp(changes: Changes = {}, rest: Partial<PackedApp> = {}): PackedApp {
  const files: AppFile[] = Object.entries({ ...FILES, ...changes }).flatMap(([path, content]) =>
    content === null
      ? []
      : [{ path, bytes: typeof content === 'string' ? new TextEncoder().encode(content) : content }],
  );
  return { files, manifest: '{"service":"CRM"}\n', functionsOrigin: ORIGIN, packages: ['preact'], ...rest };
}

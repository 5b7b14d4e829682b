import { expect, test } from 'vitest';
import { checkApp } from '#scripts/pack/check-app.ts';
import { packableApp, packablePage, type Changes } from '#test/support/packable-app.ts';

const PAGE = packablePage('account-360');
const SDK = '<script src="https://live.zwidgets.com/js-sdk/1.2/ZohoEmbededAppSDK.min.js"></script>';
const MODULE = '<script type="module" crossorigin src="./assets/account-360.js"></script>';

function page(from: string, to: string): Changes {
  if (!PAGE.includes(from)) throw new Error(`the page has no ${from}`);
  return { 'account-360.html': PAGE.replace(from, () => to) };
}
const script = (source: string): Changes => ({ 'assets/later.js': source });
const many = (count: number): Changes =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`assets/n${index}.txt`, 'x']));

test('an app with which nothing is wrong passes', () => {
  expect(checkApp(packableApp())).toEqual([]);
});

test('at the limits it passes as well', () => {
  const full = packableApp({ ...many(250 - 11), 'assets/n0.txt': new Uint8Array(5_000_000) });
  expect(full.files).toHaveLength(250);
  expect(checkApp(full)).toEqual([]);
  expect(checkApp(packableApp({ [`assets/${'n'.repeat(246)}.txt`]: 'x', 'a_$-/b_$-.x.txt': 'x' }))).toEqual([]);
});

test.each<readonly [rule: string, changes: Changes, problem: string | RegExp]>([
  ['more than 250 files', many(240), /^251 files; Zoho takes at most 250/],
  ['a file over 5 MB', { 'a.txt': new Uint8Array(5_000_001) }, 'a.txt: 5000001 bytes; Zoho takes 5000000'],
  ['a name over 250 characters', { [`${'n'.repeat(247)}.txt`]: 'x' }, 'its name has 251 characters'],
  ['a file name with a blank', { 'a b.txt': 'x' }, 'a b.txt: its name has characters other than'],
  ['a file name with a letter of its own', { 'añ.txt': 'x' }, 'its name has characters other than'],
  ['a folder name with a dot', { 'v1.2/a.txt': 'x' }, 'the folder name "v1.2" has characters other than'],
  ['a hidden file', { '.gitkeep.txt': 'x' }, 'a name cannot begin with a dot'],
  ['a missing widget', { 'setup-wizard.html': null }, 'setup-wizard.html is missing'],
  ['a source map', { 'assets/a.js.map': '{}' }, 'assets/a.js.map: a source map'],
  ['a mention of a source map', script('export{};\n//# sourceMappingURL=later.js.map'), 'it names a source map'],
  ...['.webp', '.ico', '.mjs', '.PNG', '.dre', '.cjs', '.wasm', ''].map(
    (type) => [`a file of type "${type}"`, { [`a${type}`]: 'x' }, `leaves files of type "${type}" out`] as const,
  ),
  [
    'the placeholder in a script',
    script('f("//functions.lodestar.invalid")'),
    'the placeholder of the functions is still there',
  ],
  ['the placeholder in a page', page('A widget', 'lodestar.invalid'), 'the placeholder of the functions'],
  ['an address of the developer', script('const at="localhost:8481"'), 'developer’s own machine'],
  ['a loopback number', script('const at=`127.0.0.1`'), 'developer’s own machine'],
  ["the sandbox's script", page('A widget', '/sdk/zdk.js'), "the sandbox's stand-in"],
  ['a text run as code', script('eval("1")'), '"eval("1")": text run as code'],
  ['a text run as code, hidden', script('(0,eval)("1")'), 'text run as code'],
  ['a function made of a text', script('new Function("return 1")'), 'text run as code'],
  ['a function made of a text, by another name', script('const F=Function;new F("")'), 'text run as code'],
  ['a timer that runs a text', script('setTimeout("go()",1)'), 'a timer that runs a text'],
  ['a timer of the window that runs a text', script('window.setInterval(`go()`,1)'), 'a timer that runs a text'],
  ['a script that is none', script('const = 1'), 'assets/later.js: is no JavaScript'],
  ['a script from elsewhere', script('import("https://example.com/a.js")'), 'loads "https://example.com/a.js"'],
  ['a package that was not bundled', script('import"preact";'), 'loads "preact"'],
  ['a script by an absolute path', script('export*from"/assets/shared.js";'), 'loads "/assets/shared.js"'],
  ['a script that is not packed', script('import"./gone.js";'), 'loads "./gone.js", which is not packed'],
  ['a script by a computed name', script('import(name)'), 'by a computed name'],
  ['a third party', script('fetch("https://stats.example.com/v1")'), 'names https://stats.example.com/v1'],
  ['a third party in a template', script('fetch(`wss://stats.example.com/${1}`)'), 'names wss://stats.example.com/'],
  [
    'a style from elsewhere',
    { 'assets/shared.css': '@import "https://example.com/a.css";' },
    'write a relative address',
  ],
  ['a picture by an absolute path', { 'assets/shared.css': 'a{background:url(/mark.svg)}' }, 'write a relative'],
  [
    'a picture that is not packed',
    { 'assets/shared.css': 'a{background:url(./gone.svg)}' },
    './gone.svg is not packed',
  ],
  ['no policy', page('http-equiv="Content-Security-Policy"', ''), '0 content policies'],
  [
    'a policy with inline scripts',
    page("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
    'its content policy is',
  ],
  [
    'a policy for another server',
    page("connect-src 'self' https://abm", "connect-src 'self' https://x"),
    'its content',
  ],
  ['a policy after a script', page('<meta charset="utf-8" />', SDK), 'something loads before the content policy'],
  [
    'a setting for another server',
    page('functions" content="https://abm', 'functions" content="https://x'),
    'lodestar-functions',
  ],
  ["no script of Zoho's", page(SDK, ''), "Zoho's script is missing"],
  ["another version of Zoho's script", page('/1.2/', '/1.1/'), "Zoho's script is missing"],
  ["the module before Zoho's script", page(`${SDK}\n    ${MODULE}`, MODULE + SDK), 'must stand before'],
  ["a deferred script of Zoho's", page('<script src="https', '<script defer src="https'), 'must be a plain one'],
  ['no module', page(MODULE, ''), 'the widget’s own module is missing'],
  ['a third script', page(MODULE, `${MODULE}<script src="./assets/shared.js"></script>`), '3 scripts'],
  ['an inline script', page('<div id="root">', '<script>if (1 < 2) go()</script><div id="root">'), 'an inline script'],
  ['an inline style sheet', page('<div id="root">', '<style>a{}</style><div>'), 'a <style> element'],
  ['a style attribute', page('<div id="root">', '<div id="root" style="color:red">'), '<div style>'],
  ['an event attribute', page('<div id="root">', '<div id="root" OnClick=go()>'), '<div onclick>'],
  ['an address that is a script', page('<div id="root">', '<a href="javascript:go()"></a><div>'), 'holds a script'],
  ['a base address', page('<title>', '<base href="./x/"><title>'), 'a <base> element'],
  ['an address from the root', page('./assets/shared.css', '/assets/shared.css'), 'write a relative address'],
  ['an address elsewhere', page('./assets/shared.css', '//example.com/a.css'), 'write a relative address'],
  ['an address that is not packed', page('./assets/shared.css', './assets/gone.css'), 'a file that is not packed'],
  ['a page that cannot be read', page('<div id="root">', '<div id="root" <b>'), 'this page cannot be checked'],
  ['no licences', { 'licences.md': null }, 'licences.md is missing'],
  ['a licence without its text', { 'licences.md': '## preact - 11.2.0 (MIT)\n' }, 'preact has no licence text'],
  ['a package without its licence', { 'licences.md': '## other - 1.0.0 (MIT)\n' }, 'preact is bundled and not named'],
])('%s is refused', (_rule, changes, problem) => {
  const problems = checkApp(packableApp(changes));
  expect(problems.join('\n')).toMatch(problem);
});

test.each([
  ['no JSON', '{service}'],
  ['a key of another service', '{"service":"CRM","cspDomains":{"connect-src":[]}}'],
  ['another service', '{"service":"DESK"}'],
  ['nothing', '{}'],
])('a manifest that is %s is refused', (_what, manifest) => {
  expect(checkApp(packableApp({}, { manifest })).join()).toContain('plugin-manifest.json');
});

test('an empty folder, and a build that names no package, are refused: nothing would have been looked at', () => {
  expect(checkApp(packableApp({}, { files: [] })).join('\n')).toContain('The app folder is empty');
  expect(checkApp(packableApp({}, { packages: [] })).join('\n')).toContain('names no bundled package');
});

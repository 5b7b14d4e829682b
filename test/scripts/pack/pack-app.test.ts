import { existsSync, readFileSync, symlinkSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeAll, afterAll, expect, test } from 'vitest';
import { fail, ok } from '#core/result.ts';
import { differences, readAppFolder, textOf } from '#scripts/pack/app-files.ts';
import { readAppZip, writeAppZip } from '#scripts/pack/app-zip.ts';
import { buildApp, type BuiltApp } from '#scripts/pack/build-app.ts';
import { EXIT, packApp, type Exit, type PackTools } from '#scripts/pack/pack-app.ts';
import type { PackOptions } from '#scripts/pack/parse-pack-options.ts';
import { builtApp } from '#test/support/packable-app.ts';
import { makeFolder } from '#test/support/make-folder.ts';
import { createTemporaryFolder } from '#test/support/temporary-folder.ts';

const ORIGIN = 'https://abm.example.com';
const ALONE: PackOptions = { help: false, functionsOrigin: ORIGIN, ownZip: true, boot: false, walk: false };

/** The real thing, built once; where only packing is looked at, a small app does. */
const folder = createTemporaryFolder();
let product: BuiltApp;
beforeAll(async () => {
  product = await buildApp(join(folder.path, 'first'));
});
afterAll(() => folder.remove());

async function pack(
  options: Partial<PackOptions>,
  tools: Partial<PackTools> = {},
): Promise<{ readonly exit: Exit; readonly said: string; readonly out: string; readonly zip: Uint8Array | null }> {
  const out = makeFolder();
  const lines: string[] = [];
  const exit = await packApp({ ...ALONE, ...options }, out, {
    build: () => Promise.resolve(builtApp()),
    bringToolkit: () => Promise.resolve(fail('npm error code ENOTCACHED')),
    bootPages: null,
    walk: null,
    say: (line) => void lines.push(line),
    ...tools,
  });
  const archive = join(out, 'lodestar-abm.zip');
  return { exit, said: lines.join('\n'), out, zip: existsSync(archive) ? readFileSync(archive) : null };
}

/** Stands in for Zoho's tool: packs the staging folder by our own packer, then does as the test says. */
function fakeToolkit(then: string): PackTools['bringToolkit'] {
  const packer = import.meta.resolve('#scripts/pack/app-zip.ts');
  const reader = import.meta.resolve('#scripts/pack/app-files.ts');
  const program = `import { writeAppZip } from ${JSON.stringify(packer)};
    import { readAppFolder } from ${JSON.stringify(reader)};
    import { mkdirSync, writeFileSync } from 'node:fs';
    let files = readAppFolder('app');
    ${then}
    mkdirSync('dist', { recursive: true });
    writeFileSync('dist/lodestar-abm.zip', await writeAppZip(files));`;
  return () => Promise.resolve(ok(join(makeFolder({ 'zet.mjs': program }), 'zet.mjs')));
}

test('two builds of the same sources are the same, byte by byte, and so are their archives', async () => {
  const again = await buildApp(join(folder.path, 'second'));
  expect(again.files.length).toBeGreaterThan(10);
  expect(differences(product.files, again.files)).toEqual([]);
  expect(again.packages).toEqual(product.packages);
  expect(Buffer.compare(await writeAppZip(product.files), await writeAppZip(again.files.toReversed()))).toBe(0);
});

test('the product as it stands passes every check; archive, listing and pages hold what was built, and nothing else', async () => {
  const { exit, said, out, zip } = await pack({}, { build: () => Promise.resolve(product) });
  expect([exit, said.split('\n')[0]]).toEqual([EXIT.done, `checked: ${product.files.length} files`]);
  const unpacked = await readAppZip(zip ?? new Uint8Array());
  expect(unpacked.map(({ path }) => path)).toEqual(product.files.map(({ path }) => path));
  for (const { path, bytes } of unpacked)
    expect(said).toMatch(new RegExp(`^ +${bytes.length} +\\d+  app/${path}$`, 'm'));
  expect(said).toContain(`${product.files.length} files`);
  expect(said).toContain('made by our own packer (yazl)');
  expect(differences(unpacked, readAppFolder(join(out, 'pack/unpacked/app')))).toEqual([]);
  // The origin stands in policy and setting of each page, and changes nothing else.
  for (const [index, file] of product.files.entries()) {
    const packed = unpacked[index] ?? file;
    if (!file.path.endsWith('.html')) expect(packed.bytes.length).toBe(file.bytes.length);
    else expect(textOf(packed)).toBe(textOf(file).replaceAll('https://functions.lodestar.invalid', ORIGIN));
    expect(textOf(packed).split(ORIGIN)).toHaveLength(file.path.endsWith('.html') ? 3 : 1);
  }
});

test('where Zoho’s tool cannot be brought, the archive is ours, and both are said', async () => {
  const { exit, said, zip } = await pack({ ownZip: false });
  expect(exit).toBe(EXIT.incomplete);
  expect(said).toMatch(/NOT DONE: zoho-extension-toolkit 1\.0\.24 could not be brought[\s\S]*ENOTCACHED/);
  expect(said).toContain('made by our own packer (yazl)');
  expect(await readAppZip(zip ?? new Uint8Array())).toHaveLength(builtApp().files.length);
});

test('an archive by Zoho’s tool is named so', async () => {
  const { exit, said } = await pack({ ownZip: false }, { bringToolkit: fakeToolkit('') });
  expect(exit).toBe(EXIT.done);
  expect(said).toContain('made by zoho-extension-toolkit 1.0.24');
});

test.each([
  ['leaves a file out', 'files = files.slice(1);', 'account-360.html: missing'],
  ['adds a file', "files = [...files, { path: 'x.txt', bytes: new Uint8Array(1) }];", 'x.txt: not asked for'],
  ['changes a file', 'files = files.map((f, i) => i > 0 ? f : { ...f, bytes: f.bytes.slice(1) });', 'other bytes'],
  ['fails', "console.log('File check :- too large'); process.exit(1);", 'zet validate: File check :- too large'],
  ['fails with exit code 0', "console.log('Packaging Error', 1);", 'zet validate: Packaging Error 1'],
])('a tool that %s is not believed', async (_what, then, problem) => {
  const { exit, said, zip } = await pack({ ownZip: false }, { bringToolkit: fakeToolkit(then) });
  expect([exit, zip]).toEqual([EXIT.refused, null]);
  expect(said).toContain(problem);
});

test('pages that cannot be packed are named, and an archive of an earlier time does not stay', async () => {
  const built = builtApp();
  const files = built.files.map((file) =>
    file.path.endsWith('.html')
      ? { ...file, bytes: new TextEncoder().encode(textOf(file).replace('/1.2/', '/1.1/')) }
      : file,
  );
  const out = makeFolder({ 'lodestar-abm.zip': 'old' });
  const lines: string[] = [];
  const exit = await packApp(ALONE, out, {
    build: () => Promise.resolve({ ...built, files }),
    bringToolkit: () => Promise.reject(new Error('asked for')),
    bootPages: null,
    walk: null,
    say: (line) => void lines.push(line),
  });
  expect(exit).toBe(EXIT.refused);
  expect(lines).toContain(
    `  segment-list.html: Zoho's script is missing: <script src="https://live.zwidgets.com/js-sdk/1.2/ZohoEmbededAppSDK.min.js">.`,
  );
  expect(existsSync(join(out, 'lodestar-abm.zip'))).toBe(false);
});

test('pages that do not start, or fail the walk, make no archive; without a browser that is said', async () => {
  const page = { widget: 'account-360', heading: 'Label', problems: [] };
  const bootPages = () =>
    Promise.resolve([page, { ...page, widget: 'segment-list', heading: null, problems: ['CSP'] }]);
  const broken = await pack({ boot: true }, { bootPages });
  expect([broken.exit, broken.zip]).toEqual([EXIT.refused, null]);
  expect(broken.said).toMatch(/segment-list: shows nothing\n *segment-list: CSP/);
  const walked = await pack({ walk: true }, { walk: () => false });
  expect([walked.exit, walked.zip]).toEqual([EXIT.refused, null]);
  const unseen = await pack({ boot: true, walk: true });
  expect(unseen.exit).toBe(EXIT.incomplete);
  expect(unseen.said.match(/NOT DONE: .*CHROME_PATH/g)).toHaveLength(2);
});

test('the walk gets the unpacked pages, with the real origin in them', async () => {
  let seen = '';
  const walk = (appFolder: string): boolean => {
    seen = readFileSync(join(appFolder, 'setup-wizard.html'), 'utf8');
    return true;
  };
  expect((await pack({ walk: true }, { walk })).exit).toBe(EXIT.done);
  expect(seen).toContain(ORIGIN);
});

test('an archive that reaches out of app/ is not unpacked', async () => {
  const evil = await writeAppZip([{ path: 'x/evil.txt', bytes: new Uint8Array(1) }]);
  const renamed = Buffer.from(Buffer.from(evil).toString('latin1').replaceAll('app/x/', '../../'), 'latin1');
  await expect(readAppZip(renamed)).rejects.toThrow('relative path');
  const outside = Buffer.from(Buffer.from(evil).toString('latin1').replaceAll('app/x/', 'opp/x/'), 'latin1');
  await expect(readAppZip(outside)).rejects.toThrow('outside app/');
});

test('a link in the app folder is refused: what it leads to would be packed', () => {
  const root = makeFolder({ 'a.txt': 'x', 'b/c.txt': 'x' });
  expect(readAppFolder(root).map(({ path }) => path)).toEqual(['a.txt', 'b/c.txt']);
  symlinkSync(join(root, 'b'), join(root, 'd'), 'junction');
  expect(() => readAppFolder(root)).toThrow('plain files only');
});

test('Zoho’s tool is pinned by integrity in a lockfile of its own, and is no dependency of the product', () => {
  const text = (path: string) => readFileSync(resolve(import.meta.dirname, '../../..', path), 'utf8');
  const locked = text('scripts/pack/toolkit/package-lock.json');
  const packages = locked.match(/^ {4}"node_modules\/[^"]+": \{$/gm) ?? [];
  expect(packages.length).toBeGreaterThan(100);
  expect(locked.match(/^ {6}"integrity": "sha512-/gm)).toHaveLength(packages.length);
  expect(text('scripts/pack/toolkit/package.json')).toContain('"zoho-extension-toolkit": "1.0.24"');
  expect(text('package.json') + text('package-lock.json')).not.toContain('zoho-extension-toolkit');
});

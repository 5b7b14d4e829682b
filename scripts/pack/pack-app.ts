import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Result } from '#core/result.ts';
import { differences, writeAppFolder, type AppFile } from './app-files.ts';
import { readAppZip, writeAppZip } from './app-zip.ts';
import type { BootedPage } from './boot-pages.ts';
import { TOOLKIT } from './bring-toolkit.ts';
import { fillInOrigin, type BuiltApp } from './build-app.ts';
import { checkApp } from './check-app.ts';
import { listFiles } from './list-files.ts';
import type { PackOptions } from './parse-pack-options.ts';
import { runToolkit } from './run-toolkit.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const NAME = 'lodestar-abm';

/** Decision 17, and one of packing's own: an archive is there, but a step that was asked for could not be done. */
export const EXIT = { done: 0, failed: 1, badInput: 2, refused: 3, incomplete: 4 } as const;
export type Exit = (typeof EXIT)[keyof typeof EXIT];

export interface PackTools {
  /** Builds the widgets into this folder. */
  build(folder: string): Promise<BuiltApp>;
  /** Path of Zoho's tool, or why it cannot be brought. */
  bringToolkit(): Promise<Result<string, string>>;
  /** null = this machine has no browser for it. */
  bootPages: ((appFolder: string) => Promise<readonly BootedPage[]>) | null;
  /** Walks through the pages of the folder; whether all went well. null = no browser. */
  walk: ((appFolder: string) => boolean) | null;
  /** One line for the person. */
  say(line: string): void;
}

/**
 * Build, check, pack, compare, unpack, start. `out` is where built things go: app/ (as built), pack/ (everything in between)
 * and the archive, which is there only when nothing was refused. Rejects when the build or the disk fails.
 */
export async function packApp(options: PackOptions, out: string, tools: PackTools): Promise<Exit> {
  const { say } = tools;
  const archive = join(out, `${NAME}.zip`);
  const work = join(out, 'pack');
  await rm(archive, { force: true });
  await rm(work, { recursive: true, force: true });
  const refuse = (title: string, problems: readonly string[]): Exit => {
    say(`${title} No archive was made.`);
    for (const problem of problems) say(`  ${problem}`);
    return EXIT.refused;
  };

  const built = await tools.build(join(out, 'app'));
  const files = fillInOrigin(built.files, options.functionsOrigin);
  const manifest = readFileSync(join(ROOT, 'plugin-manifest.json'), 'utf8');
  const problems = checkApp({ files, manifest, functionsOrigin: options.functionsOrigin, packages: built.packages });
  if (problems.length > 0) return refuse('The built pages cannot be packed.', problems);
  say(`checked: ${files.length} files`);

  const staging = join(work, NAME);
  writeAppFolder(join(staging, 'app'), files);
  await writeFile(join(staging, 'plugin-manifest.json'), manifest);
  const made = await makeArchive(options, files, staging, tools);
  if (made.refusal !== null) return refuse(`${TOOLKIT} refuses the pages.`, [made.refusal]);
  const unpacked = await readAppZip(made.bytes);
  const lost = differences(files, unpacked);
  if (lost.length > 0) return refuse(`The archive by ${made.by} is not what was to be packed.`, lost);
  await writeFile(join(work, `${NAME}.zip`), made.bytes);
  const appFolder = join(work, 'unpacked', 'app');
  writeAppFolder(appFolder, unpacked);
  say(listFiles(unpacked));

  const tried = await tryPages(options, appFolder, tools);
  if (tried.problems.length > 0) return refuse('The packed pages do not work.', tried.problems);
  await mkdir(out, { recursive: true });
  await copyFile(join(work, `${NAME}.zip`), archive);
  const sum = createHash('sha256').update(made.bytes).digest('hex');
  say(`${archive}: ${made.bytes.length} bytes, made by ${made.by}, sha256 ${sum}`);
  const missing = [...made.missing, ...tried.missing];
  for (const each of missing) say(`NOT DONE: ${each}`);
  return missing.length > 0 ? EXIT.incomplete : EXIT.done;
}

interface Made {
  readonly bytes: Uint8Array;
  readonly by: string;
  readonly missing: readonly string[];
  /** What Zoho's tool said against the pages; null = nothing. */
  readonly refusal: string | null;
}

async function makeArchive(
  options: PackOptions,
  files: readonly AppFile[],
  staging: string,
  { bringToolkit, say }: PackTools,
): Promise<Made> {
  const own = async (missing: readonly string[]): Promise<Made> => ({
    bytes: await writeAppZip(files),
    by: 'our own packer (yazl)',
    missing,
    refusal: null,
  });
  if (options.ownZip) return own([]);
  say(`${TOOLKIT}: validating and packing (its first use installs it, 55 MB)`);
  const program = await bringToolkit();
  if (!program.ok) {
    return own([
      `${TOOLKIT} could not be brought, so Zoho's own validation did not run and the archive is ours, with the same content. ` +
        `Pack again with a connection to the npm registry, or say --own-zip to do without.\n${program.error}`,
    ]);
  }
  const packed = runToolkit(program.value, staging);
  return {
    bytes: packed.ok ? packed.value : new Uint8Array(),
    by: TOOLKIT,
    missing: [],
    refusal: packed.ok ? null : packed.error,
  };
}

async function tryPages(
  options: PackOptions,
  appFolder: string,
  { bootPages, walk, say }: PackTools,
): Promise<{ readonly problems: readonly string[]; readonly missing: readonly string[] }> {
  const problems: string[] = [];
  const missing: string[] = [];
  const noBrowser = (what: string) => `${what}: no browser for this machine. Set CHROME_PATH to a Chrome or Chromium.`;
  if (options.boot) {
    if (bootPages === null) missing.push(noBrowser('the packed pages were not started'));
    else {
      for (const page of await bootPages(appFolder)) {
        if (page.heading !== null) say(`started: ${page.widget}, "${page.heading}"`);
        else problems.push(`${page.widget}: shows nothing`);
        problems.push(...page.problems.map((problem) => `${page.widget}: ${problem}`));
      }
    }
  }
  if (options.walk && problems.length === 0) {
    if (walk === null) missing.push(noBrowser('the walk over the packed pages'));
    else if (walk(appFolder)) say('walked: the packed pages served all three users');
    else problems.push('the walk over the packed pages failed; its report stands above');
  }
  return { problems, missing };
}

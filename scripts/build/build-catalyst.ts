import { globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { rolldown, type Plugin } from 'rolldown';
import { writeZip } from '#server-functions/shared/zip/write-zip.ts';

/** What Catalyst takes of one function. Source: Catalyst, "Functions". Bytes. */
export const MAX_ZIP_BYTES = 100 * 1024 * 1024;
/** The documented stack; what runs on it is tested on Node 24 as well. */
const STACK = 'node20';

/** Functions as they are deployed: folder name, kind, memory and entry. */
const FUNCTIONS = [
  { name: 'abm_api', type: 'advancedio', entry: 'http-entry.ts' },
  { name: 'abm_jobs', type: 'job', entry: 'job-entry.ts' },
  { name: 'abm_cron', type: 'job', entry: 'cron-entry.ts' },
] as const;

/** Memory is set in the console: the configuration file has no documented key for it. */
export interface BuiltFunction {
  readonly name: string;
  readonly folder: string;
  readonly scriptBytes: number;
  readonly zipBytes: number;
}

/** Writes the folders that `catalyst deploy` takes: CommonJS with everything in it. What few jobs need lies in files beside the entry, loaded when they do. */
export async function buildCatalyst({
  root,
  out,
}: {
  readonly root: string;
  readonly out: string;
}): Promise<readonly BuiltFunction[]> {
  rmSync(out, { recursive: true, force: true });
  const built: BuiltFunction[] = [];
  for (const { name, type, entry } of FUNCTIONS) {
    const folder = join(out, 'functions', name);
    mkdirSync(folder, { recursive: true });
    const licences = await bundle(root, join(root, 'server-functions/shared/catalyst', entry), folder);
    writeJson(join(folder, 'catalyst-config.json'), {
      deployment: { name, stack: STACK, type, env_variables: {} },
      execution: { main: 'index.js' },
    });
    writeJson(join(folder, 'package.json'), {
      name,
      version: '0.1.0',
      private: true,
      type: 'commonjs',
      main: 'index.js',
    });
    writeFileSync(join(folder, 'licences.md'), licences);
    built.push({
      name,
      folder,
      scriptBytes: globSync('*.js', { cwd: folder }).reduce((sum, file) => sum + statSync(join(folder, file)).size, 0),
      zipBytes: await zipBytes(folder),
    });
  }
  writeJson(join(out, 'catalyst.json'), {
    functions: { targets: FUNCTIONS.map(({ name }) => name), ignore: [], source: 'functions' },
  });
  return built;
}

/** The licences of what was bundled. Throws when something that a platform lacks is left outside. */
async function bundle(root: string, input: string, folder: string): Promise<string> {
  const sdk = followSdk();
  const build = await rolldown({ cwd: root, input, platform: 'node', transform: { target: 'node20' }, plugins: [sdk] });
  const { output } = await build.write({
    dir: folder,
    format: 'cjs',
    exports: 'auto',
    entryFileNames: 'index.js',
    chunkFileNames: 'later-[name].js',
  });
  await build.close();
  if (sdk.followed !== SDK_SERVICES.length) throw new Error('The SDK loads its services in another way than it did');
  const chunks = output.flatMap((each) => (each.type === 'chunk' ? [each] : []));
  const own = new Set(chunks.map(({ fileName }) => fileName));
  const asked = chunks.flatMap(({ imports, dynamicImports }) => [...imports, ...dynamicImports]);
  const outside = asked.filter((id) => !own.has(id) && !isOfNode20(id));
  if (outside.length > 0) throw new Error(`${input} still imports ${outside.join(', ')}`);
  return collectLicences(chunks.flatMap(({ moduleIds }) => moduleIds));
}

/** What the adapters use of the SDK, which loads its services through another name for `require`: bundlers lose sight of them. */
const SDK_SERVICES = ['./no-sql', './stratus', './job-scheduling/index'] as const;

function followSdk(): Plugin & { readonly followed: number } {
  let followed = 0;
  return {
    name: 'follow-sdk',
    get followed() {
      return followed;
    },
    transform(code, id) {
      if (!id.endsWith('/zcatalyst-sdk-node/lib/catalyst-app.js')) return null;
      return SDK_SERVICES.reduce((text, service) => {
        followed += text.split(`requireModule('${service}')`).length - 1;
        return text.replace(`requireModule('${service}')`, `require('${service}')`);
      }, code);
    },
  };
}

/** SQLite came to Node after 20, and nothing of the local platform's may slip in. */
function isOfNode20(id: string): boolean {
  return isBuiltin(id) && id !== 'node:sqlite';
}

function collectLicences(modules: readonly string[]): string {
  const packages = new Set(modules.flatMap((id) => /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id)?.[1] ?? []));
  const parts = [...packages].toSorted().map((folder) => {
    const name = folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const [licence] = globSync('{LICENSE,LICENCE,license}*', { cwd: folder });
    const text =
      licence === undefined ? 'No licence file in the package.' : readFileSync(join(folder, licence), 'utf8');
    return `## ${name}\n\n${text.trim()}\n`;
  });
  return `# Licences of what is bundled\n\n${parts.join('\n')}`;
}

async function zipBytes(folder: string): Promise<number> {
  const entries = globSync('*', { cwd: folder }).map((name) => ({ name, chunks: read(join(folder, name)) }));
  return (await buffer(Readable.from(writeZip(entries)))).length;
}

async function* read(file: string): AsyncGenerator<Uint8Array> {
  yield readFileSync(file);
}

function writeJson(file: string, value: unknown): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

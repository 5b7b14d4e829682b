import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, loadConfigFromFile, type Rolldown } from 'vite';

export interface BuildWidgetsOptions {
  readonly root: string;
  /** Emptied first; null = nothing is written. */
  readonly folder: string | null;
}

/** Written by every build (vite.config.ts); the last one's would name its own page's packages alone. */
const LICENCES = 'licences.md';

/**
 * The widget pages as they ship, each a build of its own. Built together, pages share chunks that hold what any of them needs,
 * and the account panel would load a quarter more than it uses; names carry hashes, so that none overwrites another.
 * Rejects with the bundler's words.
 */
export async function buildWidgets({ root, folder }: BuildWidgetsOptions): Promise<readonly Rolldown.RolldownOutput[]> {
  const loaded = await loadConfigFromFile({ command: 'build', mode: 'production' }, join(root, 'vite.config.ts'));
  const { build: settings, ...rest } = loaded?.config ?? {};
  const input = settings?.rolldownOptions?.input;
  if (typeof input !== 'object' || Array.isArray(input)) throw new Error('vite.config.ts names no pages.');
  const outputs: Rolldown.RolldownOutput[] = [];
  const licences: string[] = [];
  for (const [page, file] of Object.entries(input)) {
    const built = await build({
      ...rest,
      configFile: false,
      logLevel: 'warn',
      build: {
        ...settings,
        ...(folder === null ? {} : { outDir: folder }),
        write: folder !== null,
        emptyOutDir: outputs.length === 0,
        reportCompressedSize: false,
        rolldownOptions: { ...settings?.rolldownOptions, input: { [page]: file } },
      },
    });
    if (Array.isArray(built) || !('output' in built))
      throw new Error('The bundler gave something else than one build.');
    outputs.push(built);
    if (folder !== null) licences.push(await readFile(join(folder, LICENCES), 'utf8'));
  }
  if (folder !== null) {
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, LICENCES), mergeLicences(licences));
  }
  return outputs;
}

/** One section per package, in the order of their names, under the first text's heading. */
export function mergeLicences(texts: readonly string[]): string {
  const [heading = ''] = (texts[0] ?? '').split(/^(?=## )/m);
  const sections = new Set(
    texts.flatMap((text) => text.split(/^(?=## )/m).slice(1)).map((text) => `${text.trimEnd()}\n`),
  );
  return [`${heading.trimEnd()}\n`, ...[...sections].toSorted()].join('\n');
}

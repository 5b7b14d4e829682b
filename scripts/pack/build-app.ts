import { resolve } from 'node:path';
import { buildWidgets } from '../build/build-widgets.ts';
import { readAppFolder, textOf, type AppFile } from './app-files.ts';
import { PLACEHOLDER_ORIGIN } from './functions-origin.ts';

const ROOT = resolve(import.meta.dirname, '../..');

export interface BuiltApp {
  readonly files: readonly AppFile[];
  /** Names of the npm packages of which something is in the scripts, as the bundler tells. */
  readonly packages: readonly string[];
}

/** Builds the widgets into `folder`, which is emptied first. Rejects with the bundler's words. */
export async function buildApp(folder: string): Promise<BuiltApp> {
  const built = await buildWidgets({ root: ROOT, folder });
  const modules = built.flatMap(({ output }) =>
    output.flatMap((part) => (part.type === 'chunk' ? part.moduleIds : [])),
  );
  return { files: readAppFolder(folder), packages: packagesOf(modules) };
}

/** The pages with the real origin in place of the placeholder: in their policy and in their setting. Nothing else changes. */
export function fillInOrigin(files: readonly AppFile[], functionsOrigin: string): readonly AppFile[] {
  return files.map((file) =>
    file.path.endsWith('.html')
      ? {
          path: file.path,
          bytes: new TextEncoder().encode(textOf(file).replaceAll(PLACEHOLDER_ORIGIN, () => functionsOrigin)),
        }
      : file,
  );
}

const PACKAGE = /^.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//;

function packagesOf(modules: readonly string[]): readonly string[] {
  // A module of the bundler's own making starts with a NUL.
  const names = modules.flatMap((id) => (id.startsWith('\0') ? [] : (PACKAGE.exec(id)?.[1] ?? [])));
  return [...new Set(names)].toSorted();
}

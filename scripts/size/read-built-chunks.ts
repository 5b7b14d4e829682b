import { buildWidgets } from '../build/build-widgets.ts';
import type { BuiltChunk } from './initial-files.ts';

/** Builds the widget pages as they ship, in memory, for what imports what: the built files alone do not say it. */
export async function readBuiltChunks(root: string): Promise<readonly BuiltChunk[]> {
  const chunks = new Map<string, BuiltChunk>();
  for (const { output } of await buildWidgets({ root, folder: null })) {
    for (const file of output) {
      if (file.type !== 'chunk') continue;
      const { fileName, facadeModuleId: facade, isEntry, imports, dynamicImports } = file;
      chunks.set(fileName, { fileName, facade, isEntry, imports, dynamicImports });
    }
  }
  return [...chunks.values()];
}

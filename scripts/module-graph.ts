import { existsSync, globSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { rolldown } from 'rolldown';
import { CHECKED_FOLDERS, importViolation } from './import-rules.ts';

/** A module of ours and what its built code imports; type imports are gone by then (the linter sees those). */
export interface ModuleNode {
  /** From the root, with `/`. */
  readonly path: string;
  readonly imports: readonly ({ readonly path: string } | { readonly package: string })[];
}

/** Bundles every source file of the checked folders and reads what the bundler resolved. Throws what the build throws. */
export async function readModuleGraph(root: string): Promise<readonly ModuleNode[]> {
  const files = CHECKED_FOLDERS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    globSync(`${folder}/**/*.{ts,tsx}`, { cwd: root, exclude: (name) => name.endsWith('.d.ts') }),
  );
  if (files.length === 0) return [];

  const nodes: ModuleNode[] = [];
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries(files.map((file) => [toSlashes(file), join(root, file)])),
    // The bundled code is thrown away; only resolution matters, so packages and styles stay outside.
    external: (id) => !/^[./#\0]|^[A-Za-z]:[\\/]/.test(id) || id.endsWith('.css'),
    platform: 'node',
    treeshake: false,
    logLevel: 'silent',
    plugins: [
      {
        name: 'read-module-graph',
        buildEnd() {
          for (const id of this.getModuleIds()) {
            const info = this.getModuleInfo(id);
            const path = ownPath(root, id);
            if (info === null || path === null) continue;
            const imports = [...info.importedIds, ...info.dynamicallyImportedIds].map((imported) => {
              // Style sheets stay outside by their package-import name, and are still of the folder that it names.
              const own = /^#.*\.css$/.test(imported) ? imported.slice(1) : ownPath(root, imported);
              return own === null ? { package: imported } : { path: own };
            });
            nodes.push({ path, imports });
          }
        },
      },
    ],
  });
  try {
    await bundle.generate({ format: 'esm' });
  } finally {
    await bundle.close();
  }
  return nodes;
}

/**
 * What is wrong with the graph, one sentence each; empty = in order. A graph without modules is wrong as well: a check that
 * looks at nothing agrees with everything.
 */
export function moduleGraphProblems(nodes: readonly ModuleNode[]): readonly string[] {
  if (nodes.length === 0) return ['The module graph is empty: nothing was checked.'];
  return nodes.flatMap((node) =>
    node.imports.flatMap((imported) => {
      const violation = importViolation(node.path, imported);
      return violation === null ? [] : [violation];
    }),
  );
}

function ownPath(root: string, id: string): string | null {
  const path = relative(root, id);
  const outside = id.startsWith('\0') || !id.startsWith(root) || path.startsWith('..') || path.includes('node_modules');
  return outside ? null : toSlashes(path);
}

function toSlashes(path: string): string {
  return path.split(sep).join('/');
}

import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = new URL('../../../', import.meta.url).pathname;
/** What a module takes with it as soon as it is loaded: imports of types are gone by then, and `import()` waits until somebody asks. */
const STATIC = /^(?:import|export)\s(?!type\b)(?:[^;']*?\sfrom\s)?'([^']+)'/gm;
/** Word lists, and the packages of linguistics: 60 MB. */
const WORDS = 'server-functions/shared/text/packages.ts';

function importsOf(path: string): readonly string[] {
  return [...readFileSync(join(ROOT, path), 'utf8').matchAll(STATIC)].flatMap(([, name = '']) => {
    if (name.startsWith('.')) return [normalize(join(dirname(path), name))];
    return name.startsWith('#') ? [name.slice(1)] : [];
  });
}

/** The way from an entry to a module; null = it is not loaded with it. */
function wayTo(entry: string, wanted: string): readonly string[] | null {
  const from = new Map<string, string | null>([[entry, null]]);
  for (const path of from.keys())
    for (const next of importsOf(path)) if (!from.has(next) && existsSync(join(ROOT, next))) from.set(next, path);
  if (!from.has(wanted)) return null;
  const way: string[] = [];
  for (let at: string | null | undefined = wanted; at != null; at = from.get(at)) way.unshift(at);
  return way;
}

test('no process of the functions loads word lists before a text is read: each would carry 60 MB of them', () => {
  const entries = globSync('server-functions/*/index.ts', { cwd: ROOT });
  expect(entries.length).toBeGreaterThan(5);
  const processes = ['functions-process', 'work-thread', 'all-routes'].map(
    (name) => `server-functions/shared/local/${name}.ts`,
  );
  for (const entry of [...entries, ...processes]) expect([entry, wayTo(entry, WORDS)]).toEqual([entry, null]);
  // It would be found.
  const path = 'server-functions/shared/text/judge-texts.ts';
  expect(wayTo(path, WORDS)?.at(-1)).toBe(WORDS);
});

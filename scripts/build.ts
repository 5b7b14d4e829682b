import { spawnSync } from 'node:child_process';
import { existsSync, globSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { rolldown } from 'rolldown';

const ROOT = resolve(import.meta.dirname, '..');
const OUT = join(ROOT, 'dist');

rmSync(OUT, { recursive: true, force: true });
await buildFunctions();
buildWidgets();

/** One file per server function with everything in it, as a platform takes it. */
async function buildFunctions(): Promise<void> {
  const entries = globSync('server-functions/*/index.ts', { cwd: ROOT }).toSorted();
  if (entries.length === 0) throw new Error('There is no server function to build.');
  for (const entry of entries) {
    const name = basename(dirname(entry));
    const bundle = await rolldown({
      cwd: ROOT,
      input: join(ROOT, entry),
      platform: 'node',
      transform: { target: 'node20' },
    });
    const file = join(OUT, 'server-functions', name, 'index.js');
    // An import that resolves to nothing would only fail on the platform.
    const { output } = await bundle.write({ file, format: 'esm', codeSplitting: false });
    await bundle.close();
    const outside = output
      .flatMap((chunk) => (chunk.type === 'chunk' ? chunk.imports : []))
      .filter((id) => !id.startsWith('node:'));
    if (outside.length > 0) throw new Error(`${entry} still imports ${outside.join(', ')}`);
    console.log(`${name}: ${Math.round(statSync(file).size / 1024)} kB`);
  }
}

/** The pages are one build; while one of them has no entry yet, there is none. */
function buildWidgets(): void {
  const missing = globSync('app/*.html', { cwd: ROOT })
    .map((page) => `widgets/${basename(page, '.html')}/main.tsx`)
    .filter((entry) => !existsSync(join(ROOT, entry)));
  if (missing.length > 0) {
    console.log(`pages: not built, ${missing.join(', ')} is not there yet`);
    return;
  }
  const { status } = spawnSync(process.execPath, ['scripts/build-pages.ts'], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}

import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A source with all that it imports, as one plain script for a page. */
export async function bundleScript(entry: string): Promise<string> {
  const made = await rolldown({ input: ROOT + entry, cwd: ROOT, logLevel: 'silent' });
  const { output } = await made.generate({ format: 'iife' });
  await made.close();
  return output[0].code;
}

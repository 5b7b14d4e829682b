import * as z from 'zod';

const packageSchema = z.object({
  dev: z.optional(z.boolean()),
  optionalDependencies: z.optional(z.record(z.string(), z.string())),
});
/** Values stay as they are, so that writing a lock again changes nothing but what was added. */
const documentSchema = z.record(z.string(), z.unknown());

/** An optional package that a locked one names and that has no entry of its own. */
export interface MissingEntry {
  readonly name: string;
  readonly version: string;
  readonly dev: boolean;
}

/**
 * Binaries of other platforms come as optional packages. npm leaves those out of the lock that it could not look up when the
 * lock was written, and then `npm ci` refuses the whole lock everywhere: "Missing: .. from lock file".
 */
export function missingOptionalEntries(lockfile: string): readonly MissingEntry[] {
  const { packages } = z.object({ packages: z.record(z.string(), packageSchema) }).parse(JSON.parse(lockfile));
  const missing = new Map<string, MissingEntry>();
  for (const [path, { optionalDependencies = {}, dev = false }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      if (placesOf(path, name).some((place) => place in packages)) continue;
      missing.set(name, { name, version, dev: dev && (missing.get(name)?.dev ?? true) });
    }
  }
  return [...missing.values()];
}

/** The lock with those entries, each bound to the platform in its name; no integrity, since nobody here has seen the file. */
export function completeLockfile(lockfile: string): string {
  const document = documentSchema.parse(JSON.parse(lockfile));
  const packages = documentSchema.parse(document['packages']);
  for (const { name, version, dev } of missingOptionalEntries(lockfile)) {
    const platform = platformOf(name);
    if (platform === null || !/^\d+\.\d+\.\d+/.test(version)) {
      throw new Error(`${name}@${version} is no exact version of one platform's binary; add its entry by hand.`);
    }
    packages[`node_modules/${name}`] = { version, ...platform, ...(dev ? { dev } : {}), optional: true };
  }
  // npm's own order.
  const sorted = Object.entries(packages).toSorted(([a], [b]) => a.localeCompare(b, 'en'));
  return `${JSON.stringify({ ...document, packages: Object.fromEntries(sorted) }, null, 2)}\n`;
}

/** Where Node would look for a package from another one, nearest first. */
function placesOf(path: string, name: string): string[] {
  const places: string[] = [];
  for (let from = path; from !== ''; from = from.slice(0, Math.max(0, from.lastIndexOf('node_modules/') - 1))) {
    places.push(`${from}/node_modules/${name}`);
  }
  return [...places, `node_modules/${name}`];
}

const PLATFORM = /(android|darwin|freebsd|linux|openharmony|win32)-(arm64|arm|ia32|ppc64|riscv64|s390x|x64)(?:-(.+))?$/;

function platformOf(name: string): { os: string[]; cpu: string[]; libc?: string[] } | null {
  const [, os, cpu, abi = ''] = PLATFORM.exec(name) ?? [];
  if (os === undefined || cpu === undefined) return null;
  const libc = os !== 'linux' || abi === '' ? null : abi.startsWith('musl') ? 'musl' : 'glibc';
  return { os: [os], cpu: [cpu], ...(libc === null ? {} : { libc: [libc] }) };
}

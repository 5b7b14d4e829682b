import { readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { completeLockfile, missingOptionalEntries } from './lockfile.ts';

/** Run after adding a package whenever test/scripts/lockfile.test.ts says that entries are missing. */
const file = resolve(import.meta.dirname, '../package-lock.json');
const lockfile = readFileSync(file, 'utf8');
writeFileSync(file, completeLockfile(lockfile));
console.log(`${missingOptionalEntries(lockfile).length} entries added`);

import { renameSync, rmSync } from 'node:fs';
import type { OrgDefinition } from '../orgs/org-definition.ts';
import { addFields, createAllIndexes, createOrgStore, requireModule, setOptions, type OrgStore } from './org-store.ts';
import { insertRows } from './insert-rows.ts';
import { openDatabaseForLoading } from './open-database.ts';
import { ID_SPACE, recordId } from './record-id.ts';
import type { Seed, SeedTarget } from './seed-target.ts';

interface RunnableSeed {
  readonly run: Seed;
  readonly options: unknown;
}

/** SQLite keeps these beside a database. */
const COMPANIONS = ['-wal', '-shm'];

/**
 * Makes the org's database file anew and runs the seed in it, as one transaction, indexes last. The file gets its name when
 * it is complete: whatever ends a seed early, a file of that name is always a whole org.
 */
export async function seedOrg(path: string, org: OrgDefinition, now: number, seed: RunnableSeed | null): Promise<void> {
  const partial = `${path}.partial`;
  rmSync(partial, { force: true });
  try {
    await load(partial, org, now, seed);
    for (const suffix of COMPANIONS) rmSync(path + suffix, { force: true });
    renameSync(partial, path);
  } finally {
    rmSync(partial, { force: true });
  }
}

async function load(path: string, org: OrgDefinition, now: number, seed: RunnableSeed | null): Promise<void> {
  const database = openDatabaseForLoading(path);
  try {
    database.exec('BEGIN IMMEDIATE');
    const loading = createSeedTarget(createOrgStore(database, org), now);
    await seed?.run(loading.target, seed.options);
    createAllIndexes(loading.store());
    database.exec('COMMIT');
  } finally {
    database.close();
  }
}

function createSeedTarget(initial: OrgStore, now: number): { readonly target: SeedTarget; store(): OrgStore } {
  let store = initial;
  const { org } = initial;
  const target: SeedTarget = {
    org,
    users: org.users.map((user, index) => ({
      key: user.key,
      name: `${user.first_name} ${user.last_name}`,
      id: recordId(org.idPrefix, ID_SPACE.users, index + 1),
    })),
    now,
    today: isoDayIn(org.timeZone, now),
    recordId: (module, ordinal) => recordId(org.idPrefix, requireModule(store, module).number, ordinal),
    insert: (module, rows) => insertRows(store, module, rows, now),
    addFields: (module, fields) => {
      const present = new Set(requireModule(store, module).fields.map((field) => field.api_name));
      store = addFields(
        store,
        module,
        fields.filter((field) => !present.has(field.api_name)),
      );
    },
    setOptions: (module, field, options) => {
      store = setOptions(store, module, field, options);
    },
  };
  return { target, store: () => store };
}

/** The calendar day of an instant in a zone, yyyy-mm-dd (en-CA writes dates that way). */
function isoDayIn(timeZone: string, instant: number): string {
  return new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).format(instant);
}

import { formatOrgKey } from '#core/crm/org-key.ts';
import { NO_COVERAGE, type IntakeCoverage } from '#core/intake/coverage.ts';
import { currentIntakeKey, intakeObjects, writeManifest } from '#server-functions/intake/intake-manifest.ts';
import { ids as idColumn, numbers, tableOf } from '#server-functions/intake/intake-tables.ts';
import { createJson } from '#server-functions/shared/stores/json-items.ts';
import { REFRESH_ORG, type RefreshWorld } from './refresh-world.ts';

type Objects = ReturnType<typeof intakeObjects>;
type Kept = Awaited<ReturnType<Objects['writeTable']>>;

/** What an intake would leave: touch points of contacts. */
export async function publishTouches(
  world: RefreshWorld,
  touches: readonly { readonly contact: bigint; readonly touch: number; readonly day: number }[],
): Promise<void> {
  const objects = intakeObjects(world.ports, REFRESH_ORG);
  const rows = {
    id: idColumn(touches.map((_, at) => BigInt(at + 1))),
    contact: idColumn(touches.map(({ contact }) => contact)),
    touch: numbers(touches.map(({ touch }) => touch)),
    day: { kind: 'day', days: Int32Array.from(touches, ({ day }) => day) } as const,
    hour: numbers(touches.map(() => 9)),
  };
  await publishShard(world, objects, touches, {
    touches: await objects.writeTable(tableOf(touches.length, rows)),
    texts: null,
    notes: [],
  });
}

/** A text as an intake keeps it. */
export interface SaidText {
  readonly contact: bigint;
  readonly account: bigint;
  readonly day: number;
  readonly text: string;
  /** Absent = nobody else has it in their list. */
  readonly message?: bigint;
}

/** What an intake would leave of texts. */
export async function publishTexts(
  world: RefreshWorld,
  {
    emails,
    notes,
    coverage,
  }: {
    readonly emails: readonly SaidText[];
    readonly notes: readonly SaidText[];
    readonly coverage?: Partial<IntakeCoverage>;
  },
): Promise<void> {
  const objects = intakeObjects(world.ports, REFRESH_ORG);
  const columns = (said: readonly SaidText[], first: number) => ({
    id: idColumn(said.map((_, at) => BigInt(first + at))),
    message: idColumn(said.map(({ message }, at) => message ?? BigInt(first + at))),
    contact: idColumn(said.map(({ contact }) => contact)),
    day: { kind: 'day', days: Int32Array.from(said, ({ day }) => day) } as const,
    text: {
      kind: 'text',
      codes: Int32Array.from(said, (_, at) => at),
      dictionary: said.map(({ text }) => text),
    } as const,
  });
  const about = idColumn(notes.map(({ account }) => account));
  await publishShard(world, objects, emails, {
    touches: null,
    texts: await objects.writeTable(tableOf(emails.length, columns(emails, 1))),
    notes: [await objects.writeTable(tableOf(notes.length, { ...columns(notes, 100), account: about }))],
    ...(coverage === undefined ? {} : { coverage }),
  });
}

/** One shard of everybody, whose accounts the CRM alone knows. */
async function publishShard(
  { ports }: RefreshWorld,
  objects: Objects,
  of: readonly { readonly contact: bigint }[],
  {
    notes,
    coverage,
    ...kept
  }: {
    readonly touches: Kept | null;
    readonly texts: Kept | null;
    readonly notes: readonly Kept[];
    readonly coverage?: Partial<IntakeCoverage>;
  },
): Promise<void> {
  const contacts = [...new Set(of.map(({ contact }) => contact))].sort((a, b) => (a < b ? -1 : 1));
  const known = { id: idColumn(contacts), account: idColumn(contacts.map(() => 0n)) };
  const shard = { from: '0', contacts: await objects.writeTable(tableOf(contacts.length, known)), ...kept };
  const manifest = await writeManifest(objects, {
    format: 'lodestar.intake/1',
    org: formatOrgKey(REFRESH_ORG),
    shards: [shard],
    notes: [...notes],
    notesSince: 0,
  });
  await createJson(ports.store, REFRESH_ORG, currentIntakeKey(), {
    runId: 'intake-1',
    publishedAt: '2026-06-30T00:00:00.000Z',
    manifest,
    former: null,
    coverage: { ...NO_COVERAGE, ...coverage },
    days: [],
  });
}

import { formatOrgKey } from '#core/crm/org-key.ts';
import { NO_COVERAGE } from '#core/intake/coverage.ts';
import { utcDay } from '../shared/credits/credit-book.ts';
import { createJson, replaceJson } from '../shared/stores/json-items.ts';
import { moveOn, type IntakeContext, type IntakeUnit } from './intake-context.ts';
import {
  currentIntakeKey,
  INTAKE_OBJECTS,
  namesOf,
  readCurrentIntake,
  readManifest,
  SHOWN_DAYS,
  writeManifest,
  type CurrentIntake,
  type IntakeDay,
} from './intake-manifest.ts';
import { endedIntake, INTAKE_PREFIX, isIntakeOver, type IntakeRow } from './intake-row.ts';
import { StoppedError } from '../shared/runs/stopped-error.ts';
import { nextSince } from './read-notes.ts';
import { readIntake } from './start-intake.ts';

/** One pointer flips: until then nobody sees anything of it. Its own flip is recognised. */
export const publishIntake: IntakeUnit = async (context, row) => {
  const { ports, org, objects } = context;
  const { frozen } = await context.inputs(row);
  const { shards, buckets, notes, coverage } = row.job.cursor;
  const manifest = await writeManifest(objects, {
    format: 'lodestar.intake/1',
    org: formatOrgKey(org),
    shards,
    notes: buckets,
    notesSince: nextSince(notes),
    ...(notes.goneSince === null ? {} : { goneSince: notes.goneSince }),
  });
  const present = await readCurrentIntake(ports, org);
  const next = moveOn('clean', {});
  if (present?.value.runId === row.id) return next;
  if ((present?.revision ?? null) !== (frozen.standing?.revision ?? null)) throw new StoppedError('publishedMeanwhile');
  const value: CurrentIntake = {
    runId: row.id,
    publishedAt: new Date(ports.clock.now()).toISOString(),
    manifest,
    former: present?.value.manifest ?? null,
    coverage: coverage ?? NO_COVERAGE,
    days: addDay(present?.value.days ?? [], row, ports.clock.now()),
  };
  const written =
    present === null
      ? await createJson(ports.store, org, currentIntakeKey(), value)
      : await replaceJson(ports.store, org, present, value);
  if (written.outcome !== 'written' && (await readCurrentIntake(ports, org))?.value.runId !== row.id)
    throw new StoppedError('publishedMeanwhile');
  return next;
};

/** How far reading had come at the end of each day, and what the day took. */
function addDay(days: readonly IntakeDay[], { spent, visited, job }: IntakeRow, now: number): IntakeDay[] {
  const today = utcDay(now);
  const { read, withAddress } = job.cursor.coverage ?? NO_COVERAGE;
  const before = days.find(({ day }) => day === today);
  const credits = Object.values(spent).reduce((sum, each) => sum + each, 0);
  const entry = {
    day: today,
    credits: credits + (before?.credits ?? 0),
    visited: visited + (before?.visited ?? 0),
    read,
    withAddress,
  };
  return [entry, ...days.filter(({ day }) => day !== today)].slice(0, SHOWN_DAYS);
}

/** What neither this intake nor the one before it names, and what only the work needed. */
export const cleanIntake: IntakeUnit = async (context) => {
  const { ports, org, objects, job } = context;
  const current = await readCurrentIntake(ports, org);
  if (current !== null) {
    const kept = new Set<string>();
    for (const name of [current.value.manifest, current.value.former]) {
      if (name === null) continue;
      for (const each of namesOf(name, await readManifest(objects, name, formatOrgKey(org)))) kept.add(each);
    }
    const present = await ports.blob.list(org, `${INTAKE_OBJECTS}/`);
    // Whoever comes late would take what the next intake is writing for what nobody names.
    await job.confirm();
    for (const { key } of present)
      if (!kept.has(key.slice(INTAKE_OBJECTS.length + 1))) await ports.blob.remove(org, key);
  }
  await removeParts(context);
  const endedAt = new Date(ports.clock.now()).toISOString();
  return (present) => (isIntakeOver(present) ? present : endedIntake(present, { state: 'done', endedAt }));
};

/** Of this intake, and of those that ended and left some; another one may already be writing its own. */
export async function removeParts({ ports, org, job }: Pick<IntakeContext, 'ports' | 'org' | 'job'>): Promise<void> {
  const isRemoved = new Map([[job.row.id, true]]);
  for (const { key } of await ports.blob.list(org, INTAKE_PREFIX)) {
    const id = key.slice(INTAKE_PREFIX.length).split('/')[0] ?? '';
    if (!isRemoved.has(id)) {
      const row = (await readIntake(ports, org, id))?.value ?? null;
      // The row comes before any part, and a row whose time is over goes.
      isRemoved.set(id, row === null || isIntakeOver(row));
    }
    if (isRemoved.get(id) === true) await ports.blob.remove(org, key);
  }
}

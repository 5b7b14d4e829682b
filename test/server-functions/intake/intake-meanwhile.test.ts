import { expect, test } from 'vitest';
import { CrmError } from '#core/crm/crm-error.ts';
import { INTAKE_PREFIX, intakeFolder } from '#server-functions/intake/intake-row.ts';
import { openIntake } from '#server-functions/intake/open-intake.ts';
import { performIntake } from '#server-functions/intake/perform-intake.ts';
import { readIntake, readLatestIntake } from '#server-functions/intake/start-intake.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { createParts } from '#server-functions/shared/runs/parts.ts';
import { writeBytes } from '#server-functions/shared/stores/blob-bytes.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { inIntakeWorlds, type IntakeWorld } from '#test/support/intake-world.ts';
import { scoreOnce } from '#test/support/local-functions.ts';
import { SAMPLE_DAY } from '#test/support/sample-sandbox.ts';

const ORG = { dc: ZYLKER.dc, orgId: ZYLKER.orgId };
const DAY_MS = 86_400_000;

let world: IntakeWorld;
inIntakeWorlds((made) => {
  world = made;
});

test('labels that are published three times while an intake works take nothing from it, though the accounts it began with are swept', async () => {
  await world.switchTo('on', 50_000);
  await performIntake(world.functions.ports, { org: ORG, intakeId: await world.queue() });
  const undisturbed = await world.kept();
  await world.forget();
  const { blob } = world.functions.ports;
  const former = (await blob.list(ORG, 'generations/')).map(({ key }) => key);
  expect(former.length).toBeGreaterThan(0);
  let published = 0;
  const busy = {
    ...blob,
    write: async (...call: Parameters<typeof blob.write>) => {
      // The first thing that it writes is what it works under.
      for (; published < 3; published++) await scoreOnce(world.functions, ORG, SAMPLE_DAY);
      return blob.write(...call);
    },
  };
  await performIntake({ ...world.functions.ports, blob: busy }, { org: ORG, intakeId: await world.queue() });
  const present = new Set((await blob.list(ORG, 'generations/')).map(({ key }) => key));
  expect(former.some((key) => present.has(key))).toBe(false);
  expect((await readLatestIntake(world.functions.ports, ORG))?.value).toMatchObject({ state: 'done', reason: null });
  expect((await world.kept()).touches).toEqual(undisturbed.touches);

  // Where none can be read the order is another one, and notes wait until it is known whose they are.
  await world.forget();
  for (const key of present) await blob.remove(ORG, key);
  await performIntake(world.functions.ports, { org: ORG, intakeId: await world.queue() });
  expect((await readLatestIntake(world.functions.ports, ORG))?.value).toMatchObject({ state: 'done', reason: null });
  expect((await world.kept()).coverage).toEqual({ ...undisturbed.coverage, notes: 0 });
});

test('an intake under way spends nothing more once reading is switched off, and publishes what it has read', async () => {
  await world.switchTo('on', 50_000);
  // Listing the contacts is paid for, reading anybody is not.
  expect(await switchedOffBefore('read')).toMatchObject({ state: 'done', reason: null, visited: 0 });
  expect((await world.kept()).coverage).toMatchObject({ read: 0 });
  expect((await world.kept()).coverage.notes).toBeGreaterThan(0);
  await world.forget();
  await world.switchTo('on', 50_000);
  expect(await switchedOffBefore('contacts')).toMatchObject({
    state: 'cancelled',
    reason: 'switchedOff',
    reserved: null,
  });
  expect(await openIntake(world.functions.ports, ORG)).toBeNull();

  async function switchedOffBefore(step: string): Promise<unknown> {
    const { store } = world.functions.ports;
    let spent: number | null = null;
    const watched = {
      ...store,
      replace: async (...call: Parameters<typeof store.replace>) => {
        const done = await store.replace(...call);
        if (spent === null && call[1].startsWith('intake/runs/') && call[3].includes(`"step":"${step}"`)) {
          spent = 0;
          await world.switchTo('off', 50_000);
          spent = world.sandbox.credits(ORG).spent;
        }
        return done;
      },
    };
    await performIntake({ ...world.functions.ports, store: watched }, { org: ORG, intakeId: await world.queue() });
    expect(world.sandbox.credits(ORG).spent).toBe(spent);
    return (await readLatestIntake(world.functions.ports, ORG))?.value;
  }
});

test('an intake that broke leaves alone what the next one writes, which begins before the other has cleaned up', async () => {
  await world.switchTo('on', 50_000);
  const { blob } = world.functions.ports;
  const broken = await world.queue();
  const left = 'intake/runs/intake-20250101/parts/0';
  await writeBytes(blob, ORG, left, new Uint8Array(1));
  let next: string | null = null;
  let theirs: readonly string[] = [];
  const slow = {
    ...blob,
    list: async (...call: Parameters<typeof blob.list>) => {
      if (call[1] === INTAKE_PREFIX && next === null) {
        next = await world.queue();
        await createParts(blob, ORG, `${intakeFolder(next)}/parts`).write(Buffer.from('being read'));
        theirs = (await blob.list(ORG, intakeFolder(next))).map(({ key }) => key);
      }
      return blob.list(...call);
    },
  };
  const unreadable: WorkPorts = { ...world.functions.ports, blob: slow, crmFor: () => null };
  await performIntake(unreadable, { org: ORG, intakeId: broken });
  expect((await readIntake(world.functions.ports, ORG, broken))?.value).toMatchObject({ state: 'failed' });
  expect(theirs.length).toBeGreaterThan(0);
  const present = (await blob.list(ORG, INTAKE_PREFIX)).map(({ key }) => key);
  expect(present).toEqual(theirs);
});

test('a deleted note goes even where the CRM cannot list what was deleted, or not yet', async () => {
  await world.switchTo('on', 50_000);
  await world.admin('POST', '/v1/intake/runs', {});
  const isNote = (line: string): boolean => line.startsWith('notes,');
  const notes = async () => (await world.kept()).touches.filter(isNote);
  const first = await notes();
  const remove = (line = '') => world.deleteRecord('Notes', line.split(',')[1] ?? '');

  await remove(first[0]);
  await withDeletedNotes('noPermission');
  expect(await notes()).toEqual(first);
  // Asked for from where it was refused, though newer notes were read meanwhile.
  world.functions.clock.ms += 2 * DAY_MS;
  await world.admin('POST', '/v1/intake/runs', {});
  expect(await notes()).toEqual(first.slice(1));

  await remove(first[1]);
  await withDeletedNotes('limitExceeded');
  expect(await notes()).toEqual(first.slice(2));
});

/** An intake whose CRM answers so when it is asked which notes were deleted, and shows a note that is newer than all deletions. */
async function withDeletedNotes(reason: 'noPermission' | 'limitExceeded'): Promise<void> {
  world.functions.clock.ms += 2 * DAY_MS;
  const { crmFor } = world.functions.ports;
  const ports: WorkPorts = {
    ...world.functions.ports,
    crmFor(...call) {
      const crm = crmFor(...call);
      if (crm === null) return null;
      return {
        ...crm,
        readDeleted: () => Promise.reject(new CrmError(reason, 'as told')),
        async notesSince(since, from) {
          const page = await crm.notesSince(since, from);
          return { ...page, notes: page.notes.map((note) => ({ ...note, changedAt: note.changedAt + 9 * DAY_MS })) };
        },
      };
    },
  };
  await performIntake(ports, { org: ORG, intakeId: await world.queue() });
  expect((await readLatestIntake(world.functions.ports, ORG))?.value).toMatchObject({ state: 'done', reason: null });
}

import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { CrmError } from '#core/crm/crm-error.ts';
import { openIntake } from '#server-functions/intake/open-intake.ts';
import { INTAKE_PREFIX, intakeFolder } from '#server-functions/intake/intake-row.ts';
import { performIntake } from '#server-functions/intake/perform-intake.ts';
import { readLatestIntake, startIntake } from '#server-functions/intake/start-intake.ts';
import { readBook, sumSpent } from '#server-functions/shared/credits/credit-book.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { createParts } from '#server-functions/shared/runs/parts.ts';
import { writeBytes } from '#server-functions/shared/stores/blob-bytes.ts';
import type { Sandbox } from '#sandbox/create-sandbox.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { createSandbox } from '#sandbox/create-sandbox.ts';
import { dieAtEachWrite } from '#test/support/die-at-each-write.ts';
import {
  configureAndScore,
  createLocalFunctions,
  scoreOnce,
  type LocalFunctions,
} from '#test/support/local-functions.ts';
import { SAMPLE_DAY, SAMPLE_NOON } from '#test/support/sample-sandbox.ts';

const ORG = { dc: ZYLKER.dc, orgId: ZYLKER.orgId };
const DAY_MS = 86_400_000;
const CEILING = 110;
/** Of all places at which a worker may die; `LODESTAR_KILLS` tries more of them. */
const KILLS = Number(process.env['LODESTAR_KILLS'] ?? 4);

let sandbox: Sandbox;
let functions: LocalFunctions;
const admin = (method: string, path: string, body?: unknown) =>
  functions.as('administrator', ORG).call(method, path, body);

beforeAll(async () => {
  const moduleUrl = new URL('../../../sandbox/sample-org/seed.ts', import.meta.url).href;
  sandbox = await createSandbox({
    orgs: [
      { definition: ZYLKER, seed: { moduleUrl, options: { seed: 1, accounts: 40, touchPoints: 1 } } },
      { definition: NORDLICHT, seed: null },
    ],
    clock: { now: () => SAMPLE_NOON },
  });
}, 60_000);
afterAll(() => sandbox.close());
beforeEach(async () => {
  functions = createLocalFunctions(sandbox, SAMPLE_NOON, { queryUpToRows: 32_000 });
  const scored = await configureAndScore(functions, ORG, SAMPLE_DAY);
  expect(scored.at('run', 'state')).toBe('done');
});

async function switchOn(mostPerDay: number, state: 'on' | 'off' = 'on'): Promise<void> {
  const { at } = await admin('GET', '/v1/intake');
  const reply = await admin('PUT', '/v1/intake', { state, mostPerDay, revision: at('policy', 'revision') });
  expect(reply.status).toBe(200);
}

/** What was spent on intakes by the books, and by the CRM's own count around them. */
async function intakeCredits(): Promise<number> {
  const booked = await readBook(functions.ports.store, ORG, functions.clock.ms, 1);
  return booked
    .filter(({ runId }) => runId.startsWith('intake-'))
    .reduce((sum, { byDay }) => sum + Object.values(byDay).reduce((each, spent) => each + sumSpent(spent), 0), 0);
}

async function kept() {
  const reader = await openIntake(functions.ports, ORG);
  if (reader === null) throw new Error('nothing was published');
  const touches: string[] = [];
  const texts: string[] = [];
  for await (const each of reader.touchPoints())
    for (let row = 0; row < each.length; row++)
      touches.push(
        [
          each.source,
          each.recordId[row],
          each.contact[row],
          each.account[row],
          each.touch[row],
          each.day[row],
          each.hour[row],
        ].join(),
      );
  for await (const each of reader.texts())
    for (let row = 0; row < each.length; row++)
      texts.push(
        [
          each.recordId[row],
          each.contact[row],
          each.account[row],
          each.day[row],
          each.direction[row],
          each.text.at(row),
        ].join(),
      );
  return { coverage: reader.coverage, touches: touches.toSorted(), texts: texts.toSorted() };
}

test('nothing is read before somebody wants it, and then up to the ceiling, day by day, until everybody was', async () => {
  await functions.tick(ORG);
  expect((await admin('GET', '/v1/intake')).at('intake')).toBeNull();
  expect((await admin('POST', '/v1/intake/runs', {})).at('code')).toBe('intake.off');
  await switchOn(CEILING);

  const percents: number[] = [];
  for (let day = 0; day < 9 && percents.at(-1) !== 100; day++) {
    functions.clock.ms = SAMPLE_NOON + day * DAY_MS;
    // The night's run goes first, and the intake with the next tick.
    await functions.tick(ORG);
    await functions.tick(ORG);
    const shown = await admin('GET', '/v1/intake');
    expect([shown.at('intake', 'state'), shown.at('intake', 'reason')]).toEqual(['done', null]);
    expect(Number(shown.at('spentToday'))).toBeLessThanOrEqual(CEILING);
    expect(Number(shown.at('spentToday'))).toBeGreaterThanOrEqual(await intakeCredits());
    expect(await intakeCredits()).toBeGreaterThan(0);
    percents.push(Number(shown.at('percent')));
    // Another tick of the day finds nothing owed.
    const again = await functions.ports.store.list(ORG, 'intake/runs/');
    await functions.tick(ORG);
    expect((await functions.ports.store.list(ORG, 'intake/runs/')).items.length).toBe(again.items.length);
  }
  expect(percents.length).toBeGreaterThan(1);
  expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  expect(percents.at(-1)).toBe(100);
  const runs = JSON.stringify((await admin('GET', '/v1/credits')).at('runs'));
  expect(runs).toContain('"runId":"intake-20260630"');
  expect(runs.match(/"state":"done","estimated":null,"intake":true/g)).toHaveLength(percents.length);
  const { coverage, touches, texts } = await kept();
  expect(coverage.read).toBe(coverage.withAddress);
  expect(touches.length).toBeGreaterThan(100);
  expect(texts.length).toBeGreaterThan(20);
  expect(coverage.notes).toBeGreaterThan(10);
  expect(functions.log.join('')).not.toContain('intake.failed');
});

test('an intake whose worker dies after any of its writes publishes what an undisturbed one does, and has said more than it spent', async () => {
  await switchOn(50_000);
  await admin('POST', '/v1/intake/runs', {});
  const whole = await kept();
  const objects = functions.blob.size;
  expect(whole.coverage.read).toBe(whole.coverage.withAddress);

  const count = dieAtEachWrite(functions.clock, null);
  await readAnew(count);
  const writes = count.writes();
  expect(writes).toBeGreaterThan(20);
  for (let dies = 2; dies <= writes; dies += Math.ceil(writes / KILLS)) {
    await readAnew(dieAtEachWrite(functions.clock, dies));
    const { coverage, ...rows } = await kept();
    expect({ dies, ...rows }).toEqual({ dies, touches: whole.touches, texts: whole.texts });
    expect({ ...coverage, oldestReadAt: null }).toEqual({ ...whole.coverage, oldestReadAt: null });
    expect(functions.blob.size).toBe(objects);
  }

  /** An intake of an org that was never read, by workers that die. */
  async function readAnew({ deliver }: ReturnType<typeof dieAtEachWrite>): Promise<void> {
    await forget();
    const before = sandbox.credits(ORG).spent;
    const id = await queue();
    await deliver(functions.ports, (ports: WorkPorts) => performIntake(ports, { org: ORG, intakeId: id }));
    const row = (await readLatestIntake(functions.ports, ORG))?.value;
    expect(row).toMatchObject({ state: 'done', reason: null, reserved: null });
    const said = Object.values(row?.spent ?? {}).reduce((sum, each) => sum + each, 0);
    expect(said).toBeGreaterThanOrEqual(sandbox.credits(ORG).spent - before);
  }
}, 60_000);

test('labels that are published three times while an intake works take nothing from it, though the accounts it began with are swept', async () => {
  await switchOn(50_000);
  await performIntake(functions.ports, { org: ORG, intakeId: await queue() });
  const undisturbed = await kept();
  await forget();
  const { blob } = functions.ports;
  const former = (await blob.list(ORG, 'generations/')).map(({ key }) => key);
  expect(former.length).toBeGreaterThan(0);
  let published = 0;
  const busy = {
    ...blob,
    write: async (...call: Parameters<typeof blob.write>) => {
      // The first thing that it writes is what it works under.
      for (; published < 3; published++) await scoreOnce(functions, ORG, SAMPLE_DAY);
      return blob.write(...call);
    },
  };
  await performIntake({ ...functions.ports, blob: busy }, { org: ORG, intakeId: await queue() });
  const present = new Set((await blob.list(ORG, 'generations/')).map(({ key }) => key));
  expect(former.some((key) => present.has(key))).toBe(false);
  expect((await readLatestIntake(functions.ports, ORG))?.value).toMatchObject({ state: 'done', reason: null });
  expect((await kept()).touches).toEqual(undisturbed.touches);

  // Where none can be read the order is another one, and notes wait until it is known whose they are.
  await forget();
  for (const key of present) await blob.remove(ORG, key);
  await performIntake(functions.ports, { org: ORG, intakeId: await queue() });
  expect((await readLatestIntake(functions.ports, ORG))?.value).toMatchObject({ state: 'done', reason: null });
  expect((await kept()).coverage).toEqual({ ...undisturbed.coverage, notes: 0 });
}, 60_000);

test('an intake under way spends nothing more once reading is switched off, and publishes what it has read', async () => {
  await switchOn(50_000);
  // Listing the contacts is paid for, reading anybody is not.
  expect(await switchedOffBefore('read')).toMatchObject({ state: 'done', reason: null, visited: 0 });
  expect((await kept()).coverage).toMatchObject({ read: 0 });
  expect((await kept()).coverage.notes).toBeGreaterThan(0);
  await forget();
  await switchOn(50_000);
  expect(await switchedOffBefore('contacts')).toMatchObject({
    state: 'cancelled',
    reason: 'switchedOff',
    reserved: null,
  });
  expect(await openIntake(functions.ports, ORG)).toBeNull();

  async function switchedOffBefore(step: string): Promise<unknown> {
    const { store } = functions.ports;
    let spent: number | null = null;
    const watched = {
      ...store,
      replace: async (...call: Parameters<typeof store.replace>) => {
        const done = await store.replace(...call);
        if (spent === null && call[1].startsWith('intake/runs/') && call[3].includes(`"step":"${step}"`)) {
          spent = 0;
          await switchOn(50_000, 'off');
          spent = sandbox.credits(ORG).spent;
        }
        return done;
      },
    };
    await performIntake({ ...functions.ports, store: watched }, { org: ORG, intakeId: await queue() });
    expect(sandbox.credits(ORG).spent).toBe(spent);
    return (await readLatestIntake(functions.ports, ORG))?.value;
  }
});

test('an intake is paused, goes on where it stood, and is cancelled without a trace of its work', async () => {
  await switchOn(50_000);
  const id = await queue();
  expect((await admin('POST', `/v1/intake/runs/${id}/pause`)).status).toBe(200);
  const working = performIntake(functions.ports, { org: ORG, intakeId: id });
  await until('paused');
  expect((await admin('POST', '/v1/intake/runs', {})).at('code')).toBe('intake.alreadyRunning');
  await admin('POST', `/v1/intake/runs/${id}/resume`);
  await working;
  expect((await admin('GET', '/v1/intake')).at('intake', 'state')).toBe('done');
  expect((await admin('POST', `/v1/intake/runs/${id}/cancel`)).at('code')).toBe('intake.hasEnded');

  await forget();
  const next = await queue();
  expect((await admin('POST', `/v1/intake/runs/${next}/cancel`)).at('intake', 'state')).toBe('cancelled');
  await forget();
  const last = await queue();
  await admin('POST', `/v1/intake/runs/${last}/pause`);
  const held = performIntake(functions.ports, { org: ORG, intakeId: last });
  await until('paused');
  await admin('POST', `/v1/intake/runs/${last}/cancel`);
  await held;
  expect((await admin('GET', '/v1/intake')).at('intake', 'state')).toBe('cancelled');
  expect(await functions.blob.list(ORG, 'intake/')).toEqual([]);
});

test('what somebody wrote who is deleted goes with the next intake, and another org has none of it', async () => {
  await switchOn(50_000);
  await admin('POST', '/v1/intake/runs', {});
  const before = await kept();
  const writers = before.texts
    .filter((line) => !line.split(',')[1]?.startsWith('0'))
    .map((line) => line.split(',')[1] ?? '');
  const [gone = ''] = writers;
  await deleteRecord('Contacts', gone);
  functions.clock.ms += 2 * DAY_MS;
  await admin('POST', '/v1/intake/runs', {});
  const { coverage, touches, texts } = await kept();
  expect([...touches, ...texts].filter((line) => line.includes(gone))).toEqual([]);
  expect(coverage.contacts).toBe(before.coverage.contacts - 1);
  expect(texts.length).toBeLessThan(before.texts.length);
  const there = { dc: NORDLICHT.dc, orgId: NORDLICHT.orgId };
  expect(await openIntake(functions.ports, there)).toBeNull();
  expect((await functions.as('administrator', there).call('GET', '/v1/intake')).at('coverage', 'contacts')).toBe(0);
});

test('an intake that broke leaves alone what the next one writes, which begins before the other has cleaned up', async () => {
  await switchOn(50_000);
  const { blob } = functions.ports;
  const broken = await queue();
  const left = 'intake/runs/intake-20250101/parts/0';
  await writeBytes(blob, ORG, left, new Uint8Array(1));
  let next: string | null = null;
  let theirs: readonly string[] = [];
  const slow = {
    ...blob,
    list: async (...call: Parameters<typeof blob.list>) => {
      if (call[1] === INTAKE_PREFIX && next === null) {
        next = await queue();
        await createParts(blob, ORG, `${intakeFolder(next)}/parts`).write(Buffer.from('being read'));
        theirs = (await blob.list(ORG, intakeFolder(next))).map(({ key }) => key);
      }
      return blob.list(...call);
    },
  };
  const unreadable: WorkPorts = { ...functions.ports, blob: slow, crmFor: () => null };
  await performIntake(unreadable, { org: ORG, intakeId: broken });
  expect(theirs.length).toBeGreaterThan(0);
  const present = (await blob.list(ORG, INTAKE_PREFIX)).map(({ key }) => key);
  expect(present).toEqual(theirs);
});

test('a deleted note goes even where the CRM cannot list what was deleted, or not yet', async () => {
  await switchOn(50_000);
  await admin('POST', '/v1/intake/runs', {});
  const isNote = (line: string): boolean => line.startsWith('notes,');
  const notes = async () => (await kept()).touches.filter(isNote);
  const first = await notes();
  const remove = (line = '') => deleteRecord('Notes', line.split(',')[1] ?? '');

  await remove(first[0]);
  await withDeletedNotes('noPermission');
  expect(await notes()).toEqual(first);
  // Asked for from where it was refused, though newer notes were read meanwhile.
  functions.clock.ms += 2 * DAY_MS;
  await admin('POST', '/v1/intake/runs', {});
  expect(await notes()).toEqual(first.slice(1));

  await remove(first[1]);
  await withDeletedNotes('limitExceeded');
  expect(await notes()).toEqual(first.slice(2));
});

/** An intake whose CRM answers so when it is asked which notes were deleted, and shows a note that is newer than all deletions. */
async function withDeletedNotes(reason: 'noPermission' | 'limitExceeded'): Promise<void> {
  functions.clock.ms += 2 * DAY_MS;
  const { crmFor } = functions.ports;
  const ports: WorkPorts = {
    ...functions.ports,
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
  await performIntake(ports, { org: ORG, intakeId: await queue() });
  expect((await readLatestIntake(functions.ports, ORG))?.value).toMatchObject({ state: 'done', reason: null });
}

async function deleteRecord(module: string, id: string): Promise<void> {
  const token = sandbox.tokens.find((each) => each.orgId === ORG.orgId && each.user === 'administrator');
  const deleted = await fetch(new URL(`/crm/v8/${module}?ids=${id}`, sandbox.url), {
    method: 'DELETE',
    headers: { authorization: `Zoho-oauthtoken ${token?.accessToken ?? ''}` },
  });
  expect(deleted.status).toBe(200);
}

/** The row of an intake that nobody works on yet. */
async function queue(): Promise<string> {
  const nobody = { enqueue: async () => undefined };
  const id = functions.ports.ids.next('intake');
  await startIntake({ ...functions.ports, queue: nobody }, ORG, { id, requestedBy: 'test' });
  return id;
}

async function forget(): Promise<void> {
  const { store, blob } = functions.ports;
  for (const prefix of ['intake/runs/', 'intake/current', 'intake/latest'])
    for (const { key, revision } of (await store.list(ORG, prefix)).items) await store.remove(ORG, key, revision);
  for (const { key } of await blob.list(ORG, 'intake/')) await blob.remove(ORG, key);
  functions.clock.ms = SAMPLE_NOON;
}

async function until(state: string): Promise<void> {
  while ((await readLatestIntake(functions.ports, ORG))?.value.state !== state) await turn();
}

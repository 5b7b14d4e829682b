import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { openIntake } from '#server-functions/intake/open-intake.ts';
import { performIntake } from '#server-functions/intake/perform-intake.ts';
import { readLatestIntake } from '#server-functions/intake/start-intake.ts';
import { readBook, sumSpent } from '#server-functions/shared/credits/credit-book.ts';
import type { WorkPorts } from '#server-functions/shared/ports.ts';
import { NORDLICHT } from '#sandbox/orgs/nordlicht.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { dieAtEachWrite } from '#test/support/die-at-each-write.ts';
import { inIntakeWorlds, type IntakeWorld } from '#test/support/intake-world.ts';
import { SAMPLE_NOON } from '#test/support/sample-sandbox.ts';

const ORG = { dc: ZYLKER.dc, orgId: ZYLKER.orgId };
const DAY_MS = 86_400_000;
const CEILING = 110;
/** Of all places at which a worker may die; `LODESTAR_KILLS` tries more of them. */
const KILLS = Number(process.env['LODESTAR_KILLS'] ?? 4);

let world: IntakeWorld;
inIntakeWorlds((made) => {
  world = made;
});

/** What was spent on intakes by the books, and by the CRM's own count around them. */
async function intakeCredits(): Promise<number> {
  const booked = await readBook(world.functions.ports.store, ORG, world.functions.clock.ms, 1);
  return booked
    .filter(({ runId }) => runId.startsWith('intake-'))
    .reduce((sum, { byDay }) => sum + Object.values(byDay).reduce((each, spent) => each + sumSpent(spent), 0), 0);
}

test('nothing is read before somebody wants it, and then up to the ceiling, day by day, until everybody was', async () => {
  await world.functions.tick(ORG);
  expect((await world.admin('GET', '/v1/intake')).at('intake')).toBeNull();
  expect((await world.admin('POST', '/v1/intake/runs', {})).at('code')).toBe('intake.off');
  await world.switchTo('on', CEILING);

  const percents: number[] = [];
  for (let day = 0; day < 9 && percents.at(-1) !== 100; day++) {
    world.functions.clock.ms = SAMPLE_NOON + day * DAY_MS;
    // The night's run goes first, and the intake with the next tick.
    await world.functions.tick(ORG);
    await world.functions.tick(ORG);
    const shown = await world.admin('GET', '/v1/intake');
    expect([shown.at('intake', 'state'), shown.at('intake', 'reason')]).toEqual(['done', null]);
    expect(Number(shown.at('spentToday'))).toBeLessThanOrEqual(CEILING);
    expect(Number(shown.at('spentToday'))).toBeGreaterThanOrEqual(await intakeCredits());
    expect(await intakeCredits()).toBeGreaterThan(0);
    percents.push(Number(shown.at('percent')));
    // Another tick of the day finds nothing owed.
    const again = await world.functions.ports.store.list(ORG, 'intake/runs/');
    await world.functions.tick(ORG);
    expect((await world.functions.ports.store.list(ORG, 'intake/runs/')).items.length).toBe(again.items.length);
  }
  expect(percents.length).toBeGreaterThan(1);
  expect(percents).toEqual(percents.toSorted((a, b) => a - b));
  expect(percents.at(-1)).toBe(100);
  const runs = JSON.stringify((await world.admin('GET', '/v1/credits')).at('runs'));
  expect(runs).toContain('"runId":"intake-20260630"');
  expect(runs.match(/"state":"done","estimated":null,"intake":true/g)).toHaveLength(percents.length);
  const { coverage, touches, texts } = await world.kept();
  expect(coverage.read).toBe(coverage.withAddress);
  expect(touches.length).toBeGreaterThan(100);
  expect(texts.length).toBeGreaterThan(20);
  expect(coverage.notes).toBeGreaterThan(10);
  expect(world.functions.log.join('')).not.toContain('intake.failed');
});

test('an intake whose worker dies after any of its writes publishes what an undisturbed one does, and has said more than it spent', async () => {
  await world.switchTo('on', 50_000);
  await world.admin('POST', '/v1/intake/runs', {});
  const whole = await world.kept();
  const objects = world.functions.blob.size;
  expect(whole.coverage.read).toBe(whole.coverage.withAddress);

  const count = dieAtEachWrite(world.functions.clock, null);
  await readAnew(count);
  const writes = count.writes();
  expect(writes).toBeGreaterThan(20);
  for (let dies = 2; dies <= writes; dies += Math.ceil(writes / KILLS)) {
    await readAnew(dieAtEachWrite(world.functions.clock, dies));
    const { coverage, ...rows } = await world.kept();
    expect({ dies, ...rows }).toEqual({ dies, touches: whole.touches, texts: whole.texts });
    expect({ ...coverage, oldestReadAt: null }).toEqual({ ...whole.coverage, oldestReadAt: null });
    expect(world.functions.blob.size).toBe(objects);
  }

  /** An intake of an org that was never read, by workers that die. */
  async function readAnew({ deliver }: ReturnType<typeof dieAtEachWrite>): Promise<void> {
    await world.forget();
    const before = world.sandbox.credits(ORG).spent;
    const id = await world.queue();
    await deliver(world.functions.ports, (ports: WorkPorts) => performIntake(ports, { org: ORG, intakeId: id }));
    const row = (await readLatestIntake(world.functions.ports, ORG))?.value;
    expect(row).toMatchObject({ state: 'done', reason: null, reserved: null });
    // All rows of months are read before each unit.
    expect(row?.job.cursor).toMatchObject({ frozen: null, plan: null, chunks: [], shards: [], buckets: [] });
    const said = Object.values(row?.spent ?? {}).reduce((sum, each) => sum + each, 0);
    expect(said).toBeGreaterThanOrEqual(world.sandbox.credits(ORG).spent - before);
  }
});

test('an intake is paused, goes on where it stood, and is cancelled without a trace of its work', async () => {
  await world.switchTo('on', 50_000);
  const id = await world.queue();
  expect((await world.admin('POST', `/v1/intake/runs/${id}/pause`)).status).toBe(200);
  const working = performIntake(world.functions.ports, { org: ORG, intakeId: id });
  await until('paused');
  expect((await world.admin('POST', '/v1/intake/runs', {})).at('code')).toBe('intake.alreadyRunning');
  await world.admin('POST', `/v1/intake/runs/${id}/resume`);
  await working;
  expect((await world.admin('GET', '/v1/intake')).at('intake', 'state')).toBe('done');
  expect((await world.admin('POST', `/v1/intake/runs/${id}/cancel`)).at('code')).toBe('intake.hasEnded');

  await world.forget();
  const next = await world.queue();
  expect((await world.admin('POST', `/v1/intake/runs/${next}/cancel`)).at('intake', 'state')).toBe('cancelled');
  await world.forget();
  const last = await world.queue();
  await world.admin('POST', `/v1/intake/runs/${last}/pause`);
  const held = performIntake(world.functions.ports, { org: ORG, intakeId: last });
  await until('paused');
  await world.admin('POST', `/v1/intake/runs/${last}/cancel`);
  await held;
  expect((await world.admin('GET', '/v1/intake')).at('intake', 'state')).toBe('cancelled');
  expect(JSON.stringify((await readLatestIntake(world.functions.ports, ORG))?.value).length).toBeLessThan(1_000);
  expect(await world.functions.blob.list(ORG, 'intake/')).toEqual([]);
});

test('what somebody wrote who is deleted goes with the next intake, and another org has none of it', async () => {
  await world.switchTo('on', 50_000);
  await world.admin('POST', '/v1/intake/runs', {});
  const before = await world.kept();
  const writers = before.texts
    .filter((line) => !line.split(',')[1]?.startsWith('0'))
    .map((line) => line.split(',')[1] ?? '');
  const [gone = ''] = writers;
  await world.deleteRecord('Contacts', gone);
  world.functions.clock.ms += 2 * DAY_MS;
  await world.admin('POST', '/v1/intake/runs', {});
  const { coverage, touches, texts } = await world.kept();
  expect([...touches, ...texts].filter((line) => line.includes(gone))).toEqual([]);
  expect(coverage.contacts).toBe(before.coverage.contacts - 1);
  expect(texts.length).toBeLessThan(before.texts.length);
  const there = { dc: NORDLICHT.dc, orgId: NORDLICHT.orgId };
  expect(await openIntake(world.functions.ports, there)).toBeNull();
  expect((await world.functions.as('administrator', there).call('GET', '/v1/intake')).at('coverage', 'contacts')).toBe(
    0,
  );
});

async function until(state: string): Promise<void> {
  while ((await readLatestIntake(world.functions.ports, ORG))?.value.state !== state) await turn();
}

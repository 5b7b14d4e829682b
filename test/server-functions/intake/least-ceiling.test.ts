import { expect, test } from 'vitest';
import { leastCeiling, listingCredits } from '#server-functions/intake/least-ceiling.ts';
import { readLatestIntake } from '#server-functions/intake/start-intake.ts';
import { FEWEST_INTAKE_CREDITS } from '#server-functions/policies/intake-policy.ts';
import { ZYLKER } from '#sandbox/orgs/zylker.ts';
import { inIntakeWorlds, type IntakeWorld } from '#test/support/intake-world.ts';

const ORG = { dc: ZYLKER.dc, orgId: ZYLKER.orgId };
const DAY_MS = 86_400_000;

let world: IntakeWorld;
inIntakeWorlds((made) => {
  world = made;
});

/** The CRM counts so many contacts from now on, or refuses to. */
function countsContacts(contacts: number | 'refuses'): { times: number } {
  const { network } = world.functions;
  const asked = { times: 0 };
  network.fetch = async (...call) => {
    const { body } = call[1] ?? {};
    if (typeof body !== 'string' || !body.includes('COUNT(id) from Contacts')) return globalThis.fetch(...call);
    asked.times++;
    return contacts === 'refuses'
      ? Response.json({ code: 'INVALID_QUERY', status: 'error', message: 'no', details: {} }, { status: 400 })
      : Response.json({ data: [{ 'COUNT(id)': contacts }], info: { count: 1, more_records: false } });
  };
  return asked;
}

async function choose(mostPerDay: number, state: 'on' | 'off' = 'on') {
  const { at } = await world.admin('GET', '/v1/intake');
  const reply = await world.admin('PUT', '/v1/intake', { state, mostPerDay, revision: at('policy', 'revision') });
  return { status: reply.status, code: reply.at('code'), problem: reply.at('problems', 0) };
}

test('a ceiling leaves at least as much for reading as the list of contacts takes, and never less than the least of all', () => {
  expect(leastCeiling(null)).toBe(FEWEST_INTAKE_CREDITS);
  expect(leastCeiling(2_000)).toBe(FEWEST_INTAKE_CREDITS);
  for (const contacts of [32_000, 200_001, 400_000, 3_000_000]) {
    const least = leastCeiling(contacts);
    expect(least % 10).toBe(0);
    expect(least - listingCredits(contacts)).toBeGreaterThanOrEqual(listingCredits(contacts));
  }
});

test('a ceiling that is too low for the contacts there are is refused with the least that makes sense', async () => {
  countsContacts(400_000);
  const least = leastCeiling(400_000);
  expect(least).toBeGreaterThan(FEWEST_INTAKE_CREDITS);
  const shown = await world.admin('GET', '/v1/intake');
  expect([shown.at('contacts'), shown.at('least')]).toEqual([400_000, least]);
  const problem = { code: 'intake.tooFew', params: { least, contacts: 400_000 }, where: 'mostPerDay' };
  expect(await choose(least - 1)).toEqual({ status: 422, code: 'intake.tooFew', problem });
  expect((await choose(least)).status).toBe(200);
  // Off costs nothing, whatever it once was.
  expect((await choose(FEWEST_INTAKE_CREDITS, 'off')).status).toBe(200);
});

test('who opens the page sees the last count and its time; the contacts are counted again a day later, when asked, and when somebody decides', async () => {
  const { clock } = world.functions;
  const asked = countsContacts(400_000);
  const look = async (query = '') => {
    const shown = await world.admin('GET', `/v1/intake${query}`);
    return [shown.at('contacts'), Date.parse(String(shown.at('countedAt'))), asked.times];
  };
  const first = clock.ms;
  expect(await look()).toEqual([400_000, first, 1]);
  clock.ms += DAY_MS - 1;
  expect(await look()).toEqual([400_000, first, 1]);
  expect(await look('?count=now')).toEqual([400_000, clock.ms, 2]);
  const second = clock.ms;
  clock.ms += DAY_MS - 1;
  expect(await look()).toEqual([400_000, second, 2]);
  clock.ms += 1;
  expect(await look()).toEqual([400_000, clock.ms, 3]);
  // Who decides is judged by what there is then, and that is what the page says next.
  expect((await choose(leastCeiling(400_000))).status).toBe(200);
  expect(await look()).toEqual([400_000, clock.ms, 4]);
  expect((await world.admin('GET', '/v1/intake?count=often')).status).toBe(400);
});

test('where the CRM does not count, the least of all is enough', async () => {
  countsContacts('refuses');
  expect((await world.admin('GET', '/v1/intake')).at('contacts')).toBeNull();
  expect((await choose(FEWEST_INTAKE_CREDITS)).status).toBe(200);
});

test('an intake whose ceiling has come to be too low for the list of contacts ends before it, and says why', async () => {
  expect((await choose(FEWEST_INTAKE_CREDITS)).status).toBe(200);
  countsContacts(2_000_000);
  world.functions.clock.ms += DAY_MS;
  await world.functions.tick(ORG);
  await world.functions.tick(ORG);
  const shown = await world.admin('GET', '/v1/intake');
  expect([shown.at('intake', 'state'), shown.at('intake', 'reason')]).toEqual(['failed', 'ceilingTooLow']);
  expect(Number(shown.at('spentToday'))).toBeLessThan(20);
  const latest = await readLatestIntake(world.functions.ports, ORG);
  expect(latest?.value.job.cursor.contacts.parts).toEqual([]);
});

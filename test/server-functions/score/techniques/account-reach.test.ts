import { expect, test } from 'vitest';
import { decodeEvidence } from '#core/labels/evidence.ts';
import { decodeMoreEvidence } from '#core/labels/more-evidence.ts';
import type { AccountReach } from '#core/techniques/engagement/evidence.ts';
import { editRecord, type MemoryOrg } from '#test/support/memory-crm-data.ts';
import { createRefreshWorld, REFRESH_MORNING } from '#test/support/refresh-world.ts';
import { createTechniquesOrg } from '#test/support/technique-runs.ts';

const MINUTE_MS = 60_000;
const TODAY = '2026-06-30';

const rowsOf = (memory: MemoryOrg, module: string) => [...(memory.modules.get(module)?.rows.values() ?? [])];

/** What the CRM's own evidence field says of each account. */
function reachIn(memory: MemoryOrg): ReadonlyMap<string, AccountReach | undefined> {
  return new Map(
    rowsOf(memory, 'Accounts').map((account) => {
      const whole = decodeEvidence(String(account['ABM_Evidence']), 'test');
      const more = whole.ok ? decodeMoreEvidence(whole.value, 'test') : whole;
      if (!more.ok) throw new Error(JSON.stringify(more.error));
      return [String(account['id']), more.value.engagement?.reach];
    }),
  );
}

/** Answered calls of an account by hour and weekday of the org's zone, call by call. */
function answeredIn(memory: MemoryOrg, account: string): { readonly hours: number[]; readonly weekdays: number[] } {
  const accountOf = new Map(rowsOf(memory, 'Contacts').map(({ id, Account_Name }) => [id, Account_Name]));
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: memory.org.timeZone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  const found = { hours: Array<number>(24).fill(0), weekdays: Array<number>(7).fill(0) };
  for (const call of rowsOf(memory, 'Calls')) {
    const whose = accountOf.get(call['Who_Id'] ?? null) ?? call['What_Id'];
    const answered = call['Call_Type'] !== 'Missed' && Number(call['Call_Duration_in_seconds']) > 0;
    if (whose !== account || !answered || call['Call_Start_Time'] === null) continue;
    const [day = '', month = '', year = '', hour = ''] = format
      .format(Date.parse(String(call['Call_Start_Time'])))
      .split(/[/, :]+/);
    const at = `${year}-${month}-${day}`;
    if (at > TODAY) continue;
    found.hours[Number(hour)]!++;
    found.weekdays[(new Date(at).getUTCDay() + 6) % 7]!++;
  }
  return found;
}

test('a run keeps for each account the hour and the weekday, in the org’s zone, when most of its calls were answered', async () => {
  const { memory, configuration } = await createTechniquesOrg(40);
  const world = await createRefreshWorld(memory, configuration, { ms: REFRESH_MORNING }, { techniqueAccounts: 7 });
  expect((await world.run('full')).state).toBe('done');
  const kept = reachIn(memory);
  const hours = new Set<number | null>();
  for (const [account, reach] of kept) {
    const answered = answeredIn(memory, account);
    const calls = answered.weekdays.reduce((sum, each) => sum + each, 0);
    const [hourCalls, weekdayCalls] = [Math.max(...answered.hours), Math.max(...answered.weekdays)];
    const expected = {
      hour: answered.hours.indexOf(hourCalls),
      hourCalls,
      weekday: answered.weekdays.indexOf(weekdayCalls) + 1,
      weekdayCalls,
      calls,
      spread: {
        timed: answered.hours.reduce((sum, each) => sum + each, 0),
        hours: answered.hours.filter((each) => each > 0 && each === hourCalls).length,
        weekdays: answered.weekdays.filter((each) => each === weekdayCalls).length,
      },
    };
    expect([account, reach?.bestTime]).toEqual([account, calls === 0 ? null : expected]);
    hours.add(reach?.bestTime?.hour ?? null);
  }
  // Winter's calls were written with summer's offset: they were an hour earlier.
  expect(hours.has(7)).toBe(true);
  expect(hours.size).toBeGreaterThan(4);
});

test('a run of what changed lets it stand until the next full run; a call without a time has a weekday alone', async () => {
  const clock = { ms: REFRESH_MORNING };
  const { memory, configuration } = await createTechniquesOrg(40);
  const world = await createRefreshWorld(memory, configuration, clock);
  await world.run('full');
  const before = reachIn(memory);
  const [account = ''] = [...before].find(([, reach]) => reach?.bestTime === null) ?? [];
  expect(account).not.toBe('');
  clock.ms += 20 * MINUTE_MS;
  memory.clock.ms = clock.ms;
  editRecord(memory, 'Accounts', account, { Industry: 'Communications' });
  editRecord(memory, 'Calls', '810000', {
    Who_Id: null,
    What_Id: account,
    Call_Type: 'Inbound',
    Call_Result: null,
    Call_Duration_in_seconds: 60,
    Call_Start_Time: '2026-06-29',
  });
  await world.run('changes');
  expect(reachIn(memory)).toEqual(before);
  clock.ms += 20 * MINUTE_MS;
  memory.clock.ms = clock.ms;
  await world.run('full');
  expect(reachIn(memory).get(account)?.bestTime).toEqual({
    hour: null,
    hourCalls: 0,
    weekday: 1,
    weekdayCalls: 1,
    calls: 1,
    spread: { timed: 0, hours: 0, weekdays: 1 },
  });
});

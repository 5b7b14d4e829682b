import { expect, test } from 'vitest';
import { deleteRecord, editRecord } from '#test/support/memory-crm-data.ts';
import { createRefreshWorld, REFRESH_MORNING } from '#test/support/refresh-world.ts';
import { createTechniquesOrg, idsOf, lend, publishedIn, textsOf } from '#test/support/technique-runs.ts';

const MINUTE_MS = 60_000;

test('a run of what changed lets these techniques stand until the next full run; who is new or leaves has none', async () => {
  const clock = { ms: REFRESH_MORNING };
  const { memory, configuration } = await createTechniquesOrg(40);
  const world = await createRefreshWorld(
    memory,
    {
      ...configuration,
      criteria: { conditions: [{ field: 'employees', operator: 'atLeast', number: 1 }], pattern: '1' },
    },
    clock,
  );
  await world.run('full');
  const before = await publishedIn(world);
  const labelOf = ({ table }: Pick<typeof before, 'table'>, id: bigint) => {
    const row = idsOf(table).indexOf(id);
    return textsOf(table, 'abm:engagement.label')[row] ?? null;
  };
  const [leaves = 0n, wins = 0n, calls = 0n] = [...idsOf(before.table)].filter((id) => labelOf(before, id) !== null);
  clock.ms += 20 * MINUTE_MS;
  memory.clock.ms = clock.ms;
  editRecord(memory, 'Accounts', String(leaves), { Employees: 0 });
  editRecord(memory, 'Accounts', '5000', { Account_Name: 'New', Industry: null, Employees: 12 });
  editRecord(memory, 'Deals', '5001', {
    Deal_Name: 'won',
    Account_Name: String(wins),
    Stage: 'Closed Won',
    Amount: '10',
    Closing_Date: '2026-06-29',
  });
  for (let call = 0; call < 40; call++)
    editRecord(memory, 'Calls', String(810_000 + call), {
      Who_Id: null,
      What_Id: String(calls),
      Call_Type: 'Inbound',
      Call_Result: null,
      Call_Duration_in_seconds: 500,
      Call_Start_Time: '2026-06-29T10:00:00+02:00',
    });
  const asked: string[] = [];
  const swept = await world.run('changes', (ports, perform) =>
    perform(
      lend(ports, (crm) => ({
        ...crm,
        fields(module) {
          asked.push(module);
          return crm.fields(module);
        },
      })),
    ),
  );
  expect([swept.state, swept.fullBecause]).toEqual(['done', null]);
  // Each is a credit, once a minute perhaps: what only full runs read is theirs to ask for.
  expect(asked).toEqual(['Accounts', 'Deals']);
  const now = await publishedIn(world);
  expect([labelOf(now, leaves), labelOf(now, 5000n)]).toEqual([null, null]);
  for (const id of [wins, calls]) expect(labelOf(now, id)).toBe(labelOf(before, id));
  expect(now.record.engagement?.half).toBe(before.record.engagement?.half);
  const noLabel = (record: typeof now.record) =>
    record.engagement?.labels.find(({ labelId }) => labelId === null)?.accounts;
  expect([noLabel(before.record), noLabel(now.record)]).toEqual([0, 1]);
  const account = (id: bigint) => memory.modules.get('Accounts')?.rows.get(String(id));
  expect(account(leaves)?.['ABM_Engagement_Label']).toBe(null);
  expect(String(account(wins)?.['ABM_Evidence']).split('|').length).toBeGreaterThan(3);

  clock.ms += 20 * MINUTE_MS;
  memory.clock.ms = clock.ms;
  await world.run('full');
  const full = await publishedIn(world);
  expect(labelOf(full, 5000n)).toBe('cold');
  expect(labelOf(full, calls)).toBe('highly-engaged');
  expect(full.record.engagement?.half).toBe(before.record.engagement?.half);
});

test('the points at 50 stand as long as the settings that give points, whatever labels are called, and are proposed anew for others', async () => {
  const clock = { ms: REFRESH_MORNING };
  const { memory, configuration } = await createTechniquesOrg(40);
  const world = await createRefreshWorld(memory, configuration, clock);
  await world.run('full');
  const { half: first, halfFrom } = (await publishedIn(world)).record.engagement ?? {};
  expect(halfFrom).toBe('proposed');
  for (const id of memory.modules.get('Events')?.rows.keys() ?? []) deleteRecord(memory, 'Events', id);
  clock.ms += MINUTE_MS;
  await world.run('full');
  // What stands was proposed, though nothing is proposed any more: nobody set it.
  expect((await publishedIn(world)).record.engagement).toMatchObject({ half: first, halfFrom: 'proposed' });
  const { engagement } = configuration.techniques;
  if (engagement == null) throw new Error('engagement is chosen');
  let version = 1;
  const halfUnder = async (change: Partial<typeof engagement>) => {
    const techniques = { ...configuration.techniques, engagement: { ...engagement, ...change } };
    await world.publish({ ...configuration, version: ++version, techniques });
    await world.run('full');
    return (await publishedIn(world)).record.engagement?.half;
  };
  const labels = engagement.labels.map((label) => ({ ...label, names: { ...label.names, en: `${label.names.en}!` } }));
  const sources = engagement.sources.map((source) => ({ ...source, names: { ...source.names, es: 'Otro nombre' } }));
  expect(await halfUnder({ labels, sources })).toBe(first);
  expect(await halfUnder({ half: 20 })).toBe(20);
  expect((await publishedIn(world)).record.engagement?.halfFrom).toBe('settings');
  const anew = await halfUnder({});
  expect([first, 20]).not.toContain(anew);
  expect(await halfUnder({ windowDays: 60 })).not.toBe(anew);
});

import { expect, test } from 'vitest';
import * as z from 'zod';
import { parseIsoDay } from '#core/crm/days.ts';
import { seenOverviewSchema } from '#server-functions/score/seen-overview.ts';
import type { AccountView } from '#server-functions/shared/sharing/account-view.ts';
import { createWorkDesk } from '#server-functions/shared/work/create-work-desk.ts';
import type { WorkQuestion } from '#server-functions/shared/work/work-question.ts';
import { editRecord } from '#test/support/memory-crm-data.ts';
import { createRefreshWorld, REFRESH_MORNING, REFRESH_ORG } from '#test/support/refresh-world.ts';
import { publishedIn } from '#test/support/technique-runs.ts';
import { shippedTexts } from '#test/support/techniques-org.ts';
import { publishTexts } from '#test/support/published-intake.ts';
import { createVoiceOrg } from '#test/support/voice-runs.ts';

const TODAY = parseIsoDay('2026-06-30') ?? 0;
const listSchema = z.object({
  accounts: z.array(z.object({ id: z.string(), surge: z.number().nullable(), owner: z.string().nullable() })),
});

test('accounts whose negative texts surge are counted and listed, the most first, as far as somebody may see them', async () => {
  const { memory, withVoice } = await createVoiceOrg(30);
  const clock = { ms: REFRESH_MORNING };
  const world = await createRefreshWorld(memory, withVoice({ sources: [shippedTexts('notes')] }), clock);
  const [calm = 0n, angry = 0n, angrier = 0n, used = 0n, past = 0n] = [
    ...(memory.modules.get('Accounts')?.rows.keys() ?? []),
  ].map(BigInt);
  const notes = (account: bigint, count: number, ago: number, text: string) =>
    Array.from({ length: count }, () => ({ contact: 0n, account, day: TODAY - ago, text }));
  const bad = 'We were charged twice again. This is unacceptable, nobody answers.';
  const good = 'The new release is wonderful, thank you so much for the great help!';
  await publishTexts(world, {
    emails: [],
    notes: [
      ...notes(calm, 9, 2, good),
      ...notes(angry, 20, 30, good),
      ...notes(angry, 4, 6, bad),
      ...notes(angrier, 20, 30, good),
      ...notes(angrier, 6, 0, bad),
      // As ever, and long ago.
      ...notes(used, 40, 30, bad),
      ...notes(used, 4, 1, bad),
      ...notes(past, 20, 30, good),
      ...notes(past, 6, 7, bad),
      // Not written yet.
      ...notes(calm, 9, -1, bad),
    ],
  });
  expect((await world.run('full')).state).toBe('done');

  const ask = async <T>(question: WorkQuestion, schema: z.ZodType<T>): Promise<T> => {
    const answer = await createWorkDesk(world.ports)(question);
    if (!answer.ok) throw new Error(answer.error.reason);
    return schema.parse(JSON.parse(answer.value));
  };
  const list = async (view: AccountView | null) => {
    const { accounts } = await ask(
      {
        kind: 'segmentAccounts',
        org: REFRESH_ORG,
        view,
        isOwn: false,
        hidden: [],
        members: null,
        page: 1,
        sort: { by: 'surge', descending: true },
        filter: null,
      },
      listSchema,
    );
    return accounts.flatMap(({ id, surge }) => (surge === null ? [] : [[BigInt(id), surge]]));
  };
  expect((await publishedIn(world)).record.voice?.surges).toBe(2);
  expect(await list(null)).toEqual([
    [angrier, 6],
    [angry, 4],
  ]);
  const view = { ids: BigInt64Array.of(calm, angry), digest: 'some' };
  expect(await list(view)).toEqual([[angry, 4]]);
  const seen = await ask({ kind: 'overview', org: REFRESH_ORG, view }, seenOverviewSchema);
  expect(seen.numbers.voice?.surges).toBe(1);

  // A look for changes lets them stand with the labels.
  editRecord(memory, 'Accounts', String(angry), { Account_Name: 'Renamed' });
  clock.ms += 20 * 60_000;
  memory.clock.ms = clock.ms;
  const swept = await world.run('changes');
  expect([swept.state, swept.fullBecause]).toEqual(['done', null]);
  expect((await publishedIn(world)).record.voice?.surges).toBe(2);
  expect(await list(null)).toEqual([
    [angrier, 6],
    [angry, 4],
  ]);
});

test('where no text was read, whoever sees some accounts alone hears it too', async () => {
  const { memory, withVoice } = await createVoiceOrg(30);
  const clock = { ms: REFRESH_MORNING };
  const world = await createRefreshWorld(memory, withVoice({ sources: [shippedTexts('notes')] }), clock);
  expect((await world.run('full')).state).toBe('done');
  const [one = 0n] = [...(memory.modules.get('Accounts')?.rows.keys() ?? [])].map(BigInt);
  const view = { ids: BigInt64Array.of(one), digest: 'one' };
  const answer = await createWorkDesk(world.ports)({ kind: 'overview', org: REFRESH_ORG, view });
  if (!answer.ok) throw new Error(answer.error.reason);
  const { voice } = seenOverviewSchema.parse(JSON.parse(answer.value)).numbers;
  expect([voice?.surges, voice?.warnings]).toEqual([0, [{ code: 'voice.noTexts', params: {} }]]);
});

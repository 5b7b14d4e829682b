import { expect, test } from 'vitest';
import { fail, ok } from '#core/result.ts';
import type { AccountView } from '#server-functions/shared/sharing/account-view.ts';
import { createAnswerMemory } from '#server-functions/shared/work/remember-answers.ts';
import type { WorkQuestion } from '#server-functions/shared/work/work-question.ts';

const ORG = { dc: 'com', orgId: '700010001' } as const;
const NOTHING_HIDDEN = { hidden: [], members: null, isOwn: false, hideDeals: false } as const;

function questionOf(
  given: Partial<Extract<WorkQuestion, { kind: 'segmentPerformance' }>> = {},
): Extract<WorkQuestion, { kind: 'segmentPerformance' }> {
  return { kind: 'segmentPerformance', org: ORG, view: null, ...NOTHING_HIDDEN, hidden: [], ...given };
}

function viewOf(digest: string, ...ids: bigint[]): AccountView {
  return { digest, ids: BigInt64Array.from(ids) };
}

/** A memory whose every finding gives another answer. */
function countingMemory() {
  const at = { ms: 0 };
  const memory = createAnswerMemory({ now: () => at.ms });
  let found = 0;
  const ask = (question: WorkQuestion, state = 'generation-1', lasts = true) =>
    memory.get(question, state, async () => ({ answer: ok(`answer ${++found}`), lasts }));
  return { at, memory, ask };
}

test('the same question about the same generation is answered once, for a minute', async () => {
  const { at, ask } = countingMemory();
  expect(await Promise.all([ask(questionOf()), ask(questionOf())]), 'at once').toEqual([
    ok('answer 1'),
    ok('answer 1'),
  ]);
  at.ms = 59_999;
  expect(await ask(questionOf())).toEqual(ok('answer 1'));
  at.ms = 60_000;
  expect(await ask(questionOf())).toEqual(ok('answer 2'));
});

test('nobody is given what was found for somebody with other rights, of another org, or in another generation', async () => {
  const { ask } = countingMemory();
  const questions: readonly (readonly [WorkQuestion, string])[] = [
    [questionOf(), 'generation-1'],
    [questionOf(), 'generation-2'],
    [questionOf({ hidden: ['abm:deals.won'] }), 'generation-1'],
    [questionOf({ hideDeals: true }), 'generation-1'],
    [questionOf({ isOwn: true }), 'generation-1'],
    [questionOf({ members: 'segments/a/members-1' }), 'generation-1'],
    [questionOf({ org: { dc: 'com', orgId: '700010002' } }), 'generation-1'],
    [questionOf({ org: { dc: 'eu', orgId: '700010001' } }), 'generation-1'],
    [questionOf({ view: viewOf('none') }), 'generation-1'],
    [questionOf({ view: viewOf('one', 1n) }), 'generation-1'],
    [questionOf({ view: viewOf('two', 1n, 2n) }), 'generation-1'],
  ];
  const first = await Promise.all(questions.map(([question, state]) => ask(question, state)));
  expect(first).toEqual(questions.map((_, place) => ok(`answer ${place + 1}`)));
  const again = await Promise.all(questions.map(([question, state]) => ask(structuredClone(question), state)));
  expect(again, 'equal views share an answer').toEqual(first);
});

test('refusals, failures, and answers that lack something are asked for again', async () => {
  const { memory, ask } = countingMemory();
  const refused = await memory.get(questionOf(), 'generation-1', async () => ({
    answer: fail({ reason: 'noGeneration', problems: [] }),
    lasts: true,
  }));
  expect(refused.ok).toBe(false);
  const broken = memory.get(questionOf(), 'generation-1', () => Promise.reject(new TypeError('a bug')));
  await expect(broken).rejects.toThrow('a bug');
  expect(await ask(questionOf(), 'generation-1', false)).toEqual(ok('answer 1'));
  expect(await ask(questionOf())).toEqual(ok('answer 2'));
  expect(await ask(questionOf())).toEqual(ok('answer 2'));
});

test('the oldest answers leave before they take more than their room', async () => {
  const memory = createAnswerMemory({ now: () => 0 });
  let found = 0;
  const ask = (page: number) =>
    memory.get(questionOf({ members: `segments/${page}/members-1` }), 'generation-1', async () => {
      found++;
      return { answer: ok('x'.repeat(1024 * 1024)), lasts: true };
    });
  for (let page = 0; page < 9; page++) await ask(page);
  await ask(8);
  expect(found, 'the newest is there').toBe(9);
  await ask(0);
  expect(found, 'the first is not').toBe(10);
});

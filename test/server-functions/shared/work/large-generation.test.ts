import { expect, test } from 'vitest';
import { proposeFor } from '#server-functions/configuration/propose.ts';
import { createGenerationShelf } from '#server-functions/shared/work/generation-shelf.ts';
import { createWorkDesk } from '#server-functions/shared/work/create-work-desk.ts';
import type { WorkQuestion } from '#server-functions/shared/work/work-question.ts';
import { createMemoryCrmBatch } from '#test/support/memory-crm.ts';
import { createMemoryOrg } from '#test/support/memory-crm-data.ts';
import { createRefreshWorld, REFRESH_MORNING, REFRESH_ORG } from '#test/support/refresh-world.ts';

/** Several objects of accounts, and of months. */
const ACCOUNTS = 40;

function createOrg() {
  return createMemoryOrg(
    {
      accounts: Array.from({ length: ACCOUNTS }, (_, index) => ({
        name: `Account ${(index * 7) % ACCOUNTS}`,
        industry: index % 3 === 0 ? null : `Industry ${index % 4}`,
        employees: 10 * index,
      })),
      deals: Array.from({ length: 3 * ACCOUNTS }, (_, index) => ({
        name: `Deal ${index}`,
        account: `Account ${index % ACCOUNTS}`,
        stage: index % 4 === 0 ? ('Qualification' as const) : ('Closed Won' as const),
        amount: `${100 + index}.50`,
        closingDate: `2026-0${1 + (index % 6)}-15`,
      })),
    },
    1_000n,
  );
}

test('a large generation that stays in its file answers what one in memory answers, also to who sees some accounts', async () => {
  const memory = createOrg();
  const proposed = await proposeFor(createMemoryCrmBatch(memory), { at: '2026-06-30T00:00:00Z', author: 'test' });
  if (!proposed.ok) throw new Error(JSON.stringify(proposed.error));
  const world = await createRefreshWorld(memory, proposed.value, { ms: REFRESH_MORNING });
  expect((await world.run('full')).state).toBe('done');
  const { ports } = world;
  const [whole, lazy] = [
    createGenerationShelf(ports),
    createGenerationShelf(ports, { wholeAccounts: 0, keptBytes: 500 }),
  ];
  const [inMemory, inFile] = [createWorkDesk(ports, whole), createWorkDesk(ports, lazy)];

  const generation = await whole.current(REFRESH_ORG);
  const ids = generation?.table.columns.get('id');
  if (ids?.kind !== 'id') throw new Error('it has ids');
  const some = { digest: 'some', ids: ids.values.filter((_, row) => row % 3 === 1) };
  const criteria = { conditions: [{ field: 'employees', operator: 'atLeast' as const, number: 100 }], pattern: '1' };
  for (const view of [null, some]) {
    const seen = { org: REFRESH_ORG, view, isOwn: false, hidden: [], members: null };
    const questions: WorkQuestion[] = [
      { kind: 'segmentAccounts', ...seen, filter: null, sort: { by: 'name', descending: false }, page: 1 },
      { kind: 'segmentAccounts', ...seen, filter: null, sort: { by: 'wonMinor', descending: true }, page: 1 },
      { kind: 'segmentPerformance', ...seen, hideDeals: false },
      { kind: 'segmentDistribution', ...seen, by: 'industry' },
      {
        kind: 'segmentPreview',
        org: REFRESH_ORG,
        view,
        hidden: [],
        members: null,
        parent: null,
        parentMembers: null,
        segment: {
          format: 'lodestar.segment/1',
          name: 'Large',
          module: 'accounts',
          nature: { kind: 'dynamic', interval: 'daily' },
          parent: null,
          criteria,
        },
      },
    ];
    if (view !== null) questions.push({ kind: 'overview', org: REFRESH_ORG, view });
    for (const question of questions) {
      const expected = await inMemory(question);
      expect({ kind: question.kind, isAnswered: expected.ok }).toEqual({ kind: question.kind, isAnswered: true });
      expect({ kind: question.kind, answer: await inFile(question) }).toEqual({
        kind: question.kind,
        answer: expected,
      });
    }
  }
  // It was not read whole.
  expect((await lazy.current(REFRESH_ORG))?.table.kinds?.get('id')).toBe('id');
  expect((await (await lazy.current(REFRESH_ORG))?.months())?.length).toBeGreaterThan(1);
});

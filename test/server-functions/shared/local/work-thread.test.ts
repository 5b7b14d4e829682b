import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { EVERYTHING } from '#core/criteria/criteria.ts';
import type { Segment } from '#core/segments/segment.ts';
import { settingsSchema } from '#server-functions/shared/local/settings.ts';
import { createWorkClient } from '#server-functions/shared/local/work-client.ts';
import { createFolderBlob } from '#server-functions/shared/stores/folder-blob.ts';
import { createSqliteStore } from '#server-functions/shared/stores/sqlite-store.ts';
import type { WorkQuestion } from '#server-functions/shared/work/work-question.ts';
import { publishGeneration } from '#test/support/publish-generation.ts';
import { createTemporaryFolder } from '#test/support/temporary-folder.ts';

const ORG = { dc: 'com', orgId: '700010001' } as const;
const { path: folder, remove } = createTemporaryFolder();
afterAll(remove);

const settings = settingsSchema.parse({
  port: 0,
  folder,
  dataCentres: [{ dc: 'com', apiUrl: 'https://crm.example', contentUrl: 'https://content.example' }],
  installations: [],
  clockOffsetMs: 0,
});
const segment: Segment = {
  format: 'lodestar.segment/1',
  name: 'All',
  module: 'accounts',
  nature: { kind: 'static' },
  parent: null,
  criteria: EVERYTHING,
};

test('what broke off a question or an evaluation is in the log', async () => {
  const blob = createFolderBlob(join(folder, 'blobs'));
  const store = createSqliteStore(join(folder, 'store.db'), { now: () => Date.now() });
  // A column of the wrong kind is nobody's expected outcome: a bug.
  const wrong = ['abm:account.included', { kind: 'number', values: Float64Array.of(1) }] as const;
  await publishGeneration({ store, blob }, ORG, [wrong]);
  store.close();
  const work = createWorkClient(settings, new Map(), () => undefined);
  try {
    const question = {
      org: ORG,
      segment,
      parent: null,
      parentMembers: null,
      formerMembers: null,
      keepAs: null,
      view: null,
    };
    const insight: WorkQuestion = {
      kind: 'segmentPerformance',
      org: ORG,
      view: null,
      isOwn: false,
      hidden: [],
      members: null,
      hideDeals: false,
    };
    await expect(work.segments.evaluate(question)).rejects.toMatchObject({ code: 'unavailable' });
    await expect(work.ask(insight)).rejects.toMatchObject({ code: 'unavailable' });
  } finally {
    await work.close();
  }
  const lines = readFileSync(join(folder, 'functions.log'), 'utf8').trim().split('\n');
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 'warn', event: 'work.broke', bug: 'TypeError' }),
    expect.objectContaining({ level: 'warn', event: 'work.broke', bug: 'TypeError' }),
  ]);
  expect(lines.join(''), 'the place in our own code').toContain('core/segments/members:');
});

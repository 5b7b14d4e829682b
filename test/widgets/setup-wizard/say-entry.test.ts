import { expect, test } from 'vitest';
import type { RefreshEntry } from '#widgets/setup-wizard/refresh/refresh-api.ts';
import { sayEntry } from '#widgets/setup-wizard/refresh/say-entry.ts';
import { translatorIn } from '#test/support/read-catalogue.ts';

const t = translatorIn('en');
const said = (result: Partial<NonNullable<RefreshEntry['result']>>): string =>
  sayEntry(
    {
      at: '2026-11-22T09:49:00Z',
      until: '2026-11-22T09:49:00Z',
      times: 1,
      kind: 'nightly',
      runId: 'run-1',
      skipped: null,
      result: {
        state: 'done',
        reason: null,
        fullBecause: null,
        differs: null,
        written: 0,
        readCredits: 1,
        writeCredits: 0,
        ...result,
      },
    },
    t,
  );

test('a refresh that broke or was stopped says why in words, and what it had written by then', () => {
  expect(said({ state: 'failed', reason: 'unavailable' })).toBe(
    'Broke off: the CRM or ABM’s own storage did not answer. The labels published before stay.',
  );
  expect(said({ state: 'cancelled', reason: 'cancelled', written: 1_000 })).toBe(
    'Cancelled. Labels of 1,000 accounts had been written.',
  );
  expect(said({ state: 'cancelled', reason: 'cancelled' })).toBe('Cancelled.');
  expect(said({ state: 'publishedPartly', reason: 'rowsRefused', written: 2 })).toBe(
    'Labels of 2 accounts written. Some could not be written: the CRM refused some records.',
  );
});

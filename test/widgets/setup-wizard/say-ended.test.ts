import { expect, test } from 'vitest';
import { sayEnded } from '#widgets/setup-wizard/say-ended.ts';
import { runViewSchema } from '#widgets/shared/schemas/run-view.ts';
import { translatorIn } from '#test/support/read-catalogue.ts';

const t = translatorIn('en');
const said = (row: Readonly<Record<string, unknown>>): string =>
  sayEnded(runViewSchema.parse({ id: 'run-1', ...row }), t).join(' ');

test('cancelled half way: labels are published, so many of so many accounts carry them, and what writes the rest', () => {
  expect(said({ state: 'cancelled', projection: { of: 2_000, written: 1_000, failed: 0 } })).toBe(
    'Its labels are published: the ABM tab, segments and exports go by them. ' +
      'In the CRM, 1,000 of 2,000 accounts to update are known to carry them. ' +
      'Run again to write the rest; otherwise the next night’s run does. Until then no changes are looked for.',
  );
  // All of them were through.
  expect(said({ state: 'cancelled', projection: { of: 40, written: 40, failed: 0 } })).not.toContain('the rest');
  expect(said({ state: 'cancelled', projection: { of: 0, written: 0, failed: 0 } })).toContain(
    'In the CRM no account needed an update.',
  );
});

test('cancelled before it published: what stood before stands', () => {
  expect(said({ state: 'cancelled', projection: null })).toContain('It had published no labels');
});

test('one that broke after it had published does not say that the labels of before stand', () => {
  const broke = said({ state: 'failed', reason: 'interrupted', projection: { of: 9, written: 3, failed: 0 } });
  expect(broke).toContain('3 of 9 accounts to update');
  expect(broke).toContain('the next look for changes does');
  expect(broke).not.toContain('What was published before stays in force.');
  expect(said({ state: 'failed', reason: 'interrupted' })).toContain('What was published before stays in force.');
});

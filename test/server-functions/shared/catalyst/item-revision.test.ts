import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatRevision,
  KEPT_IDS,
  nextRevision,
  parseRevision,
  traceWrite,
  type ItemRevision,
} from '#server-functions/shared/catalyst/item-revision.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const expiry = fc.option(fc.integer({ min: -1, max: 9_999_999_999_999 }), { nil: null });

test('a revision comes back from its text, and no other text is one', () => {
  fc.assert(
    fc.property(expiry, fc.nat({ max: 20 }), (expiresAt, writes) => {
      let revision = nextRevision(null, expiresAt);
      for (let n = 0; n < writes; n++) revision = nextRevision(revision, expiresAt);
      expect(parseRevision(formatRevision(revision))).toEqual(revision);
      expect(revision.ids.length).toBe(Math.min(writes + 1, KEPT_IDS));
    }),
    { numRuns: propertyRuns(100) },
  );
  for (const text of ['', 'never', 'never.', '5', 'x.AAAAAAAAAAAAAAAA', 'never.short', `never.${'A'.repeat(17)}`])
    expect(parseRevision(text)).toBeNull();
});

test('revisions never repeat', () => {
  const seen = new Set(Array.from({ length: 10_000 }, () => formatRevision(nextRevision(null, null))));
  expect(seen.size).toBe(10_000);
});

test('a write in doubt is told rightly as long as its trace is kept, and never wrongly after', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.nat({ max: 12 }), fc.nat({ max: 12 }), (tookPlace, before, after) => {
      let standing: ItemRevision = nextRevision(null, null);
      for (let n = 0; n < before; n++) standing = nextRevision(standing, null);
      const replaced = standing;
      const ours = nextRevision(replaced, null);
      if (tookPlace) standing = ours;
      for (let n = 0; n < after; n++) standing = nextRevision(standing, null);
      const trace = traceWrite(standing, ours, replaced);
      if (tookPlace) expect(trace).toBe(after < KEPT_IDS ? 'ours' : 'untold');
      else expect(trace).toBe(after > 0 && after < KEPT_IDS ? 'overtaken' : 'untold');
    }),
    { numRuns: propertyRuns(300) },
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  decodeEvidence,
  decodeEvidenceShard,
  encodeEvidence,
  encodeEvidenceShard,
  labelFromEvidence,
  MAX_EVIDENCE_CHARS,
  type AccountEvidence,
} from '#core/labels/evidence.ts';
import { rfmEvidenceAt, rfmVerdict } from '#core/techniques/rfm/evidence.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { scoreRfm, type RfmScores } from '#core/techniques/rfm/score.ts';
import type { RfmSettings } from '#core/techniques/rfm/settings.ts';
import { scoreAt } from '#core/techniques/rfm/steps.ts';
import { hostileTexts } from '#test/support/hostile-evidence.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { aggregateDeals, AS_OF_DAY, type DealRow } from '#test/support/rfm-data.ts';

const ACCOUNTS = 10_000;

/** Small seeded generator (mulberry32): the same accounts in every run. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

function randomDeals(random: () => number, accounts: number): DealRow[] {
  const rows: DealRow[] = [];
  for (let account = 0; account < accounts; account++) {
    const count = Math.floor(random() ** 3 * 20);
    for (let i = 0; i < count; i++) {
      rows.push({
        id: 5_843_104_000_000_000_000n + BigInt(rows.length * 7),
        account,
        day: AS_OF_DAY - Math.floor(random() * 1_400),
        amountMinor: random() < 0.05 ? null : Math.round(10 ** (2 + random() * 6)) * (random() < 0.03 ? -1 : 1),
        units: random() < 0.2 ? Math.round(random() * 5_000) / 1_000 : 1,
      });
    }
  }
  return rows;
}

function scored(settings: RfmSettings) {
  const aggregate = aggregateDeals(ACCOUNTS, randomDeals(randomNumbers(7), ACCOUNTS));
  const population = Uint8Array.from({ length: ACCOUNTS }, (_, ordinal) => (ordinal % 17 === 0 ? 0 : 1));
  const result = scoreRfm({ aggregate, population, settings, asOfDay: AS_OF_DAY, minorDigits: 2 });
  if (!result.ok) throw new Error(result.error.message.code);
  return { aggregate, population, scores: result.value };
}

const preset = presetRfmSettings();
const withNever: RfmSettings = {
  ...preset,
  frequencyOf: 'products',
  labels: [
    ...preset.labels.slice(0, 6),
    { id: 'never', names: { en: 'Never', es: 'Nunca' }, colour: '#75777C', optionId: null, matches: 'noPurchases' },
  ],
};
test('columns and basis reproduce the scores inside the evidence', () => {
  const { aggregate, population, scores } = scored(withNever);
  const { basis } = scores;
  const wrong: number[] = [];
  for (let ordinal = 0; ordinal < ACCOUNTS; ordinal++) {
    const purchases = rfmEvidenceAt({ scores, aggregate, population }, ordinal)?.purchases ?? null;
    const columns = columnsAt(scores, ordinal);
    const [days = 0, frequency = 0, minor = 0] = columns;
    const expected =
      purchases === null
        ? [-1, Number.NaN, Number.NaN, 0, 0, 0]
        : [
            days,
            frequency,
            minor,
            scoreAt(basis.recency.steps, days),
            scoreAt(basis.frequency.steps, Math.round(frequency * 1_000)),
            scoreAt(basis.monetary.steps, minor),
          ];
    const { r = 0, f = 0, m = 0 } = purchases ?? {};
    const verdict = purchases === null ? { r, f, m } : rfmVerdict({ purchases }, basis).scores;
    const same = `${columns.join()} ${r},${f},${m}` === `${expected.join()} ${expected.slice(3).join()}`;
    if (!same || verdict === null || `${verdict.r},${verdict.f},${verdict.m}` !== `${r},${f},${m}`) wrong.push(ordinal);
  }
  expect(wrong).toEqual([]);
});

function columnsAt({ recencyDays, frequency, monetaryMinor, r, f, m }: RfmScores, ordinal: number): number[] {
  return [recencyDays, frequency, monetaryMinor, r, f, m].map((column) => column[ordinal] ?? Number.NaN);
}

test('evidence of both techniques stays near 100 bytes, latest deal first and then the largest', () => {
  const { aggregate, population, scores } = scored(preset);
  const sizes: number[] = [];
  const wrong: number[] = [];
  for (let ordinal = 0; ordinal < ACCOUNTS; ordinal++) {
    const rfm = rfmEvidenceAt({ scores, aggregate, population }, ordinal);
    if (rfm === null) continue;
    const { dealIds = [] } = rfm.purchases ?? {};
    const expected = new Set(
      [aggregate.lastDeal[ordinal], ...aggregate.largestDeal.subarray(ordinal * 4, ordinal * 4 + 4)].filter(
        (id) => id !== 0n,
      ),
    );
    if (dealIds.join() !== [...expected].join() || dealIds.length > 5) wrong.push(ordinal);
    const firmographics = {
      technique: 'firmographics',
      labelId: 'medium',
      rule: 1,
      conditionBits: [0, 3, 1, 0],
    } as const;
    sizes.push(encodeEvidence({ rfm, firmographics }).length);
  }
  expect(wrong).toEqual([]);
  expect(Math.max(...sizes)).toBeLessThanOrEqual(110);
});

const labelled = fc.oneof(
  fc.constant({ labelId: null, rule: null }),
  fc.record({ labelId: fc.stringMatching(/^[a-z][a-z0-9-]{0,39}$/), rule: fc.integer({ min: 0, max: 4 }) }),
);
const level = fc.integer({ min: 1, max: 5 });
const anyEvidence: fc.Arbitrary<AccountEvidence> = fc.record({
  rfm: fc.option(
    fc
      .record({
        labelled,
        purchases: fc.option(
          fc.record({
            lastDay: fc.integer({ min: -700_000, max: 2_900_000 }),
            frequency: fc.integer({ min: -9_000_000, max: 9_000_000_000 }).map((ticks) => ticks / 1_000),
            r: level,
            f: level,
            m: level,
            monetaryStep: fc.integer({ min: 0, max: 100 }),
            dealIds: fc
              .uniqueArray(fc.bigInt({ min: 1n, max: 2n ** 63n - 1n }), { minLength: 1, maxLength: 5 })
              .map((ids) => ids.map(String)),
          }),
        ),
      })
      .map(({ labelled: head, purchases }) => ({ technique: 'rfm' as const, ...head, purchases })),
  ),
  firmographics: fc.option(
    fc
      .record({
        labelled,
        conditionBits: fc.array(fc.integer({ min: 0, max: 2 ** 25 - 1 }), { minLength: 1, maxLength: 5 }),
      })
      .map(({ labelled: head, conditionBits }) => ({ technique: 'firmographics' as const, ...head, conditionBits })),
  ),
});

test('whatever is written is read back, within the length that the reader accepts', () => {
  fc.assert(
    fc.property(anyEvidence, (evidence) => {
      const text = encodeEvidence(evidence);
      expect(text).toMatch(/^[ -~]*$/);
      expect(text.length).toBeLessThan(MAX_EVIDENCE_CHARS / 3);
      expect(decodeEvidence(text, 'test')).toEqual({ ok: true, value: evidence });
    }),
    { numRuns: propertyRuns(1_000) },
  );
});

test('hostile text is a problem and never a crash; what is accepted is exactly what would be written', () => {
  fc.assert(
    fc.property(hostileTexts(anyEvidence.map(encodeEvidence)), (text) => {
      const decoded = decodeEvidence(text, 'record 7');
      if (decoded.ok) expect(encodeEvidence(decoded.value)).toBe(text);
      else
        expect(`${decoded.error.code} ${decoded.error.where}`).toMatch(
          /^evidence\.(?:unreadable|newerVersion) record 7$/,
        );
    }),
    { numRuns: propertyRuns(600) },
  );
});

test.each([
  ['', 'evidence.unreadable'],
  ['1|champions,0,dh2|', 'evidence.unreadable'],
  ['1|champions,9,dh2,1,555,4,1|', 'evidence.unreadable'],
  ['1|champions,0,dh2,1,556,4,1|', 'evidence.unreadable'],
  ['1|champions,0,dh2,1,555,4,0|', 'evidence.unreadable'],
  ['1|champions,0,dh2,1,555,4,1.0|', 'evidence.unreadable'],
  ['1|champions,0,0dh2,1,555,4,1|', 'evidence.unreadable'],
  ['1|champions,0,dh2,1,555,4,1y2p0ij32e8e8|', 'evidence.unreadable'],
  ['1||large,0,1.2.3.4.5.6', 'evidence.unreadable'],
  ['1||large,0,zzzzzz', 'evidence.unreadable'],
  ['1||__proto__,0,1', 'evidence.unreadable'],
  ['2|whatever', 'evidence.newerVersion'],
  [`1|${'a'.repeat(2_000_000)}|`, 'evidence.unreadable'],
])('%.60s is %s', (text, code) => {
  expect(decodeEvidence(text, 'x')).toMatchObject({ ok: false, error: { code } });
});

test('a shard is read back, and damage names its line', () => {
  const entries = Array.from({ length: 2_000 }, (_, index) => ({
    account: String(5_843_104_000_000_000_000n + BigInt(index)),
    evidence: { rfm: { technique: 'rfm', labelId: 'lost', rule: 7, purchases: null }, firmographics: null } as const,
  }));
  const text = encodeEvidenceShard(entries);
  expect(decodeEvidenceShard(text, 'shard 3')).toEqual({ ok: true, value: entries });
  const lines = text.split('\n');
  const damaged = (change: (copy: string[]) => void) => {
    const copy = [...lines];
    change(copy);
    const decoded = decodeEvidenceShard(copy.join('\n'), 'shard 3');
    return decoded.ok ? null : decoded.error.where;
  };
  expect(damaged((copy) => (copy[0] = 'lodestar.evidence/2 2000'))).toBe('shard 3:1');
  expect(damaged((copy) => copy.splice(5, 1))).toBe('shard 3:2001');
  expect(damaged((copy) => (copy[4] = copy[3] ?? ''))).toBe('shard 3:5');
  expect(damaged((copy) => (copy[9] = `${copy[9]}x`))).toBe('shard 3:10');
  expect(damaged((copy) => copy.pop())).toBe('shard 3:2001');
  expect(() => encodeEvidenceShard([...entries, ...entries])).toThrow(RangeError);
});

test('evidence and basis of different techniques do not meet', () => {
  const { basis } = scored(preset).scores;
  const firmographics = { technique: 'firmographics', labelId: null, rule: null, conditionBits: [0] } as const;
  // @ts-expect-error the types refuse it, and so does the code
  expect(() => labelFromEvidence(firmographics, basis)).toThrow(TypeError);
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { describeCondition } from '#core/criteria/describe-criteria.ts';
import type { Message } from '#core/message.ts';
import { explainFirmographics } from '#core/techniques/firmographics/explain.ts';
import { explainRfm } from '#core/techniques/rfm/explain.ts';
import { firmographicsCases, rfmCases, type FirmographicsCase, type RfmCase } from '#test/support/explanation-cases.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { translatorIn } from '#test/support/read-catalogue.ts';
import type { AmountClaim } from '#widgets/account-360/models/account-view.ts';
import {
  colourOf,
  labelName,
  sayMessage,
  sayVisibleCondition,
  type Wording,
} from '#widgets/account-360/say-message.ts';

const LABELS = Array.from({ length: 8 }, (_, index) => `label-${index + 1}`);
const WORDING: Wording = {
  labelNames: (['rfm', 'firmographics'] as const).flatMap((technique) =>
    LABELS.map((id) => ({
      id,
      technique,
      names: { en: `${technique} ${id}`, es: `${technique} ${id}` },
      colour: '#1E874B',
    })),
  ),
  fieldLabels: { industry: 'Branche', employees: 'Mitarbeiter', 'crm:Signed': 'Signed', 'crm:Partner': 'Partner' },
  conditions: {},
  frequencyOf: 'deals',
  todayDay: 20_455,
};
/** A currency that no other word contains: where it shows, an amount does. */
const TRANSLATORS = [translatorIn('en', { currency: 'XTS' }), translatorIn('es', { currency: 'XTS' })];
const [english, spanish] = [translatorIn('en'), translatorIn('es')];
const say = (code: string, params: Message['params'], amounts: AmountClaim = 'shown', wording = WORDING) =>
  sayMessage({ code, params }, amounts, wording, english);

function rfmMessages({ basis, evidence, monetaryMinor }: RfmCase): readonly Message[] {
  const { rule, reasons, nearMisses, changes, ageing } = explainRfm({ basis, evidence, monetaryMinor });
  return [rule, ...reasons, ...nearMisses, ...changes, ...(ageing === null ? [] : [ageing])];
}

function firmographicsMessages({ basis, evidence }: FirmographicsCase): readonly Message[] {
  const { rule, reasons, nearMisses } = explainFirmographics({ basis, evidence });
  return [rule, ...reasons, ...nearMisses];
}

function expectWords(text: string | null, message: Message): void {
  if (text === null) return;
  const unfit =
    /[{}]|\b(?:rfm|firmographics|criteria|account)\.[a-z]|undefined|NaN|\bnull\b|^\s*$|\b(?:crm|abm):|\[object/;
  expect([message, text, unfit.test(text)]).toEqual([message, text, false]);
}

test('whatever RFM explains is said in words, in both languages, whether amounts may be said or not', () => {
  fc.assert(
    fc.property(rfmCases, (rfm) => {
      const wording = { ...WORDING, frequencyOf: rfm.basis.frequencyOf };
      for (const message of rfmMessages(rfm)) {
        for (const t of TRANSLATORS) {
          const amounts = rfm.monetaryMinor === null && rfm.evidence.purchases !== null ? 'differ' : 'shown';
          expectWords(sayMessage(message, amounts, wording, t), message);
        }
      }
    }),
    { numRuns: propertyRuns(120) },
  );
});

test('without the right to amounts no amount is in any sentence', () => {
  fc.assert(
    fc.property(rfmCases, fc.constantFrom('hidden' as const, 'differ' as const), (rfm, amounts) => {
      const wording = { ...WORDING, frequencyOf: rfm.basis.frequencyOf };
      for (const message of rfmMessages({ ...rfm, monetaryMinor: null })) {
        for (const t of TRANSLATORS) {
          const text = sayMessage(message, amounts, wording, t);
          expectWords(text, message);
          // An account without purchases carries cut-offs in its params: they stay there.
          expect([message, text?.includes('XTS') ?? false]).toEqual([message, false]);
        }
      }
    }),
    { numRuns: propertyRuns(120) },
  );
});

test('whatever firmographics explains is said in words, in both languages', () => {
  fc.assert(
    fc.property(firmographicsCases, (firmographics) => {
      const conditions = Object.fromEntries(
        firmographics.basis.labels.map(({ id, criteria }) => [id, criteria.conditions.map(describeCondition)]),
      );
      for (const message of firmographicsMessages(firmographics)) {
        for (const t of TRANSLATORS) {
          const text = sayMessage(message, 'hidden', { ...WORDING, conditions }, t);
          expectWords(text, message);
          expect(text).not.toBeNull();
        }
      }
    }),
    { numRuns: propertyRuns(120) },
  );
});

test('those properties meet every code there is', () => {
  const seen = new Set<string>();
  for (const sample of fc.sample(rfmCases, { numRuns: 150, seed: 7 }))
    for (const { code } of rfmMessages(sample)) seen.add(code);
  for (const sample of fc.sample(firmographicsCases, { numRuns: 150, seed: 7 })) {
    for (const { code } of firmographicsMessages(sample)) seen.add(code);
  }
  expect([...seen].toSorted()).toEqual([
    'firmographics.nearMiss.with',
    'firmographics.nearMiss.without',
    'firmographics.reason.everything',
    'firmographics.reason.failed',
    'firmographics.reason.held',
    'firmographics.rule.criteria',
    'firmographics.rule.none',
    'rfm.ageing',
    'rfm.change.amount',
    'rfm.change.dealToday',
    'rfm.change.frequency',
    'rfm.nearMiss.frequency',
    'rfm.nearMiss.monetary',
    'rfm.nearMiss.recency',
    'rfm.reason.frequencyOfDeals',
    'rfm.reason.frequencyOfProducts',
    'rfm.reason.monetary',
    'rfm.reason.noPurchases',
    'rfm.reason.recency',
    'rfm.rule.noPurchases',
    'rfm.rule.none',
    'rfm.rule.scores',
  ]);
});

test.for([
  [{ fromDays: null, toDays: null }, 'any age'],
  [{ fromDays: null, toDays: 1 }, 'up to 1 day'],
  [{ fromDays: 31, toDays: null }, '31 days or more'],
  [{ fromDays: 31, toDays: 31 }, '31 days'],
  [{ fromDays: 31, toDays: 90 }, '31 to 90 days'],
] as const)('both ends of a band belong to it: %j reads %s', ([band, words]) => {
  const params = { score: 4, levels: 5, days: 40, lastDay: 20_414, dealId: null, ...band };
  expect(say('rfm.reason.recency', params)).toBe(
    `Last purchase on Nov 22, 2025, 40 days before the count: recency 4 of 5 (${words})`,
  );
});

test('the monetary reason says what may be said', () => {
  const params = { score: 4, levels: 5, amountMinor: 123_456, fromMinor: 100_000, toMinor: null };
  const none = { ...params, amountMinor: null, fromMinor: null };
  expect(say('rfm.reason.monetary', params)).toBe('Purchases worth $1,234.56: monetary 4 of 5 ($1,000.00 or more)');
  expect(say('rfm.reason.monetary', none, 'hidden')).toBe('Monetary 4 of 5; amounts are hidden by your profile');
  expect(say('rfm.reason.monetary', none, 'differ')).toBe(
    'Monetary 4 of 5; the deals that you can see add up to another amount than the run counted',
  );
});

test('a deal of any size is asked for without one', () => {
  const change = (atLeastMinor: number | null, amounts?: AmountClaim) =>
    say('rfm.change.dealToday', { label: 'label-1', atLeastMinor }, amounts);
  expect(change(0)).toBe('A deal won today makes it rfm label-1');
  expect(change(250_000)).toBe('A deal won today of at least $2,500.00 makes it rfm label-1');
  expect(change(null, 'hidden')).toContain('hidden by your profile');
  expect(change(null, 'differ')).toBe('A deal won today, large enough, makes it rfm label-1');
});

test('what is nothing but an amount is left out where amounts are', () => {
  expect(say('rfm.change.amount', { label: 'label-1', moreMinor: null }, 'hidden')).toBeNull();
  expect(say('rfm.nearMiss.monetary', { label: 'label-1', score: 3, lessMinor: null }, 'hidden')).toBeNull();
});

test('losing the label has a name among near misses, and words of its own with age', () => {
  expect(say('rfm.nearMiss.recency', { label: null, score: 1, daysMore: 3 })).toBe(
    'No label with a last purchase 3 days older',
  );
  const ageing = { label: null, score: 1, onDay: 20_500, inDays: 46 };
  expect(say('rfm.ageing', ageing)).toBe('Loses its label on Feb 16, 2026 unless a deal closes before');
});

test('a day of change that has passed waits for the next count', () => {
  const params = { label: 'label-2', score: 1, onDay: 20_455, inDays: 1 };
  expect(say('rfm.ageing', params)).toBe(
    'Becomes rfm label-2 with the next count: Jan 2, 2026 has passed without a purchase',
  );
  expect(say('rfm.ageing', params, 'shown', { ...WORDING, todayDay: 20_454 })).toBe(
    'Becomes rfm label-2 on Jan 2, 2026 unless a deal closes before',
  );
});

test('where products are counted, products are asked for', () => {
  const wording = { ...WORDING, frequencyOf: 'products' as const };
  expect(say('rfm.change.frequency', { label: 'label-1', unitsMore: 2.5 }, 'shown', wording)).toBe(
    '2.5 more products bought make it rfm label-1',
  );
  expect(say('rfm.nearMiss.frequency', { label: 'label-1', score: 2, unitsFewer: 1 }, 'shown', wording)).toBe(
    'rfm label-1 with 1 product less',
  );
});

test('a near miss quotes the condition it hangs on, which is another label’s', () => {
  const conditions = {
    'label-1': [{ code: 'criteria.atLeast', params: { condition: 1, field: 'employees', number: 1_000 } }],
    'label-2': [{ code: 'criteria.is', params: { condition: 1, field: 'industry', value: 'Energy' } }],
  };
  const params = { label: 'label-2', of: 'label-1', condition: 1, field: 'employees', operator: 'atLeast' };
  const text = say('firmographics.nearMiss.with', params, 'hidden', { ...WORDING, conditions });
  expect(text).toBe('firmographics label-2 if Mitarbeiter is at least 1,000');
});

test('a condition on a hidden field tells nothing of what it holds', () => {
  const condition = { code: 'criteria.atLeast', params: { condition: 1, field: 'annualRevenue', number: 5_000_000 } };
  expect(sayVisibleCondition(condition, WORDING.fieldLabels, english)).toBe(
    'a condition on a field that your profile hides',
  );
  // Names that every object has are no labels.
  const inherited = { code: 'criteria.isEmpty', params: { condition: 1, field: 'constructor' } };
  expect(sayVisibleCondition(inherited, {}, spanish)).toBe('una condición sobre un campo que su perfil oculta');
});

test('labels are named in the viewer’s language and by technique; an unknown one shows its id', () => {
  const labelNames = [
    { id: 'new', technique: 'rfm' as const, names: { en: 'New', es: 'Nuevas' }, colour: '#0E8FA3' },
    {
      id: 'new',
      technique: 'firmographics' as const,
      names: { en: 'Newcomer', es: 'Recién llegada' },
      colour: '#A8701A',
    },
  ];
  expect(labelName('new', 'rfm', { labelNames }, spanish)).toBe('Nuevas');
  expect(labelName('new', 'firmographics', { labelNames }, english)).toBe('Newcomer');
  expect(colourOf('new', 'firmographics', { labelNames })).toBe('#A8701A');
  expect(labelName('gone', 'rfm', { labelNames }, english)).toBe('gone');
  expect(labelName(null, 'rfm', { labelNames }, english)).toBeNull();
});

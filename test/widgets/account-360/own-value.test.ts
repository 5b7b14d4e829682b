import { expect, test } from 'vitest';
import { hide, createPanelWorld } from '#test/support/panel-world.ts';
import { loadReady } from '#test/support/load-panel.ts';
import { translatorIn } from '#test/support/read-catalogue.ts';
import { withOwnValue } from '#widgets/account-360/models/own-value.ts';
import type { FieldMetadata } from '#core/crm/metadata.ts';
import { sayMessage } from '#widgets/account-360/say-message.ts';
import { createZoneDay } from '#widgets/shared/viewer-settings.ts';

const TERMS = {
  money: { home: 'USD', digits: 2, means: 'foreignPerHome' as const },
  zoneDay: createZoneDay('Europe/Madrid'),
};
const field = (apiName: string, type: FieldMetadata['type']): FieldMetadata => ({
  apiName,
  label: apiName,
  type,
  custom: false,
  mandatory: false,
  readOnly: false,
  lookupModule: null,
  subformModule: null,
  options: [],
});
const reason = (operator: string, code = 'firmographics.reason.held') => ({
  code,
  params: { label: 'small', condition: 1, field: 'x', operator },
});
const own = (type: FieldMetadata['type'], value: unknown, more: Record<string, unknown> = {}) => {
  const said = withOwnValue(reason('atLeast'), { id: '1', X: value, ...more }, field('X', type), TERMS).params;
  return Object.fromEntries(Object.entries(said).filter(([name]) => name.startsWith('own')));
};

async function saidReasons(world: ReturnType<typeof createPanelWorld>, language: 'en' | 'es'): Promise<string> {
  const view = await loadReady(world);
  const label = view.labels.find(({ technique }) => technique === 'firmographics');
  const t = translatorIn(language);
  return (label?.reasons ?? []).map((each) => sayMessage(each, 'hidden', view, t)).join('\n');
}

test('a firmographic reason names the account’s own value beside what is demanded, in both languages', async () => {
  expect(await saidReasons(createPanelWorld(), 'en')).toMatch(/Employees is at least .* \(now \d+\)/);
  expect(await saidReasons(createPanelWorld(), 'es')).toMatch(/\(ahora \d+\)/);
});

test('of a field that the viewer’s profile hides no value is said', async () => {
  const world = createPanelWorld();
  hide(world, 'Accounts.Employees');
  expect(await saidReasons(world, 'en')).not.toMatch(/now|\d/);
});

test('numbers, amounts in home currency, days and texts are said; what is empty, long or foreign without a rate is not', () => {
  expect(own('integer', 82)).toEqual({ ownNumber: 82 });
  expect(own('money', 50, { Currency: 'EUR', Exchange_Rate: 0.5 })).toEqual({ ownMinor: 10_000 });
  expect(own('money', 50, { Currency: 'EUR' })).toEqual({});
  expect(own('date', '2026-01-01')).toEqual({ ownDay: 20_454 });
  expect(own('choice', 'Banking')).toEqual({ ownText: 'Banking' });
  expect(own('choices', ['A', 'B'])).toEqual({ ownText: 'A, B' });
  expect(own('lookup', { id: '7', name: 'Holding' })).toEqual({ ownText: 'Holding' });
  for (const [type, value] of [
    ['integer', null],
    ['date', ''],
    ['text', null],
    ['longText', 'x'.repeat(61)],
    ['boolean', true],
  ] as const) {
    expect([type, own(type, value)]).toEqual([type, {}]);
  }
});

test('a sentence that names the value is not followed by it; one that failed is', () => {
  const record = { id: '1', X: 'Banking' };
  const banking = field('X', 'choice');
  expect(withOwnValue(reason('is'), record, banking, TERMS)).toEqual(reason('is'));
  const failed = reason('is', 'firmographics.reason.failed');
  expect(withOwnValue(failed, record, banking, TERMS).params).toMatchObject({ ownText: 'Banking' });
});

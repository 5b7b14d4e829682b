import { expect, test } from 'vitest';
import { readTexts, translatorIn } from '#test/support/read-catalogue.ts';
import { parse } from '@formatjs/icu-messageformat-parser';
import { browserViewer, createZoneDay, knownZone, languageOf, localeOf } from '#widgets/shared/viewer-settings.ts';

const plain = (text: string): string => text.replaceAll(/[\u00a0\u202f]/g, ' ');

test('params say by their name how they are shown', () => {
  const t = translatorIn('en');
  expect(t.text('account.freshness', { onDay: 20_454 })).toBe('Labels as of Jan 1, 2026');
  expect(t.text('account.tile.rate', { wonShare: 0.857 })).toBe('85.7% of decided deals won');
  expect(t.message({ code: 'rfm.change.amount', params: { moreMinor: 400_000 } }, { label: 'Champions' })).toBe(
    '$4,000.00 more makes it Champions',
  );
});

test('the locale decides digits and dates where the language is only the words', () => {
  const t = translatorIn('en', { locale: 'en-GB', currency: 'EUR' });
  expect(plain(t.text('account.freshness', { onDay: 20_454 }))).toBe('Labels as of 1 Jan 2026');
  const german = translatorIn('en', { locale: 'de-DE', currency: 'JPY', currencyDigits: 0 });
  expect(plain(german.money(1_234_567))).toBe('1.234.567 ¥');
  expect(german.text('account.moreDeals', { count: 2_000 })).toBe('Only the latest 2.000 deals are counted here.');
});

test('a day is a day, whatever the zone of the org', () => {
  for (const timeZone of ['America/Los_Angeles', 'Pacific/Kiritimati']) {
    expect(translatorIn('en', { timeZone }).day(20_454)).toBe('Jan 1, 2026');
  }
  const instant = Date.parse('2026-01-01T01:00:00Z');
  expect(plain(translatorIn('en', { timeZone: 'America/Los_Angeles' }).instant(instant))).toBe('Dec 31, 2025, 5:00 PM');
});

test('an amount that is withheld is said to be, and an open end is none', () => {
  const t = translatorIn('en');
  const code = 'rfm.reason.monetary';
  const params = { score: 5, levels: 5, amountMinor: null, fromMinor: 100, toMinor: null, band: 'from' };
  expect(t.message({ code, params })).toBe(
    'Purchases worth an amount not shown to you: monetary 5 of 5 ($1.00 or more)',
  );
});

test('a code that no catalogue has shows as itself', () => {
  expect(translatorIn('en').message({ code: 'from.the.future', params: {} })).toBe('from.the.future');
});

test('both languages have the same messages with the same params', () => {
  const [english, spanish] = [readTexts('en'), readTexts('es')];
  expect(Object.keys(spanish).toSorted()).toEqual(Object.keys(english).toSorted());
  const params = (text: string): string[] =>
    [...new Set(JSON.stringify(parse(text, { ignoreTag: true })).match(/"type":[1-6],"value":"\w+"/g))].toSorted();
  const names = (text: string): string[] => [
    ...new Set(params(text).map((found) => found.replace(/.*"(\w+)"$/, '$1'))),
  ];
  const different = Object.keys(english).filter(
    (key) => String(names(english[key] ?? '')) !== String(names(spanish[key] ?? '')),
  );
  expect(different).toEqual([]);
});

test.for([
  ['es_ES', 'es', 'es-ES'],
  ['es_MX', 'es', 'es-MX'],
  ['en_GB', 'en', 'en-GB'],
  ['de_DE', 'en', 'de-DE'],
  ['zh_Hans_CN', 'en', 'zh-Hans-CN'],
  ['', 'en', 'en'],
  ['<script>', 'en', 'en'],
] as const)('a user of %s reads %s and writes numbers as in %s', ([zoho, language, locale]) => {
  expect(languageOf(zoho)).toBe(language);
  expect(localeOf(zoho, language)).toBe(locale);
});

test('before the CRM has said anything, the browser decides', () => {
  expect(browserViewer(['es-AR', 'en'])).toMatchObject({ language: 'es', locale: 'es-AR' });
  expect(browserViewer([])).toMatchObject({ language: 'en', locale: 'en' });
});

test('a day is counted in the org’s zone, whatever zone this machine is in', () => {
  const instant = Date.parse('2026-01-01T23:30:00Z');
  expect(createZoneDay('Europe/Madrid')(instant)).toBe(20_455);
  expect(createZoneDay('America/New_York')(instant)).toBe(20_454);
  expect(createZoneDay('Pacific/Kiritimati')(Date.parse('2025-12-31T10:00:00Z'))).toBe(20_454);
});

test('a zone that the browser does not know counts as UTC', () => {
  expect(knownZone('Mars/Olympus')).toBe('UTC');
  expect(createZoneDay('Mars/Olympus')(Date.parse('2026-01-01T23:59:00Z'))).toBe(20_454);
});

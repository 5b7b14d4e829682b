import { expect, test } from 'vitest';
import { checkVoice } from '#core/configuration/check-voice.ts';
import { applyVoiceFix, lintVoice } from '#core/techniques/voice/lint.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';
import { voiceSettingsSchema, type VoiceCondition, type VoiceSettings } from '#core/techniques/voice/settings.ts';

const share = (percent: number, operator: VoiceCondition['operator'] = 'atLeast'): VoiceCondition => ({
  kind: 'intent',
  intent: 'purchase',
  operator,
  percent,
});

function settingsOf(...labels: readonly (readonly VoiceCondition[])[]): VoiceSettings {
  return {
    ...presetVoiceSettings(),
    labels: labels.map((conditions, index) => ({
      id: `label-${index}`,
      names: { en: `Label ${index}`, es: `Etiqueta ${index}` },
      colour: '#2F72D6',
      optionId: null,
      conditions: [...conditions],
      pattern: '',
    })),
  };
}

const codesOf = (settings: VoiceSettings): string[] =>
  lintVoice(settings).flatMap(({ severity, message }) => (severity === 'info' ? [] : [message.code]));

test('presets are valid and lint clean', () => {
  expect(voiceSettingsSchema.safeParse(presetVoiceSettings()).success).toBe(true);
  expect(checkVoice(presetVoiceSettings(), 'voice')).toEqual([]);
  expect(codesOf(presetVoiceSettings())).toEqual([]);
});

test('a label that an earlier one takes whole is found, and its fix brings it back', () => {
  const settings = settingsOf([share(50)], [share(80)]);
  const [found] = lintVoice(settings);
  expect(found).toMatchObject({ message: { code: 'lint.shadowedLabel', params: { label: 'label-1' } } });
  expect(found?.fix).toEqual({ kind: 'moveLabel', label: 1, before: 0 });
  if (found?.fix != null) expect(codesOf(applyVoiceFix(settings, found.fix))).toEqual([]);
});

const IMPOSSIBLE: readonly (readonly [string, readonly VoiceCondition[]])[] = [
  [
    'two purposes that cannot both be most texts',
    [share(60), { kind: 'intent', intent: 'complaint', operator: 'atLeast', percent: 60 }],
  ],
  ['more than everything', [share(100, 'over')]],
  ['less than nothing', [share(0, 'under')]],
  ['a limit that contradicts another', [share(50, 'over'), share(40, 'under')]],
];

test.each(IMPOSSIBLE)('a label that nobody can get is found: %s', (_, conditions) => {
  expect(codesOf(settingsOf(conditions, [share(10)]))).toEqual(['lint.emptyLabel']);
});

test('between two limits that are next to each other there is somebody, also with every mood asked for', () => {
  const between = (sentiment: 'positive' | 'neutral' | 'negative'): VoiceCondition[] => [
    { kind: 'sentiment', sentiment, operator: 'over', percent: 33 },
    { kind: 'sentiment', sentiment, operator: 'under', percent: 34 },
  ];
  expect(codesOf(settingsOf([...between('positive'), ...between('neutral'), ...between('negative')]))).toEqual([]);
  expect(codesOf(settingsOf([share(90, 'over'), share(91, 'under')]))).toEqual([]);
});

test('labels that share accounts are mentioned', () => {
  const findings = lintVoice(
    settingsOf([share(50)], [{ kind: 'sentiment', sentiment: 'negative', operator: 'over', percent: 10 }]),
  );
  expect(findings).toMatchObject([
    { severity: 'info', message: { code: 'lint.overlap' } },
    { severity: 'info', message: { code: 'lint.gapOfTexts' } },
  ]);
});

test('a limit on all competitors together leaves room for many mentions of one', () => {
  const settings = {
    ...settingsOf(
      [{ kind: 'competitor', competitor: 'Acme', operator: 'over', times: 50 }],
      [{ kind: 'competitor', competitor: null, operator: 'atLeast', times: 1 }],
    ),
    competitors: ['Acme', 'Globex'],
  };
  expect(codesOf(settings)).toEqual([]);
  const reversed = { ...settings, labels: settings.labels.toReversed() };
  expect(codesOf(reversed)).toEqual(['lint.shadowedLabel']);
});

test('names that no list has are errors, with the fix that adds them', () => {
  const settings = {
    ...settingsOf(
      [{ kind: 'keyword', keyword: 'price', sentiment: null, operator: 'over', times: 2 }],
      [{ kind: 'competitor', competitor: 'Acme', operator: 'over', times: 50 }],
    ),
    competitors: ['Globex'],
  };
  expect(codesOf(settings)).toEqual(['voice.unknownKeyword', 'voice.unknownCompetitor']);
  expect(checkVoice(settings, 'voice').map(({ code, where }) => `${where} ${code}`)).toEqual([
    'voice.labels[0].conditions[0] voice.unknownKeyword',
    'voice.labels[1].conditions[0] voice.unknownCompetitor',
  ]);
  const mended = lintVoice(settings).reduce((now, { fix }) => (fix === null ? now : applyVoiceFix(now, fix)), settings);
  expect(codesOf(mended)).toEqual([]);
});

test('labels that cannot be told apart are said while they are edited, as by every other technique', () => {
  const [first, second] = settingsOf([share(50)], [share(20)]).labels;
  if (first === undefined || second === undefined) throw new Error('Two labels were made');
  const twice = { ...second, id: first.id, names: { en: 'label 0', es: second.names.es } };
  const found = lintVoice({ ...presetVoiceSettings(), labels: [first, twice] });
  expect(
    found.filter(({ severity }) => severity === 'error').map(({ message, where }) => [message.code, where]),
  ).toEqual([
    ['lint.duplicateId', 'labels[1].id'],
    ['lint.duplicateName', 'labels[1].names.en'],
  ]);
});

test('while no competitors are named, the label that asks for them is warned of once', () => {
  const condition: VoiceCondition = { kind: 'competitor', competitor: 'Acme', operator: 'over', times: 50 };
  expect(codesOf(settingsOf([condition], [share(10)]))).toEqual(['voice.competitorsOff']);
  expect(checkVoice(settingsOf([condition]), 'voice')).toEqual([]);
});

test('a pattern that cannot be read is a problem at its place', () => {
  const settings = settingsOf([share(10)]);
  const broken = { ...settings, labels: settings.labels.map((label) => ({ ...label, pattern: '1 AND 2' })) };
  expect(checkVoice(broken, 'voice')).toMatchObject([{ where: 'voice.labels[0].pattern' }]);
});

test.each([
  ['no preference', { labels: [{ ...presetVoiceSettings().labels[0], conditions: [] }] }],
  ['nine labels', { labels: Array.from({ length: 9 }, () => presetVoiceSettings().labels[0]) }],
  ['a window of a week', { windowDays: 7 }],
  ['a competitor twice', { competitors: ['Acme', 'acme '] }],
  ['an unknown setting', { colour: 'red' }],
])('%s is refused', (_, change) => {
  expect(voiceSettingsSchema.safeParse({ ...presetVoiceSettings(), ...change }).success).toBe(false);
});

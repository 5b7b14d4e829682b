import { expect, test } from 'vitest';
import { describeChanges } from '#core/configuration/describe-changes.ts';
import type { Configuration } from '#core/configuration/configuration.ts';
import { EVERYTHING } from '#core/criteria/criteria.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { presetVoiceSettings } from '#core/techniques/voice/presets.ts';

const BEFORE: Configuration = {
  format: 'lodestar.config/1',
  version: 3,
  author: '',
  at: '2026-11-22T10:00:00Z',
  reason: '',
  mapping: {
    accounts: { module: 'Accounts', fields: { name: 'Account_Name' } },
    contacts: null,
    products: null,
    deals: { module: 'Deals', fields: {} },
    dealProducts: { kind: 'none' },
  },
  criteria: EVERYTHING,
  techniques: {
    rfm: presetRfmSettings(),
    firmographics: presetFirmographicsSettings(),
    engagement: presetEngagementSettings(),
    voice: { ...presetVoiceSettings(), competitors: ['Contoso'] },
  },
};
const said = (techniques: Partial<Configuration['techniques']>, rest: Partial<Configuration> = {}) =>
  describeChanges(BEFORE, { ...BEFORE, ...rest, techniques: { ...BEFORE.techniques, ...techniques } }).map(
    ({ of, message: { code, params } }) => [of, code.replace('changes.', ''), ...Object.values(params)],
  );

test('nothing changes where the same stands, whoever published it and whether what is not chosen is said', () => {
  expect(said({ recommendations: null }, { version: 4, author: 'Ada', reason: 'again' })).toEqual([]);
});

test('techniques are switched on and off, and modules and criteria change as a whole', () => {
  const criteria = { conditions: [{ field: 'name', operator: 'isNotEmpty' as const }], pattern: '' };
  expect(said({ rfm: null, recommendations: { horizonDays: 90, cellFields: [], labels: [] } }, { criteria })).toEqual([
    ['criteria', 'criteria'],
    ['rfm', 'deactivated'],
    ['recommendations', 'activated'],
  ]);
});

test('labels are added, taken out, renamed, recoloured, moved, and ask for something else', () => {
  const [large, medium, small, micro] = presetFirmographicsSettings().labels;
  if (large === undefined || medium === undefined || small === undefined || micro === undefined)
    throw new Error('four');
  const labels = [
    { ...medium, names: { en: 'Middle', es: 'Mediana' } },
    { ...large, colour: '#000000' },
    { ...small, criteria: { ...small.criteria, pattern: '1 OR 2' } },
    { ...micro, id: 'tiny' },
  ];
  expect(said({ firmographics: { labels } })).toEqual([
    ['firmographics', 'labelAdded', 'tiny'],
    ['firmographics', 'labelRemoved', 'micro'],
    ['firmographics', 'labelRenamed', 'medium'],
    ['firmographics', 'labelRecoloured', 'large'],
    ['firmographics', 'labelChanged', 'small'],
    ['firmographics', 'order'],
  ]);
});

test('figures are told from and to, lists by what came and went, the rest by name', () => {
  const engagement = presetEngagementSettings();
  const { call } = engagement.channels;
  if (call === undefined) throw new Error('the preset has calls');
  expect(
    said({
      rfm: { ...presetRfmSettings(), frequencyOf: 'products' },
      engagement: {
        ...engagement,
        windowDays: 180,
        half: 24,
        waitingDays: { ...engagement.waitingDays, email: null },
        channels: {
          ...engagement.channels,
          call: { ...call, points: { ...call.points, voicemail: 2 } },
          sms: { on: false, points: engagement.channels.sms?.points ?? {} },
        },
      },
      voice: { ...presetVoiceSettings(), competitors: ['Acme', 'Initech'] },
    }),
  ).toEqual([
    ['rfm', 'part', 'rfm.frequencyOf'],
    ['engagement', 'setting', 'engagement.windowDays', 365, 180],
    ['engagement', 'part', 'engagement.waitingDays'],
    ['engagement', 'points', 'call.voicemail', -1, 2],
    ['engagement', 'channelOff', 'sms'],
    ['engagement', 'setting', 'engagement.half', null, 24],
    ['voice', 'listAdded', 'voice.competitors', 2, 'Acme', 'Initech'],
    ['voice', 'listRemoved', 'voice.competitors', 1, 'Contoso'],
  ]);
});

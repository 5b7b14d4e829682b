import { expect, test } from 'vitest';
import { labelFields } from '#core/labels/label-fields.ts';
import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';

const rfm = presetRfmSettings().labels;
const firmographics = presetFirmographicsSettings().labels;

test('each chosen technique has its fields, evidence is shared', () => {
  const names = (fields: ReturnType<typeof labelFields>) => fields.map(({ field }) => `${field.apiName}:${field.type}`);
  expect(names(labelFields({ rfm, firmographics }))).toEqual([
    'ABM_RFM_Label:choice',
    'ABM_RFM_R:integer',
    'ABM_RFM_F:integer',
    'ABM_RFM_M:integer',
    'ABM_RFM_Since:date',
    'ABM_Firmographics_Label:choice',
    'ABM_Firmographics_Since:date',
    'ABM_Evidence:longText',
  ]);
  expect(names(labelFields({ rfm: null, firmographics }))).toEqual([
    'ABM_Firmographics_Label:choice',
    'ABM_Firmographics_Since:date',
    'ABM_Evidence:longText',
  ]);
});

test('recommendations have a label and its first day, behind those of the other techniques', () => {
  const { labels } = presetRecommendationsSettings();
  const fields = labelFields({ rfm: null, firmographics, recommendations: labels });
  expect(fields.map(({ role }) => role)).toEqual([
    'firmographicsLabel',
    'firmographicsSince',
    'recommendationsLabel',
    'recommendationsSince',
    'evidence',
  ]);
  expect(fields[2]?.field).toMatchObject({ apiName: 'ABM_Recommendations_Label', type: 'choice' });
  expect(fields[2]?.field.options.map(({ value }) => value)).toEqual(['Hot prospect', 'Cold prospect']);
});

test('options carry the names of the chosen language and the colours; the namespace comes first', () => {
  const [field] = labelFields({ rfm, firmographics: null, prefix: 'lodestar__', language: 'es' });
  expect(field?.field.apiName).toBe('lodestar__ABM_RFM_Label');
  expect(field?.field.label).toBe('ABM RFM Label');
  expect(field?.field.options[0]).toEqual({ value: 'Campeonas', colour: '#1E874B' });
  expect(field?.field.options).toHaveLength(8);
});

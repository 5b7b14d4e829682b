import { expect, test } from 'vitest';
import { checkRfmSettings } from '#core/configuration/check-rfm-settings.ts';
import { lintRfm } from '#core/techniques/rfm/lint.ts';
import { presetRfmLabels, presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { scoreRfmTotals } from '#core/techniques/rfm/score.ts';
import { MAX_LABELS, MAX_RANGES } from '#core/techniques/rfm/settings.ts';
import {
  addLabel,
  addRange,
  bandsOf,
  editLabel,
  isPreset,
  removeLabel,
  removeRange,
  setLevels,
  setMatches,
  setMode,
  setRange,
} from '#widgets/setup-wizard/techniques/edit-rfm.ts';
import {
  addFirmographicsLabel,
  moveFirmographicsLabel,
  removeFirmographicsLabel,
} from '#widgets/setup-wizard/techniques/edit-firmographics.ts';
import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';
import { EVERYTHING } from '#core/criteria/criteria.ts';

const PRESET = presetRfmSettings();
const TODAY = 20_779;

test('levels stay between 2 and 5', () => {
  expect(setLevels(PRESET, 'frequency', 9).frequency.levels).toBe(5);
  expect(setLevels(PRESET, 'frequency', 0).frequency.levels).toBe(2);
  expect(setLevels(PRESET, 'frequency', 3.4).frequency.levels).toBe(3);
});

test('the preset follows the levels and keeps the names people gave', () => {
  const renamed = editLabel(PRESET, 0, (label) => ({ ...label, names: { en: 'Stars', es: 'Estrellas' } }));
  const three = setLevels(renamed, 'frequency', 3);
  expect(isPreset(three)).toBe(true);
  expect(three.labels.map(({ matches }) => matches)).toEqual(
    presetRfmLabels({ r: 5, f: 3, m: 5 }).map(({ matches }) => matches),
  );
  expect(three.labels[0]?.names.en).toBe('Stars');
});

test('patterns of one’s own stay, and the linter offers what to do about scores that are gone', () => {
  const own = setMatches(PRESET, 0, { r: { min: 5, max: 5 }, f: { min: 5, max: 5 }, m: null });
  const three = setLevels(own, 'frequency', 3);
  expect(three.labels[0]?.matches).toEqual({ r: { min: 5, max: 5 }, f: { min: 5, max: 5 }, m: null });
  const findings = lintRfm(three, { asOfDay: TODAY, minorDigits: 2 });
  expect(findings[0]).toMatchObject({
    severity: 'error',
    message: { code: 'lint.scoreOutsideLevels', params: { label: 'champions' } },
  });
  expect(findings[0]?.fix).not.toBeNull();
});

test('going manual copies the automatic breaks: no account changes its score', () => {
  const length = 60;
  const totals = {
    length,
    lastDay: Int32Array.from({ length }, (_, i) => TODAY - ((i * 37) % 500)),
    frequencyTicks: Float64Array.from({ length }, (_, i) => 1_000 * (1 + (i % 7))),
    monetaryMinor: Float64Array.from({ length }, (_, i) => 12_345 * (1 + ((i * 17) % 60))),
  };
  const population = new Uint8Array(length).fill(1);
  const score = (settings: typeof PRESET) => {
    const scored = scoreRfmTotals({ totals, population, settings, asOfDay: TODAY, minorDigits: 2 });
    if (!scored.ok) throw new Error('it scores');
    return scored.value;
  };
  const automatic = score(PRESET);
  let settings = PRESET;
  for (const metric of ['recency', 'frequency', 'monetary'] as const)
    settings = setMode(settings, metric, 'manual', automatic.basis);
  const manual = score(settings);
  expect([manual.r, manual.f, manual.m]).toEqual([automatic.r, automatic.f, automatic.m]);
});

test('without a preview manual starts from whole bands that are in order', () => {
  for (const metric of ['recency', 'frequency', 'monetary'] as const) {
    for (const levels of [2, 3, 4, 5]) {
      const manual = setMode(setLevels(PRESET, metric, levels), metric, 'manual', null);
      expect(checkRfmSettings(manual, 'rfm')).toEqual([]);
      expect(lintRfm(manual, { asOfDay: TODAY, minorDigits: 2 }).filter(({ severity }) => severity !== 'info')).toEqual(
        [],
      );
    }
  }
});

test('ranges are added, changed and removed; a score without any loses its band', () => {
  let settings = setMode(PRESET, 'monetary', 'manual', null);
  settings = addRange(settings, 'monetary', 5);
  settings = setRange(settings, 'monetary', 5, 1, { from: 10, to: 20 });
  expect(bandsOf(settings, 'monetary')[0]?.anyOf).toEqual([
    { from: 50_000, to: null },
    { from: 10, to: 20 },
  ]);
  settings = removeRange(removeRange(settings, 'monetary', 5, 0), 'monetary', 5, 0);
  expect(bandsOf(settings, 'monetary').map(({ score }) => score)).toEqual([4, 3, 2, 1]);
  for (let i = 0; i < MAX_RANGES + 3; i++) settings = addRange(settings, 'monetary', 5);
  expect(bandsOf(settings, 'monetary')[0]?.anyOf).toHaveLength(MAX_RANGES);
});

test('fewer levels take the bands of scores that are gone along', () => {
  const manual = setMode(PRESET, 'recency', 'manual', null);
  expect(bandsOf(setLevels(manual, 'recency', 3), 'recency').map(({ score }) => score)).toEqual([3, 2, 1]);
});

test('labels stop at eight, and a new one has an id and names of its own', () => {
  expect(addLabel(PRESET)).toBe(PRESET);
  const added = addLabel(removeLabel(removeLabel(PRESET, 0), 0));
  const twice = addLabel(added);
  expect(twice.labels).toHaveLength(MAX_LABELS);
  expect(checkRfmSettings(twice, 'rfm')).toEqual([]);
});

test('firmographics keep two to five labels', () => {
  let settings = presetFirmographicsSettings();
  settings = addFirmographicsLabel(addFirmographicsLabel(settings, EVERYTHING), EVERYTHING);
  expect(settings.labels).toHaveLength(5);
  for (let i = 0; i < 9; i++) settings = removeFirmographicsLabel(settings, 0);
  expect(settings.labels).toHaveLength(2);
  const [first, second] = settings.labels.map(({ id }) => id);
  expect(moveFirmographicsLabel(settings, 0, 1).labels.map(({ id }) => id)).toEqual([second, first]);
  expect(moveFirmographicsLabel(settings, 0, -1).labels.map(({ id }) => id)).toEqual([first, second]);
});

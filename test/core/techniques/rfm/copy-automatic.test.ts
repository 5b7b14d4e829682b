import fc from 'fast-check';
import { expect, test } from 'vitest';
import { copyAutomatic } from '#core/techniques/rfm/copy-automatic.ts';
import { lintRfm } from '#core/techniques/rfm/lint.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { rfmSettingsSchema } from '#core/techniques/rfm/settings.ts';
import { propertyRuns } from '#test/support/property-runs.ts';
import { AS_OF_DAY, scoreAccounts } from '#test/support/rfm-data.ts';

const accounts = fc.array(
  fc.record({
    days: fc.integer({ min: 0, max: 400 }),
    frequency: fc.integer({ min: 1, max: 9 }),
    minor: fc.oneof(fc.integer({ min: -500, max: 500 }), fc.integer({ min: -(2 ** 50), max: 2 ** 50 })),
  }),
  { minLength: 25, maxLength: 50 },
);

test('copying automatic to manual keeps the score and the label of every account', () => {
  fc.assert(
    fc.property(
      accounts,
      fc.integer({ min: 2, max: 5 }),
      fc.constantFrom('deals', 'products'),
      (list, k, frequencyOf) => {
        const settings = { ...presetRfmSettings({ r: k, f: k, m: k }), frequencyOf };
        const automatic = scoreAccounts(list, settings);
        const copied = copyAutomatic(settings, automatic.basis);
        if (!copied.ok) throw new Error(copied.error.code);
        expect(rfmSettingsSchema.safeParse(copied.value).success).toBe(true);
        const manual = scoreAccounts(list, copied.value);
        expect([...manual.r]).toEqual([...automatic.r]);
        expect([...manual.f]).toEqual([...automatic.f]);
        expect([...manual.m]).toEqual([...automatic.m]);
        expect([...manual.label]).toEqual([...automatic.label]);
        const findings = lintRfm(copied.value, { asOfDay: AS_OF_DAY, minorDigits: 2 });
        expect(findings.filter(({ severity }) => severity !== 'info')).toEqual([]);
      },
    ),
    { numRuns: propertyRuns(300) },
  );
});

test('breaks between whole deals are written as whole deals', () => {
  const list = Array.from({ length: 26 }, (_, index) => ({ days: index, frequency: index + 1, minor: index }));
  const settings = presetRfmSettings({ r: 2, f: 2, m: 2 });
  const copied = copyAutomatic(settings, scoreAccounts(list, settings).basis, ['frequency']);
  // The break is 13.5: from the 14th deal on.
  expect(copied.ok && copied.value.frequency).toEqual({
    mode: 'manual',
    levels: 2,
    bands: [
      { score: 2, anyOf: [{ from: 14, to: null }] },
      { score: 1, anyOf: [{ from: null, to: 14 }] },
    ],
  });
  expect(copied.ok && copied.value.monetary.mode).toBe('automatic');
});

test('amounts that no decimal number can write exactly are refused', () => {
  const list = Array.from({ length: 30 }, (_, index) => ({
    days: index,
    frequency: index + 1,
    minor: Number.MAX_SAFE_INTEGER - 3 * index,
  }));
  const settings = presetRfmSettings();
  const copied = copyAutomatic(settings, scoreAccounts(list, settings).basis);
  expect(copied).toMatchObject({ ok: false, error: { code: 'rfm.notWritable', where: 'monetary' } });
});

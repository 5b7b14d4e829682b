import { expect, test } from 'vitest';
import { translatorIn } from '#test/support/read-catalogue.ts';
import { sayFailure, sayReason } from '#widgets/segment-list/say.ts';

test('a right that is missing is named as the profile lists it', () => {
  const said = sayFailure({ reason: 'refused', missing: 'Crm_Implied_Edit_ABM_Segments' }, translatorIn('en'));
  expect(said).toContain('(Crm_Implied_Edit_ABM_Segments)');
});

test.each(['en', 'es'] as const)('a hidden field is not said to be a right: %s', (language) => {
  const said = sayFailure({ reason: 'refused', missing: 'permission.fieldHidden' }, translatorIn(language));
  expect(said).not.toContain('permission');
  expect(said).toMatch(/field|campo/);
});

test.each(['en', 'es'] as const)('a conflict is said as what stands against it: %s', (language) => {
  const say = (code: string): string => sayFailure({ reason: 'conflict', code }, translatorIn(language));
  const changed = say('segment.changedMeanwhile');
  expect(changed).toMatch(/changed|cambiado/);
  const others = ['segment.hasChildren', 'segment.isStatic', 'export.noGeneration', 'run.notConfigured', 'export.busy'];
  expect(new Set([changed, ...others.map(say)]).size).toBe(others.length + 1);
});

test.each(['en', 'es'] as const)('what keeps somebody from their own view is said without a code: %s', (language) => {
  const t = translatorIn(language);
  const again = sayFailure({ reason: 'refused', missing: 'sharing.signInAgain' }, t);
  const unreadable = sayFailure({ reason: 'failed', code: 'sharing.unreadable' }, t);
  const reading = sayFailure({ reason: 'failed', code: 'sharing.stillReading' }, t);
  expect(reading).toMatch(/minute|minuto/);
  expect(reading).not.toMatch(/sharing/);
  expect([again, unreadable].join(' ')).not.toMatch(/sharing\./);
  expect(again).not.toBe(unreadable);
});

test('a run that stopped at a limit says at which, and how much of it was spent', () => {
  const say = (params?: Record<string, string | number>, language: 'en' | 'es' = 'en') =>
    sayReason(
      'budgetReached',
      translatorIn(language),
      params === undefined ? [] : [{ code: 'crm.budgetReached', params }],
    );
  expect(say({ of: 'run', most: 100, spent: 61 })).toBe(
    'It stopped at the limit for one run: 61 of 100 credits were spent.',
  );
  expect(say({ of: 'day', most: 900, spent: 880 }, 'es')).toBe(
    'Se detuvo en el límite de las ejecuciones de un día: se habían gastado 880 de 900 créditos.',
  );
  // Where sharing cuts what is told of runs, and of exports.
  expect(say()).toBe('The credits that were set for a run or a day are used up.');
});

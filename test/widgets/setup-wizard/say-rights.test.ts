import { expect, test } from 'vitest';
import { ABM_RIGHT_NAMES, type AbmRight } from '#core/permissions/rights.ts';
import { sayRights } from '#widgets/setup-wizard/permissions/say-rights.ts';
import { translatorIn } from '#test/support/read-catalogue.ts';

const plain = { administrator: false, manageAutomation: true };
const said = (language: 'en' | 'es', rights: readonly AbmRight[]): string =>
  sayRights(new Set(rights), plain, translatorIn(language)).join(' ');

test('the rights of a profile read as a sentence', () => {
  expect(said('en', ['access', 'createSegments'])).toBe('May look at labels and segments, and also create segments.');
  expect(said('es', ['access', 'createSegments'])).toBe('Pueden ver etiquetas y segmentos, y además crear segmentos.');
  expect(said('en', ['access'])).toBe('May look at labels and segments and change nothing.');
});

test.each(['en', 'es'] as const)(
  'what this version does not do is promised to nobody and marked, in %s',
  (language) => {
    const t = translatorIn(language);
    const later = ['manageJourneys', 'pushCampaigns', 'sendEmail', 'createNotes', 'deleteNotes'] as const;
    expect(said(language, ['access', ...later])).toBe(said(language, ['access']));
    const marked = ABM_RIGHT_NAMES.filter((right) => t.text(`permissions.right.${right}`).endsWith('*'));
    expect(marked).toEqual(later);
    expect(t.text('permissions.journeys')).toMatch(/^\* /);
  },
);

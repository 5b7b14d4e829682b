import { expect, test } from 'vitest';
import { ABM_RIGHTS } from '#core/permissions/rights.ts';
import { sayFailed, sayRefusal } from '#widgets/setup-wizard/say-refusal.ts';
import { translatorIn } from '#test/support/read-catalogue.ts';

test.each([
  ['en', 'Set up ABM'],
  ['es', 'Configurar ABM'],
] as const)(
  'a refusal for the setup right names it in words, beside the name that the CRM gives it, in %s',
  (language, words) => {
    const t = translatorIn(language);
    expect(sayRefusal(ABM_RIGHTS.setup, t)).toContain(`${words} (${ABM_RIGHTS.setup})`);
    expect(sayRefusal('another.right', t)).toContain('another.right');
  },
);

test.each(['en', 'es'] as const)(
  'what the server did not do is said in a sentence where its reason is known, in %s',
  (language) => {
    const t = translatorIn(language);
    expect(sayFailed('sharing.stillReading', t)).not.toContain('sharing.stillReading');
    expect(sayFailed('another.code', t)).toContain('another.code');
  },
);

import { describe, expect, test } from 'vitest';
import { sayAuditEntry } from '#widgets/setup-wizard/permissions/say-audit-entry.ts';
import { translatorIn } from '#test/support/read-catalogue.ts';

const line = { last: 0, times: 1, userId: '3', userName: 'Ada', missing: null, subject: null } as const;

describe.each(['en', 'es'] as const)('in %s', (language) => {
  const t = translatorIn(language);
  const refused = (missing: string): string =>
    sayAuditEntry({ ...line, kind: 'refusal', what: 'createSegments', missing }, t);

  test.each(['permission.fieldHidden', 'sharing.signInAgain', 'administrator'])(
    'a refusal for %s is said in words',
    (missing) => {
      expect(refused(missing)).not.toContain(missing === 'administrator' ? 'lacked administrator' : missing);
      expect(refused(missing)).not.toBe(refused('another.code'));
    },
  );

  test('a right goes by its name in the CRM, and a code of a later server as itself', () => {
    expect(refused('Crm_Implied_Create_ABM_Segments')).toContain('Crm_Implied_Create_ABM_Segments');
    expect(sayAuditEntry({ ...line, kind: 'change', what: 'thing.done' }, t)).toContain('thing.done');
  });

  test('which way record sharing was switched', () => {
    const change = { ...line, kind: 'change', what: 'policies.changed' } as const;
    const [on, off] = ['sharingRespected', 'sharingIgnored'].map((subject) => sayAuditEntry({ ...change, subject }, t));
    expect([on, off]).toEqual([expect.stringMatching(/on\.$|activado/), expect.stringMatching(/off\.$|desactivado/)]);
    expect(sayAuditEntry({ ...change, subject: 'something.later' }, t)).toBe(sayAuditEntry(change, t));
  });

  test('an id says nothing', () => {
    const deleted = { ...line, kind: 'change', what: 'segment.deleted' } as const;
    expect(sayAuditEntry({ ...deleted, subject: 'segment-7' }, t)).toBe(sayAuditEntry(deleted, t));
  });
});

import { describe, expect, test } from 'vitest';
import type { AuditEntry } from '#widgets/setup-wizard/permissions/permissions-api.ts';
import { sayAuditEntry } from '#widgets/setup-wizard/permissions/say-audit-entry.ts';
import { translatorIn } from '#test/support/read-catalogue.ts';

const line = { last: 0, times: 1, userId: '3', userName: 'Ada', missing: null, subject: null } as const;

describe.each(['en', 'es'] as const)('in %s', (language) => {
  const t = translatorIn(language);
  const say = (entry: AuditEntry): string => sayAuditEntry(entry, t, new Map([['12', 'Marketing']]));
  const refused = (missing: string): string => say({ ...line, kind: 'refusal', what: 'createSegments', missing });

  test.each(['permission.fieldHidden', 'sharing.signInAgain', 'administrator'])(
    'a refusal for %s is said in words',
    (missing) => {
      expect(refused(missing)).not.toContain(missing === 'administrator' ? 'lacked administrator' : missing);
      expect(refused(missing)).not.toBe(refused('another.code'));
    },
  );

  test('a right goes by its name in the CRM, and a code of a later server as itself', () => {
    expect(refused('Crm_Implied_Create_ABM_Segments')).toContain('Crm_Implied_Create_ABM_Segments');
    expect(say({ ...line, kind: 'change', what: 'thing.done' })).toContain('thing.done');
  });

  test('which way record sharing was switched', () => {
    const change = { ...line, kind: 'change', what: 'policies.changed' } as const;
    const [on, off] = ['sharingRespected', 'sharingIgnored'].map((subject) => say({ ...change, subject }));
    expect([on, off]).toEqual([expect.stringMatching(/on\.$|activado/), expect.stringMatching(/off\.$|desactivado/)]);
    expect(say({ ...change, subject: 'something.later' })).toBe(say(change));
  });

  test('which profile gained and lost which right', () => {
    const change = { ...line, kind: 'change', what: 'permissions.changed' } as const;
    const said = say({ ...change, subject: '12+access+createSegments-setup 13-access more:2' });
    const right = (name: 'access' | 'createSegments' | 'setup'): string => t.text(`permissions.right.${name}`);
    expect(said).toContain(
      `Marketing: + ${right('access')}, + ${right('createSegments')}, − ${right('setup')}; 13: − `,
    );
    expect(said).toMatch(/2 \D+\)\.$/);
    expect(say({ ...change, subject: 'of another kind' })).toBe(say({ ...change, subject: null }));
  });

  test('an id says nothing', () => {
    const deleted = { ...line, kind: 'change', what: 'segment.deleted' } as const;
    expect(say({ ...deleted, subject: 'segment-7' })).toBe(say(deleted));
  });
});

import { globSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { RUN_NOTES } from '#core/techniques/run-notes.ts';
import { notesOf } from '#widgets/shared/run-notes/notes-of.ts';
import { sayNote } from '#widgets/shared/run-notes/say-note.ts';
import { readTexts, translatorIn } from '#test/support/read-catalogue.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const NAMES = { label: (id: string) => `<${id}>`, module: (apiName: string) => `[${apiName}]` };
/** One value for each thing that some kind of note names. */
const PARAMS = {
  technique: 'recommendations',
  label: 'cold',
  labelledShare: 0.9965,
  source: 'Calls',
  sourceEs: 'Llamadas',
  module: 'Calls',
  reason: 'noPermission',
  fields: 'Call_Type',
  count: 3,
  half: 24,
  buyers: 85,
  needed: 200,
  product: '4000',
  least: 3,
  accounts: 40,
  below: 50,
  metric: 'recency',
  levels: 5,
  distinct: 2,
  readShare: 0.38,
  read: 38,
  contacts: 100,
  found: 9,
  texts: 8,
  days: 180,
  judged: 6,
  other: 2,
};

test('every kind of warning that a run makes is among the notes', () => {
  const made = new Set<string>();
  const files = globSync(
    [
      'core/techniques/*/{score,metrics}.ts',
      'server-functions/score/techniques/plan-source.ts',
      'server-functions/score/techniques/*/{read-*,label-*}.ts',
      'server-functions/score/changes/describe-table.ts',
    ],
    { cwd: ROOT },
  );
  for (const file of files)
    for (const [, code] of readFileSync(join(ROOT, file), 'utf8').matchAll(
      /(?:code: |absent: |left\(|counted\(|\[)'((?:rfm|firmographics|engagement|recommendations|voice)\.\w+)'/g,
    ))
      made.add(code ?? '');
  expect(made.size).toBeGreaterThan(20);
  // Refusals of RFM: no run publishes with them.
  const refusals = ['rfm.tooFewAccounts'];
  expect([...made].filter((code) => !Object.hasOwn(RUN_NOTES, code) && !refusals.includes(code))).toEqual([]);
});

test('every note has its sentence in both languages, with everything that it names', () => {
  for (const language of ['en', 'es'] as const) {
    const texts = readTexts(language);
    const t = translatorIn(language);
    for (const code of Object.keys(RUN_NOTES)) {
      expect(Object.keys(texts)).toContain(`techniques.${code}`);
      const said = sayNote({ code, params: PARAMS }, NAMES, t);
      expect(said).toMatch(/^[\p{Lu}\d[“«¿].*[.)]$/u);
      expect(said).not.toMatch(/[{}]|techniques\.|undefined/);
    }
  }
});

test('sources are called by the viewer’s language, labels and modules by their names, shares as per cents', () => {
  const left = { code: 'engagement.sourceNotReadable', params: PARAMS };
  expect(sayNote(left, NAMES, translatorIn('en'))).toBe(
    'The source “Calls” is left out: [Calls] cannot be read, because whoever installed ABM has no right to it.',
  );
  expect(sayNote(left, NAMES, translatorIn('es'))).toContain('La fuente «Llamadas» queda fuera');
  expect(sayNote({ code: 'labels.mostlyOne', params: PARAMS }, NAMES, translatorIn('en'))).toBe(
    '99.7% of the accounts with a label are “<cold>”: the labels tell few accounts apart. The chances that the other labels ask for may be too high.',
  );
});

test('what stands against labels is told from how to read them, products come as a number, and a cut view says nothing of thresholds', () => {
  const labels = [
    { labelId: 'hot', accounts: 0 },
    { labelId: 'cold', accounts: 1993 },
    { labelId: null, accounts: 7 },
  ];
  const unknown = ['1', '2'].map((product) => ({ code: 'recommendations.unknownProduct', params: { product } }));
  const warnings = [...unknown, { code: 'recommendations.emptyLabel', params: { label: 'hot' } }];
  const whole = notesOf('recommendations', { labels, warnings }, false);
  expect(whole?.warn.map(({ code }) => code)).toEqual(['labels.mostlyOne']);
  expect(whole?.info).toEqual([
    { code: 'recommendations.emptyLabel', params: { label: 'hot' } },
    { code: 'recommendations.unknownProducts', params: { count: 2 } },
  ]);
  expect(notesOf('recommendations', { labels, warnings }, true)?.warn).toEqual([]);
  expect(notesOf('recommendations', { labels: labels.slice(2), warnings: [] }, false)).toBeNull();
});

test('the points that score 50 are told with who named them, in place of the words of a first run, and not where nobody has points', () => {
  const labels = [{ labelId: null, accounts: 3 }];
  const proposed = [{ code: 'engagement.halfProposed', params: { half: 24 } }];
  const answer = { labels, warnings: proposed, half: 24, halfFrom: 'proposed' } as const;
  expect(notesOf('engagement', answer, false)).toEqual({ warn: [], info: [], half: { half: 24, from: 'proposed' } });
  // An answer of before says no more than that.
  expect(notesOf('engagement', { labels, warnings: proposed, half: 24 }, false)?.info).toEqual(proposed);
  const nobody = [{ code: 'engagement.nobodyHasPoints', params: {} }];
  expect(notesOf('engagement', { ...answer, warnings: nobody }, false)?.half).toBeNull();
});

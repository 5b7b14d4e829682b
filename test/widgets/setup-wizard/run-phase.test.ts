import { expect, test } from 'vitest';
import { runPhase } from '#widgets/setup-wizard/models/run-phase.ts';
import { translatorIn } from '#test/support/read-catalogue.ts';

const projection = { of: 20, written: 4, failed: 0 };

test.each([
  ['queued', null, null],
  ['reading', null, 'reading'],
  ['publishing', null, 'publishing'],
  ['projecting', projection, 'projecting'],
  ['paused', null, 'reading'],
  ['paused', projection, 'projecting'],
])('a run that is %s with the projection %j stands at %s', (state, counts, phase) => {
  expect(runPhase({ state, projection: counts })).toBe(phase);
});

test.each([
  ['en', 'All labels were already up to date.'],
  ['es', 'Todas las etiquetas ya estaban al día.'],
] as const)('a run that had nothing to write says so instead of counting to zero (%s)', (language, sentence) => {
  const t = translatorIn(language);
  const said = (written: string | null) => t.text('configure.done.text', { accounts: 12, deals: 30, written });
  expect(said('zero')).toContain(sentence);
  expect(said('7')).toContain('7');
  expect(said('7')).not.toContain(sentence);
  expect(said(null)).not.toContain(sentence);
});

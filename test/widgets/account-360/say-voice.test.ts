import { expect, test } from 'vitest';
import { parseMoreBasis, type JudgedTexts } from '#core/labels/more-basis.ts';
import { loadReady } from '#test/support/load-panel.ts';
import { createTechniquesWorld, publishMore } from '#test/support/panel-techniques.ts';
import { translatorIn } from '#test/support/read-catalogue.ts';
import { loadMore } from '#widgets/account-360/more/load-more.ts';
import { sayVoice } from '#widgets/account-360/more/say-voice.ts';
import { createWords } from '#widgets/account-360/more/words.ts';

/** What the card of voice notes of the run, beside what it always notes. */
async function notesOf(judged: JudgedTexts | undefined, language: 'en' | 'es'): Promise<readonly string[]> {
  const org = createTechniquesWorld({ buyers: 30 });
  const text = org.records['ABM_Basis']?.find(({ Name }) => Name === 'more')?.['Basis'];
  const kept = parseMoreBasis(String(text));
  const { more } = await loadReady(org);
  if (kept === null || more === null) throw new Error('the run has left more to say');
  publishMore(org, judged === undefined ? kept : { ...kept, judged });
  const words = createWords(translatorIn(language), translatorIn(language), [], new Map());
  return (await loadMore(more)).view.cards.flatMap(({ state }) =>
    'evidence' in state && state.technique === 'voice' ? sayVoice(state, words).notes.slice(0, -1) : [],
  );
}

test('the card of voice says how many texts of all accounts were judged, where the run has said so', async () => {
  expect(await notesOf(undefined, 'en')).toEqual([]);
  expect(await notesOf({ texts: 980, other: 78 }, 'en')).toEqual([
    'The last full run counted 980 texts of all accounts together: 78 are in other languages than English and Spanish, were not judged, and count as neutral and without a purpose.',
  ]);
  expect(await notesOf({ texts: 980, other: 0 }, 'es')).toEqual([
    'La última ejecución completa contó 980 textos de todas las cuentas juntas y los analizó todos.',
  ]);
});

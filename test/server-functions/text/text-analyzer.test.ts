import { expect, test } from 'vitest';
import fc from 'fast-check';
import type { TextSpan, TextVerdict } from '#core/techniques/voice/verdict.ts';
import { createTextAnalyzer } from '#server-functions/shared/text/create-text-analyzer.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const analyzer = createTextAnalyzer({ competitors: ['Acmé', 'Globex', 'Globex Cloud'] });
const cut = ({ text }: TextVerdict, { start, end }: TextSpan): string => text.slice(start, end);

test.each([
  ['The support team was wonderful and solved everything.', 'positive'],
  ['The delivery was late again and nobody answered.', 'negative'],
  ['The invoice has three pages.', 'neutral'],
  ['El equipo de soporte fue maravilloso y lo resolvió todo.', 'positive'],
  ['La entrega llegó tarde otra vez y nadie contestó.', 'negative'],
  ['La factura tiene tres páginas.', 'neutral'],
  ['😡😡', 'negative'],
  ['👍 :)', 'positive'],
])('the sentiment of "%s" is %s', (text, sentiment) => {
  const verdict = analyzer.analyze(text);
  expect(verdict.sentiment).toBe(sentiment);
  expect(Math.round(verdict.score) + 0).toBe({ positive: 1, neutral: 0, negative: -1 }[sentiment]);
});

test.each([
  ['The room was good.', 'The room was not good.'],
  ['The app is reliable.', 'The app is not at all reliable.'],
  ['La habitación era buena.', 'La habitación no era buena.'],
  ['Me gusta el diseño.', 'No me gusta nada el diseño.'],
])('negation turns "%s"', (plain, negated) => {
  expect(analyzer.analyze(plain).sentiment).toBe('positive');
  expect(analyzer.analyze(negated).sentiment).toBe('negative');
});

test.each([
  // A contraction denies as "not" does.
  ["I don't like it.", 'negative'],
  ['I don’t love this.', 'negative'],
  ["I wouldn't recommend it", 'negative'],
  ['No recomendaría este producto', 'negative'],
  // What nothing exceeds is praised.
  ['Never had a better experience.', 'positive'],
  ['There is no better tool', 'positive'],
  ["I can't recommend it enough", 'positive'],
  ["Couldn't ask for better service", 'positive'],
  ['El soporte no puede ser mejor', 'positive'],
  ['It could not be worse', 'negative'],
  ["I wouldn't call it a success", 'negative'],
  ["I don't think it is good", 'negative'],
  ['No me parece que la atención sea buena', 'negative'],
  ['No hay mejor herramienta', 'positive'],
  ['There is nothing better', 'positive'],
  ['There is no worse tool', 'negative'],
  ['No hay peor servicio', 'negative'],
  // What has not become better is no praise.
  ['The new version is no better', 'negative'],
  ['Your support is no better than the old one and we are leaving', 'negative'],
  ['We have seen nothing better from you yet', 'negative'],
  ['No hay mejoras desde ayer', 'negative'],
  ['El servicio nunca mejoró', 'negative'],
  ['Nunca ha ido bien', 'negative'],
  ['Nunca hemos estado tan descontentos', 'negative'],
  // Who has nothing to complain of is content.
  ['No tengo quejas', 'positive'],
  ['No puedo quejarme', 'positive'],
])('what "%s" denies is turned, and nothing else', (text, sentiment) => {
  expect(analyzer.analyze(text).sentiment).toBe(sentiment);
});

test.each([
  ['The design is nice, but the quality is terrible.', 'negative'],
  ['The quality is terrible, but the support was excellent and we stay.', 'positive'],
  ['El diseño es bonito, pero la calidad es pésima.', 'negative'],
])('what comes after "but" decides "%s"', (text, sentiment) => {
  expect(analyzer.analyze(text).sentiment).toBe(sentiment);
});

test('what strengthens or weakens a word moves the score', () => {
  const words = (text: string): number => analyzer.analyze(text).sentences[0]?.words[0]?.valence ?? 0;
  expect(words('a very good room')).toBeGreaterThan(words('a good room'));
  expect(words('a slightly good room')).toBeLessThan(words('a good room'));
  expect(words('una habitación buenísima')).toBeGreaterThan(words('una habitación buena'));
});

test.each([
  ['Could you please send me the signed contract?', 'request'],
  ['How much does the premium plan cost?', 'query'],
  ['The machine is broken and nobody answers.', 'complaint'],
  ['We would like to order 20 more licences.', 'purchase'],
  ['Please cancel our subscription.', 'cancellation'],
  ['Thank you, your team did a fantastic job!', 'praise'],
  ['I am out of the office until Monday.', 'other'],
  ['¿Podrían enviarme el contrato firmado, por favor?', 'request'],
  ['¿Cuánto cuesta el plan premium?', 'query'],
  ['La máquina está rota y nadie contesta.', 'complaint'],
  ['Queremos pedir 20 licencias más.', 'purchase'],
  ['Cancelen nuestra suscripción, por favor.', 'cancellation'],
  ['Gracias, su equipo hizo un trabajo fantástico.', 'praise'],
  ['Estoy fuera de la oficina hasta el lunes.', 'other'],
])('"%s" is a %s', (text, intent) => {
  expect(analyzer.analyze(text).intent).toBe(intent);
});

test('each sentence of a mixed text is read in its own language', () => {
  const verdict = analyzer.analyze('Hola, el servicio fue excelente y el personal muy amable. The room was dirty.');
  expect(verdict).toMatchObject({ language: 'es', mixed: true });
  expect(verdict.sentences.map(({ language, sentiment }) => [language, sentiment])).toEqual([
    ['es', 'positive'],
    ['en', 'negative'],
  ]);
});

test('a language without a model is named, not judged, and a stated language is believed', () => {
  const french = analyzer.analyze('Le produit est cassé et personne ne répond à mes messages depuis lundi.');
  expect(french).toMatchObject({ language: 'fr', sentiment: 'neutral', score: 0, intent: 'other' });
  expect(french.sentences.every(({ judged }) => !judged)).toBe(true);
  expect(analyzer.analyze('Genial', 'es-MX')).toMatchObject({ language: 'es', sentiment: 'positive' });
});

test('quoted replies and signatures are not the writer speaking', () => {
  const verdict = analyzer.analyze(
    'The charger is broken.\n\nBest regards,\nAna Happy\nExcellent Solutions Ltd\n\nOn Mon, 3 Mar 2025, Joe <joe@example.com> wrote:\n> We love it, great service!',
  );
  expect(verdict.text).toBe('The charger is broken.');
  expect(verdict.sentiment).toBe('negative');
});

test('competitors are found whole, without accents, the longer name first, with the mood of their sentences', () => {
  const { competitors } = analyzer.analyze(
    "ACME's support is excellent. Globex Cloud is terrible. We left Acmeville. Globex sent an offer.",
  );
  expect(competitors.map(({ name, mentions }) => [name, mentions])).toEqual([
    ['Acmé', 1],
    ['Globex Cloud', 1],
    ['Globex', 1],
  ]);
  expect(competitors[0]?.score).toBeGreaterThan(0);
  expect(competitors[1]?.score).toBeLessThan(0);
});

test('praise of a competitor by comparison is no praise, being better than one is', () => {
  expect(analyzer.analyze('Globex does this much better and cheaper.').sentiment).toBe('negative');
  expect(analyzer.analyze('Your product is so much better than Globex.').sentiment).toBe('positive');
});

test('keywords carry the sentiment of what is said of them', () => {
  const { keywords } = analyzer.analyze('The battery life is terrible. The screen is gorgeous. That battery life!');
  expect(keywords.find(({ keyword }) => keyword === 'battery life')).toMatchObject({
    mentions: 2,
    sentiment: 'negative',
  });
  expect(keywords.find(({ keyword }) => keyword === 'screen')).toMatchObject({ sentiment: 'positive' });
});

test('a verdict shows its sentence and words', () => {
  const verdict = analyzer.analyze('We met on Tuesday. The charger is not good.');
  const [, second] = verdict.sentences;
  expect(second && cut(verdict, second)).toBe('The charger is not good.');
  expect(second?.words.map((word) => cut(verdict, word))).toEqual(['not good']);
});

test('any text has a verdict within its bounds, the same each time', () => {
  const piece = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 40 }),
    fc.constantFrom(
      'not ',
      'no ',
      'good',
      'malo ',
      ' but ',
      '\n> ',
      '-- \n',
      '?',
      '!!! ',
      '😡',
      "n't ",
      '<b>',
      '\u0000',
      '. ',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const text = pieces.join('');
      const verdict = analyzer.analyze(text);
      expect(Math.abs(verdict.score)).toBeLessThanOrEqual(1);
      expect(verdict.confidence).toBeLessThanOrEqual(1);
      for (const sentence of verdict.sentences) {
        expect(sentence.start).toBeGreaterThanOrEqual(0);
        expect(sentence.end).toBeLessThanOrEqual(verdict.text.length);
        for (const word of sentence.words) expect(word.start >= sentence.start && word.end <= sentence.end).toBe(true);
      }
      expect(analyzer.analyze(text)).toEqual(verdict);
    }),
    { numRuns: propertyRuns(150) },
  );
});

test.each([
  ['The scanner is not slow, nor is the printer without paper, although it was.', ['scanner', 'printer', 'paper']],
  ['No funciona el escáner, ni tampoco la impresora, aunque sin papel.', ['escáner', 'impresora', 'papel']],
])('words that deny or join are no keywords of "%s"', (text, found) => {
  expect(analyzer.analyze(text).keywords.map(({ keyword }) => keyword)).toEqual(found);
});

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { createTextAnalyzer } from '#server-functions/shared/text/create-text-analyzer.ts';
import { detectLanguage } from '#server-functions/shared/text/detect-language.ts';
import { readExamples } from '#server-functions/shared/text/examples.ts';
import { tokenize } from '#server-functions/shared/text/tokenize.ts';

const FIXTURES = resolve(import.meta.dirname, '../../fixtures/voice');
const others = z
  .array(z.object({ lang: z.string(), kept: z.string(), text: z.string() }))
  .parse(parse(readFileSync(resolve(FIXTURES, 'other-languages.csv')), { columns: true }));
const languageOf = (text: string): string => detectLanguage(text, tokenize(text));
const analyzer = createTextAnalyzer();

test.each([
  ['de', 3],
  ['fr', 4],
  ['it', 4],
  // Spanish's nearest neighbours: short sentences share every word with it.
  ['pt', 12],
] as const)('texts in %s are named, and not judged by the words of our languages', (lang, most) => {
  const rows = others.filter((row) => row.lang === lang);
  expect(rows.length).toBeGreaterThan(40);
  const judged = rows.filter(({ text }) => ['en', 'es'].includes(languageOf(text)));
  expect(judged.length).toBeLessThanOrEqual(most);
  for (const { text } of rows.filter((row) => !['en', 'es', 'und'].includes(languageOf(row.text)))) {
    const { sentiment, score, intent, keywords, sentences } = analyzer.analyze(text);
    if (sentences.length > 1) continue;
    expect({ text, sentiment, score, intent, keywords }).toEqual({
      text,
      sentiment: 'neutral',
      score: 0,
      intent: 'other',
      keywords: [],
    });
    expect(sentences.map((each) => each.judged)).toEqual([false]);
  }
});

test.each(['en', 'es'] as const)('no text in %s is lost to them', (language) => {
  const file = readFileSync(resolve(FIXTURES, `${language}.csv`));
  const business = z.array(z.object({ text: z.string() })).parse(parse(file, { columns: true }));
  const isLost = (text: string): boolean => !['en', 'es', 'und'].includes(languageOf(text));
  // A line of an order, in which no word is English's alone.
  expect(readExamples(language).filter(({ text }) => isLost(text)).length).toBeLessThanOrEqual(1);
  expect(business.filter(({ text }) => isLost(text))).toEqual([]);
});

test('words, names and addresses that come from other languages do not make a text theirs', () => {
  for (const text of [
    'We met Herr Müller at the café, and the façade looks great.',
    'Our über-important order for São Paulo is late again.',
    'The résumé of the à la carte menu was naïve at best.',
    "It's five o'clock and d'Angelo still hasn't called.",
    'Email me at joe@acme.com',
    'Visit www.acme.com.br for the catalogue',
    'Terrible support, François never replies',
    'Call scheduled Mon 10 am EST',
    'Send to est. 1998 address',
    'Please ask Ma or Du',
  ])
    expect([text, languageOf(text)]).toEqual([text, 'en']);
  for (const text of [
    'El señor Müller pide la factura de São Paulo.',
    'Necesitamos los croissants y el parking para el lunes.',
    'Ni bien ni mal.',
    'Escriba a ventas@acme.com por favor',
    'Favor de contactar a ventas@acme.com.mx',
    'La señora Conceição quiere renovar el contrato',
    'El pedido de Plaça Gran llega tarde otra vez',
    'Le di mi tarjeta',
    'Hola François',
  ])
    expect([text, languageOf(text)]).toEqual([text, 'es']);
});

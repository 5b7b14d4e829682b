import { expect, test } from 'vitest';
import { readTexts } from '#test/support/read-catalogue.ts';

test('a deal is one word in Spanish, whoever wrote the sentence', () => {
  const others = Object.entries(readTexts('es')).filter(([, text]) =>
    /operaci[oó]n|negociaci[oó]n|oportunidad/i.test(text),
  );
  expect(others).toEqual([]);
});

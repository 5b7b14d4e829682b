import { expect, test } from 'vitest';
import { readTexts } from '#test/support/read-catalogue.ts';

test('a deal is one word in Spanish, whoever wrote the sentence', () => {
  const others = Object.entries(readTexts('es')).filter(([, text]) =>
    /operaci[oó]n|negociaci[oó]n|oportunidad/i.test(text),
  );
  expect(others).toEqual([]);
});

test('a run is one word in Spanish, on pages of runs and elsewhere', () => {
  const others = Object.entries(readTexts('es')).filter(([, text]) =>
    /c[áa]lculo/i.test(text.replaceAll(/hojas? de cálculo/g, '')),
  );
  expect(others).toEqual([]);
});

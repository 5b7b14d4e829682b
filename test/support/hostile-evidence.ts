import fc from 'fast-check';

/** Texts near what is valid (characters changed, cut, doubled) and far from it. */
export function hostileTexts(valid: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: editedTexts(valid) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
  );
}

/** The near ones alone. */
export function editedTexts(valid: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(
      valid,
      fc.nat(),
      fc.string({ unit: fc.constantFrom('0', '1', 'z', '-', ',', '.', '|', ' ', '\n', '\u0000', 'é'), maxLength: 3 }),
      fc.nat(3),
    )
    .map(([text, at, inserted, removed]) => {
      const position = at % (text.length + 1);
      return text.slice(0, position) + inserted + text.slice(position + removed);
    });
}

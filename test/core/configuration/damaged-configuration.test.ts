import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseConfiguration, parseConfigurationText } from '#core/configuration/parse-configuration.ts';
import { CONFIGURATION } from '#test/support/configuration-samples.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

test('any JSON, and any one damaged place of a good document, is answered and never changed on the way', () => {
  const places = pathsOf(CONFIGURATION);
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), damaged(places)), (value) => {
      const text = JSON.stringify(value);
      const parsed = parseConfiguration(value);
      if (parsed.ok) expect(JSON.parse(JSON.stringify(parsed.value))).toEqual(JSON.parse(text));
      else expect(parsed.error.length).toBeGreaterThan(0);
    }),
    { numRuns: propertyRuns(800) },
  );
});

test('a flipped bit is refused or read as exactly what it says', () => {
  const bytes = new TextEncoder().encode(JSON.stringify(CONFIGURATION));
  let accepted = 0;
  fc.assert(
    fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
      const flipped = Uint8Array.from(bytes);
      const index = bit >> 3;
      flipped[index] = (flipped[index] ?? 0) ^ (1 << (bit & 7));
      const text = new TextDecoder().decode(flipped);
      const parsed = parseConfigurationText(text, 'c.json');
      if (!parsed.ok) return;
      accepted++;
      expect(parsed.value).toEqual(JSON.parse(text));
      expect(parseConfiguration(JSON.parse(JSON.stringify(parsed.value)))).toEqual(parsed);
    }),
    { numRuns: propertyRuns(1500) },
  );
  // Letters inside names survive a flip; if nothing ever did, the comparison above would prove nothing.
  expect(accepted).toBeGreaterThan(0);
});

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, inside]) => pathsOf(inside, [...path, key]))];
}

/** The good document with one place replaced by any JSON, or removed. */
function damaged(places: readonly Path[]): fc.Arbitrary<unknown> {
  return fc
    .tuple(fc.constantFrom(...places), fc.option(fc.jsonValue({ maxDepth: 2 }), { nil: undefined }))
    .map(([path, replacement]) => {
      const copy: unknown = structuredClone(CONFIGURATION);
      const last = path.at(-1);
      let parent: unknown = copy;
      for (const key of path.slice(0, -1)) parent = Reflect.get(Object(parent), key);
      if (last === undefined || typeof parent !== 'object' || parent === null) return replacement ?? null;
      if (replacement === undefined && Array.isArray(parent)) parent.splice(Number(last), 1);
      else if (replacement === undefined) Reflect.deleteProperty(parent, last);
      else Reflect.set(parent, last, replacement);
      return copy;
    });
}

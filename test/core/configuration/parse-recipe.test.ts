import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseRecipe, parseRecipeText } from '#core/configuration/parse-recipe.ts';
import { RECIPE } from '#test/support/configuration-samples.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const found = (value: unknown): string[] => {
  const parsed = parseRecipe(value);
  return parsed.ok ? [] : parsed.error.map(({ code, where }) => `${code} @ ${where}`);
};

test('a recipe is accepted as a value and as text, unchanged', () => {
  expect(parseRecipe(RECIPE)).toEqual({ ok: true, value: RECIPE });
  expect(parseRecipeText(JSON.stringify(RECIPE), 'recipe.json')).toEqual({ ok: true, value: RECIPE });
});

test('without an accounts file deals still name their account', () => {
  const { accounts: _, ...rest } = RECIPE;
  expect(found(rest)).toEqual([]);
  const byId = rest.deals.fields.map((field) =>
    field.type === 'reference' && field.to === 'accounts' ? { ...field, by: 'id' } : field,
  );
  expect(found({ ...rest, deals: { ...rest.deals, fields: byId } })).toEqual([
    'recipe.referenceToNothing @ deals.fields[0].to',
  ]);
});

test('deals that lead to no account are a mapping to nothing', () => {
  expect(found({ ...RECIPE, deals: { ...RECIPE.deals, fields: RECIPE.deals.fields.slice(1) } })).toEqual([
    'recipe.dealsWithoutAccount @ deals.fields',
  ]);
});

test('references need the file they point at, and its ids when they go by id', () => {
  const { products: _, ...withoutProducts } = RECIPE;
  expect(found(withoutProducts)).toEqual(['recipe.referenceToNothing @ deals.fields[1].to']);
  const byId = RECIPE.deals.fields.map((field) => (field.type === 'reference' ? { ...field, by: 'id' } : field));
  expect(found({ ...RECIPE, deals: { ...RECIPE.deals, fields: byId } })).toEqual([
    'recipe.referenceWithoutIds @ deals.fields[0].by',
    'recipe.referenceWithoutIds @ deals.fields[1].by',
  ]);
});

test('one field is filled by one column, one stage has one meaning', () => {
  const twice = [...RECIPE.deals.fields, { column: 'other', field: 'Amount', type: 'money' }];
  expect(found({ ...RECIPE, deals: { ...RECIPE.deals, fields: twice } })).toEqual([
    'recipe.fieldFilledTwice @ deals.fields[5].field',
  ]);
  expect(found({ ...RECIPE, stages: { ...RECIPE.stages, lost: ['Lost', 'won'] } })).toEqual([
    'recipe.stageTwice @ stages.lost[1]',
  ]);
});

test.each(['/etc/passwd', '..\\deals.csv', 'a/../../deals.csv', 'C:deals.csv', 'deals\u0000.csv', '..'])(
  'the file %j is outside the folder',
  (file) => {
    expect(found({ ...RECIPE, deals: { ...RECIPE.deals, file } })).toEqual(['recipe.fileOutsideFolder @ deals.file']);
  },
);

test.each(['2024/deals.csv', 'deals..csv', 'año.csv'])('the file %j is inside', (file) => {
  expect(found({ ...RECIPE, deals: { ...RECIPE.deals, file } })).toEqual([]);
});

test('a time zone that cannot be one is refused', () => {
  expect(found({ ...RECIPE, timeZone: 'UTC' })).toEqual([]);
  expect(found({ ...RECIPE, timeZone: '+02:00' })).toEqual(['recipe.badTimeZone @ timeZone']);
});

test('a wrong column type lists the types there are', () => {
  const fields = [...RECIPE.deals.fields, { column: 'x', field: 'X', type: 'currency' }];
  const parsed = parseRecipe({ ...RECIPE, deals: { ...RECIPE.deals, fields } });
  expect(parsed.ok ? [] : parsed.error).toMatchObject([
    {
      code: 'schema.notOneOf',
      where: 'deals.fields[5].type',
      params: { expected: 'text choice integer decimal boolean email phone website money date reference' },
    },
  ]);
});

test('a column of a known type is explained as that type', () => {
  const date = { column: 'd', field: 'D', type: 'date' };
  const withFields = (...fields: object[]) =>
    found({ ...RECIPE, deals: { ...RECIPE.deals, fields: [...RECIPE.deals.fields, ...fields] } });
  expect(withFields({ ...date, dateFormat: 'dd/mm/yyyy' })).toEqual(['schema.notOneOf @ deals.fields[5].dateFormat']);
  expect(withFields(date)).toEqual(['schema.missing @ deals.fields[5].dateFormat']);
});

test('prototype keys hide in no alias', () => {
  const text = JSON.stringify(RECIPE).replace('"technolgy"', '"__proto__"');
  const parsed = parseRecipeText(text, 'recipe.json');
  expect(parsed.ok ? [] : parsed.error).toMatchObject([{ code: 'json.forbiddenKey', params: { key: '__proto__' } }]);
});

test('a flipped bit is refused or read as exactly what it says', () => {
  const bytes = new TextEncoder().encode(JSON.stringify(RECIPE));
  let accepted = 0;
  fc.assert(
    fc.property(fc.nat(bytes.length * 8 - 1), (bit) => {
      const flipped = Uint8Array.from(bytes);
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const text = new TextDecoder().decode(flipped);
      const parsed = parseRecipeText(text, 'recipe.json');
      if (!parsed.ok) return;
      accepted++;
      expect(parsed.value).toEqual(JSON.parse(text));
    }),
    { numRuns: propertyRuns(1500) },
  );
  // Letters inside names survive a flip; if nothing ever did, the comparison above would prove nothing.
  expect(accepted).toBeGreaterThan(0);
});

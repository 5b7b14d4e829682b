import { expect, test } from 'vitest';
import { parseConfiguration, parseConfigurationText } from '#core/configuration/parse-configuration.ts';
import { proposeConfiguration } from '#core/configuration/propose-configuration.ts';
import { presetEngagementSettings } from '#core/techniques/engagement/presets.ts';
import type { TouchPointRecipe } from '#core/techniques/engagement/recipe.ts';
import { presetFirmographicsSettings } from '#core/techniques/firmographics/presets.ts';
import { presetRecommendationsSettings } from '#core/techniques/recommendations/presets.ts';
import { presetRfmSettings } from '#core/techniques/rfm/presets.ts';
import { CONFIGURATION, FIRMOGRAPHICS, MAPPING, RFM } from '#test/support/configuration-samples.ts';

const found = (value: unknown): string[] => {
  const parsed = parseConfiguration(value);
  return parsed.ok ? [] : parsed.error.map(({ code, where }) => `${code} @ ${where}`);
};
const withRfm = (change: object): unknown => ({
  ...CONFIGURATION,
  techniques: { ...CONFIGURATION.techniques, rfm: { ...RFM, ...change } },
});
const withLabels = (change: (labels: typeof FIRMOGRAPHICS.labels) => unknown): unknown => ({
  ...CONFIGURATION,
  techniques: { rfm: null, firmographics: { labels: change(structuredClone(FIRMOGRAPHICS.labels)) } },
});
const withMapping = (change: object): unknown => ({ ...CONFIGURATION, mapping: { ...MAPPING, ...change } });
const NOTES: TouchPointRecipe = {
  format: 'lodestar.touchpoints/1',
  id: 'notes',
  names: { en: 'Notes', es: 'Notas' },
  channel: 'note',
  module: 'Notes',
  file: 'Notes.csv',
  contact: 'Parent_Id',
  account: 'Parent_Id',
  fields: [
    { field: 'Parent_Id', kind: 'reference' },
    { field: 'Created_Time', kind: 'instant' },
  ],
  events: [{ at: 'Created_Time', response: 'added', when: { conditions: [], pattern: '' } }],
};

const withCriteria = (conditions: readonly object[], pattern = ''): unknown => ({
  ...CONFIGURATION,
  criteria: { conditions, pattern },
});

test('recommendations are an optional technique: with products of deals, labels told apart, and cells of fields with few values', () => {
  const preset = presetRecommendationsSettings();
  const withThem = (change: Partial<typeof preset>, mapping = CONFIGURATION.mapping) => ({
    ...CONFIGURATION,
    mapping,
    techniques: { rfm: null, firmographics: null, recommendations: { ...preset, ...change } },
  });
  expect(found(withThem({}))).toEqual([]);
  const none = { ...CONFIGURATION.mapping, dealProducts: { kind: 'none' as const } };
  expect(found(withThem({}, none))).toContain('recommendations.noProductSource @ techniques.recommendations.labels');
  const related = { ...CONFIGURATION.mapping, dealProducts: { kind: 'relatedList' as const, list: 'Products' } };
  expect(found(withThem({}, related))).toEqual(['run.productsNotReadable @ techniques.recommendations.labels']);
  expect(found(withThem({ cellFields: ['employees'] }))).toEqual([
    'field.wrongKind @ techniques.recommendations.cellFields[0]',
  ]);
  expect(found(withThem({ labels: [...preset.labels, ...preset.labels.slice(0, 1)] }))).toContain(
    'labels.duplicateId @ techniques.recommendations.labels[2].id',
  );
});

test('engagement is an optional technique: labels that cover 0 to 100, sources told apart, points of responses that there are', () => {
  const preset = presetEngagementSettings([NOTES]);
  const withIt = (change: object) => ({
    ...CONFIGURATION,
    techniques: { rfm: null, firmographics: null, engagement: { ...preset, ...change } },
  });
  const at = 'techniques.engagement';
  expect(found(withIt({}))).toEqual([]);
  expect(found(withIt({ half: 0 }))).toEqual([`schema.notAbove @ ${at}.half`]);
  expect(found(withIt({ labels: preset.labels.slice(1) }))).toEqual([`schema.tooFew @ ${at}.labels`]);
  const gap = preset.labels.map((label) => (label.id === 'warm' ? { ...label, from: 45 } : label));
  expect(found(withIt({ labels: gap }))).toEqual([`engagement.scoreGap @ ${at}.labels`]);
  expect(found(withIt({ sources: [NOTES, NOTES] }))).toEqual([`touchPoints.sourceTwice @ ${at}.sources[1].id`]);
  expect(found(withIt({ sources: [{ ...NOTES, contact: 'Who' }] }))).toEqual([
    `touchPoints.unknownField @ ${at}.sources[0].contact`,
  ]);
  expect(found(withIt({ channels: { email: { on: true, points: { read: 1 } } } }))).toHaveLength(1);
  expect(found(withIt({ channels: { fax: { on: true, points: {} } } }))).toEqual([
    `schema.unknownKey @ ${at}.channels.fax`,
  ]);
});

test('a reference that names no field, and an empty list, are called what they are', () => {
  const criteria = (condition: unknown) => ({ ...CONFIGURATION, criteria: { conditions: [condition], pattern: '' } });
  const problem = (value: unknown) => {
    const parsed = parseConfiguration(value);
    return parsed.ok ? [] : parsed.error;
  };
  expect(problem(criteria({ field: 'Nope', operator: 'isEmpty' }))).toMatchObject([
    { code: 'schema.notAField', params: { found: '"Nope"' }, where: 'criteria.conditions[0].field' },
  ]);
  expect(problem(criteria({ field: 'industry', operator: 'isAnyOf', values: [] }))).toMatchObject([
    { code: 'schema.tooFew', params: { minimum: 1 }, where: 'criteria.conditions[0].values' },
  ]);
});

test('a full configuration is accepted, as a value and as text, unchanged', () => {
  expect(parseConfiguration(CONFIGURATION)).toEqual({ ok: true, value: CONFIGURATION });
  expect(parseConfigurationText(JSON.stringify(CONFIGURATION, null, 2), 'c.json')).toEqual({
    ok: true,
    value: CONFIGURATION,
  });
});

test('the proposal made of the presets is accepted; firmographics waits for employees', () => {
  const presets = { rfm: presetRfmSettings(), firmographics: presetFirmographicsSettings() };
  const proposal = proposeConfiguration({ mapping: MAPPING, presets, at: '2024-10-04T08:00:00Z', author: 'Ana' });
  expect(found(proposal)).toEqual([]);
  const accounts = { module: 'Accounts', fields: { name: 'Account_Name' } };
  const without = proposeConfiguration({
    mapping: { ...MAPPING, accounts },
    presets,
    at: '2024-10-04T08:00:00Z',
    author: 'Ana',
  });
  expect(without.techniques.firmographics).toBeNull();
  expect(found(without)).toEqual([]);
});

test('at least one technique is chosen', () => {
  expect(found({ ...CONFIGURATION, techniques: { rfm: null, firmographics: null } })).toEqual([
    'techniques.none @ techniques',
  ]);
});

test('a newer version, another kind and no version at all are told apart', () => {
  expect(found({ ...CONFIGURATION, format: 'lodestar.config/2' })).toEqual(['document.newerFormat @ format']);
  expect(found({ ...CONFIGURATION, format: 'lodestar.recipe/1' })).toEqual(['document.otherFormat @ format']);
  expect(found({ ...CONFIGURATION, format: 'lodestar.config/0' })).toEqual(['document.unknownFormat @ format']);
  expect(found({ ...CONFIGURATION, format: 1 })).toEqual(['document.formatMissing @ format']);
  expect(found([])).toEqual(['document.notAnObject @ $']);
});

test('mapping: unknown target, missing target, one module twice, a mandatory lookup left out', () => {
  const { name: _, ...withoutName } = MAPPING.deals.fields;
  expect(found(withMapping({ deals: { module: 'Deals', fields: withoutName } }))).toEqual([
    'mapping.requiredMissing @ mapping.deals.fields',
  ]);
  expect(
    found(withMapping({ deals: { module: 'Deals', fields: { ...MAPPING.deals.fields, colour: 'Colour' } } })),
  ).toEqual(['mapping.unknownTarget @ mapping.deals.fields.colour']);
  expect(found(withMapping({ products: { module: 'Accounts', fields: { name: 'Product_Name' } } }))).toEqual([
    'mapping.moduleTwice @ mapping.products.module',
  ]);
  expect(found(withMapping({ dealProducts: { kind: 'none' } }))).toEqual([
    'mapping.lookupMissing @ mapping.dealProducts',
    'rfm.noProductSource @ techniques.rfm.frequencyOf',
  ]);
});

test('global criteria speak of mapped account fields only', () => {
  expect(found(withCriteria([{ field: 'closingDate', operator: 'isEmpty' }]))).toEqual([
    'field.unknownTarget @ criteria.conditions[0].field',
  ]);
  expect(found(withCriteria([{ field: 'website', operator: 'isEmpty' }]))).toEqual([
    'field.notMapped @ criteria.conditions[0].field',
  ]);
  expect(found(withCriteria([{ field: 'abm:rfm.label', operator: 'isEmpty' }]))).toEqual([
    'field.computed @ criteria.conditions[0].field',
  ]);
  expect(found(withCriteria([{ field: 'stageType', operator: 'is', value: 'won' }]))).toEqual([
    'field.unknownTarget @ criteria.conditions[0].field',
  ]);
  expect(found(withCriteria([{ field: 'industry', operator: 'atLeast', number: 1 }]))).toEqual([
    'criteria.operatorNotForKind @ criteria.conditions[0].operator',
  ]);
  expect(found(withCriteria([{ field: 'industry', operator: 'isEmpty' }], '1 AND 2'))).toEqual([
    'pattern.unknownCondition @ criteria.pattern',
  ]);
});

test('contributing criteria and metrics speak of deal fields of the right kind', () => {
  const contributing = { conditions: [{ field: 'industry', operator: 'isEmpty' }], pattern: '' };
  expect(found(withRfm({ contributing }))).toEqual([
    'field.unknownTarget @ techniques.rfm.contributing.conditions[0].field',
  ]);
  expect(found(withRfm({ recencyField: 'amount' }))).toEqual(['field.wrongKind @ techniques.rfm.recencyField']);
  expect(found(withRfm({ monetaryField: 'stage' }))).toEqual(['field.wrongKind @ techniques.rfm.monetaryField']);
  expect(found(withRfm({ monetaryField: 'quantity' }))).toEqual(['field.notMapped @ techniques.rfm.monetaryField']);
});

test('bands stay within the levels, each score once, no empty range', () => {
  const band = (score: number, range: object = { from: null, to: 1 }) => ({ score, anyOf: [range] });
  const monetary = (...bands: object[]) => found(withRfm({ monetary: { mode: 'manual', levels: 2, bands } }));
  const at = 'techniques.rfm.monetary.bands';
  expect(monetary(band(3))).toEqual([`rfm.bandBeyondLevels @ ${at}[0].score`]);
  expect(monetary(band(1), band(0))).toEqual([`rfm.bandBeyondLevels @ ${at}[1].score`]);
  expect(monetary(band(1), band(1))).toEqual([`rfm.duplicateBand @ ${at}[1].score`]);
  expect(monetary(band(1, { from: 5, to: 5 }))).toEqual([`rfm.emptyRange @ ${at}[0].anyOf[0]`]);
  expect(monetary()).toEqual([`rfm.noBands @ ${at}`]);
  const recency = (range: object) =>
    found(withRfm({ recency: { mode: 'manual', levels: 3, bands: [band(1, range)] } }));
  expect(recency({ fromDays: 9, toDays: 9 })).toEqual(['rfm.emptyRange @ techniques.rfm.recency.bands[0].anyOf[0]']);
  expect(recency({ fromDay: '2024-01-02', toDay: '2024-01-01' })).toEqual([
    'rfm.emptyRange @ techniques.rfm.recency.bands[0].anyOf[0]',
  ]);
  expect(recency({ fromDay: '2024-01-01', toDay: '2024-01-01' })).toEqual([]);
  expect(recency({ fromDay: '0000-01-01', toDay: null })).toEqual([
    'criteria.notADay @ techniques.rfm.recency.bands[0].anyOf[0]',
  ]);
});

test('label scores stay within the levels', () => {
  const matching = (r: object) => found(withRfm({ labels: [{ ...RFM.labels[0], matches: { r, f: null, m: null } }] }));
  expect(matching({ min: 1, max: 3 })).toEqual([]);
  expect(matching({ min: 1, max: 4 })).toEqual(['rfm.scoresBeyondLevels @ techniques.rfm.labels[0].matches.r']);
  expect(matching({ min: 0, max: 1 })).toEqual(['rfm.scoresBeyondLevels @ techniques.rfm.labels[0].matches.r']);
  expect(matching({ min: 3, max: 2 })).toEqual(['rfm.reversedScores @ techniques.rfm.labels[0].matches.r']);
});

test('label ids and names are unique within a technique', () => {
  expect(found(withLabels(([first]) => [first, first]))).toEqual([
    'labels.duplicateId @ techniques.firmographics.labels[1].id',
    'labels.duplicateName @ techniques.firmographics.labels[1].names.en',
    'labels.duplicateName @ techniques.firmographics.labels[1].names.es',
  ]);
  expect(found(withLabels(([first, second]) => [first, { ...second, names: { en: 'BIG HEALTH ', es: ' ' } }]))).toEqual(
    [
      'labels.duplicateName @ techniques.firmographics.labels[1].names.en',
      'labels.blankName @ techniques.firmographics.labels[1].names.es',
    ],
  );
});

test('schema problems name the place and what would be right', () => {
  const problem = (value: unknown) => {
    const parsed = parseConfiguration(value);
    return parsed.ok ? [] : parsed.error;
  };
  expect(problem({ ...CONFIGURATION, colour: 1 })).toEqual([
    { code: 'schema.unknownKey', params: { key: 'colour' }, where: 'colour' },
  ]);
  expect(problem({ ...CONFIGURATION, version: '1' })).toEqual([
    { code: 'schema.wrongType', params: { found: '"1"', expected: 'number' }, where: 'version' },
  ]);
  const { author: _, ...withoutAuthor } = CONFIGURATION;
  expect(problem(withoutAuthor)).toEqual([{ code: 'schema.missing', params: { key: 'author' }, where: 'author' }]);
  expect(problem({ ...CONFIGURATION, at: 'yesterday' })).toMatchObject([{ code: 'schema.wrongFormat', where: 'at' }]);
  // Of the many shapes a condition can have, the one with that operator was meant.
  expect(problem(withCriteria([{ field: 'industry', operator: 'isAnyOf', value: 'x' }]))).toEqual([
    { code: 'schema.missing', params: { key: 'values' }, where: 'criteria.conditions[0].values' },
    { code: 'schema.unknownKey', params: { key: 'value' }, where: 'criteria.conditions[0].value' },
  ]);
  const [unknownOperator, ...others] = problem(withCriteria([{ field: 'industry', operator: 'like', value: 'x' }]));
  expect(others).toEqual([]);
  expect(unknownOperator).toMatchObject({
    code: 'schema.notOneOf',
    where: 'criteria.conditions[0].operator',
    params: { found: '"like"' },
  });
  expect(unknownOperator?.params['expected']).toMatch(/^is isNot .* isNotEmpty$/);
  expect(problem(withRfm({ recency: { mode: 'magic', levels: 3 } }))).toEqual([
    {
      code: 'schema.notOneOf',
      params: { found: '"magic"', expected: 'automatic manual' },
      where: 'techniques.rfm.recency.mode',
    },
  ]);
  expect(problem(withRfm({ labels: [{ ...RFM.labels[0], matches: 'nothing' }] }))).toEqual([
    {
      code: 'schema.notOneOf',
      params: { found: '"nothing"', expected: 'noPurchases' },
      where: 'techniques.rfm.labels[0].matches',
    },
  ]);
});

test('in a text the place is a line and a column', () => {
  const text = JSON.stringify(
    {
      ...CONFIGURATION,
      techniques: { rfm: { ...RFM, frequency: { mode: 'automatic', levels: 9 } }, firmographics: null },
    },
    null,
    2,
  );
  const parsed = parseConfigurationText(text, 'settings.json');
  if (parsed.ok) throw new Error('accepted');
  const [problem] = parsed.error;
  const { line, column } = { line: Number(problem?.params['line']), column: Number(problem?.params['column']) };
  expect(text.split('\n')[line - 1]?.slice(column - 1)).toBe('9');
  expect(problem?.where).toBe(`settings.json:${line}:${column}`);
  expect(problem?.params['path']).toBe('techniques.rfm.frequency.levels');
});

test('a missing key is placed at the object that lacks it, an unknown one at the key', () => {
  const problems = (text: string) => {
    const parsed = parseConfigurationText(text, 'c.json');
    return parsed.ok ? [] : parsed.error.map(({ code, where, params }) => [code, where, params['path']]);
  };
  const { criteria, ...rest } = CONFIGURATION;
  const text = `${JSON.stringify(rest).slice(0, -1)},\n "criteria": {"conditions": ${JSON.stringify(criteria.conditions)}, "patern": ""}}`;
  const [, secondLine = ''] = text.split('\n');
  expect(problems(text)).toEqual([
    ['schema.missing', `c.json:2:${secondLine.indexOf('{') + 1}`, 'criteria.pattern'],
    ['schema.unknownKey', `c.json:2:${secondLine.indexOf('"patern"') + 1}`, 'criteria.patern'],
  ]);
});

test('what is not plain data is refused without running it', () => {
  const trap = Object.defineProperty({ ...CONFIGURATION }, 'author', {
    enumerable: true,
    get: () => {
      throw new Error('ran');
    },
  });
  expect(found(trap)).toEqual(['json.notJson @ author']);
  expect(found(JSON.parse('{"format":"lodestar.config/1","__proto__":{"version":1}}'))).toEqual([
    'json.forbiddenKey @ __proto__',
  ]);
  expect(
    found(withMapping({ deals: { module: 'Deals', fields: { ...MAPPING.deals.fields, constructor: 'X' } } })),
  ).toEqual(['json.forbiddenKey @ mapping.deals.fields.constructor']);
  expect(found({ ...CONFIGURATION, reason: undefined })).toEqual(['json.notJson @ reason']);
  expect(found({ ...CONFIGURATION, version: -0 })).toEqual(['json.numberNotExact @ version']);
  expect(found({ ...CONFIGURATION, at: new Date(0) })).toEqual(['json.notJson @ at']);
  // oxlint-disable-next-line no-sparse-arrays -- a hole is the input under test
  expect(found({ ...CONFIGURATION, criteria: [, 1] })).toEqual(['json.notJson @ criteria']);
  const cycle: Record<string, unknown> = { ...CONFIGURATION };
  cycle['mapping'] = cycle;
  expect(found(cycle)[0]).toMatch(/^json\.tooDeep @ mapping\.mapping/);
});

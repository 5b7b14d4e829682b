import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatMoreBasis,
  judgedTexts,
  MORE_BASIS_FORMAT,
  parseMoreBasis,
  unreadSources,
  type MoreBasis,
} from '#core/labels/more-basis.ts';
import { labelFields } from '#core/labels/label-fields.ts';
import { MAX_BASIS_CHARS } from '#core/labels/published-basis.ts';
import { engagementBasisSchema } from '#core/techniques/engagement/basis.ts';
import { recommendationsBasisSchema } from '#core/techniques/recommendations/basis.ts';
import { voiceBasisSchema } from '#core/techniques/voice/basis.ts';
import { createTechniquesWorld } from '#test/support/panel-techniques.ts';
import { propertyRuns } from '#test/support/property-runs.ts';

const published = (): MoreBasis => {
  const records = createTechniquesWorld({ buyers: 30 }).records['ABM_Basis'] ?? [];
  const more = parseMoreBasis(String(records.find(({ Name }) => Name === 'more')?.['Basis']));
  if (more === null) throw new Error('the world’s own record cannot be read');
  return more;
};
const MORE = published();

test('what is written is read again, absent and left-out techniques too', () => {
  for (const more of [
    MORE,
    { format: MORE_BASIS_FORMAT, asOfDay: 20_000, voice: null } as const,
    { format: MORE_BASIS_FORMAT, asOfDay: 20_000 } as const,
    { ...MORE, judged: { texts: 9, other: 2 } },
    { ...MORE, unread: { voice: [{ en: 'Emails', es: 'Correos' }] } },
  ]) {
    const text = formatMoreBasis(more);
    expect(text.ok && parseMoreBasis(text.value)).toEqual(more);
  }
});

test('a record longer than a field of the CRM is refused with its length', () => {
  const { voice } = MORE;
  if (voice == null) throw new Error('no voice');
  const [label] = voice.labels;
  const long = Array.from({ length: 400 }, () => label).filter((each) => each !== undefined);
  const refused = formatMoreBasis({ ...MORE, voice: { ...voice, labels: long } });
  expect(refused).toMatchObject({ ok: false, error: { code: 'basis.tooLong', params: { most: MAX_BASIS_CHARS } } });
});

test('of what a run says, the sources that it did not read are kept by name', () => {
  const left = (code: string) => ({ code, params: { source: code, sourceEs: `${code} es` } });
  const codes = ['engagement.nothingRead', 'engagement.sourceNotReadable', 'engagement.sourceByRecord'];
  // Where the org has no such module, nobody can have written.
  const warnings = [...codes, 'engagement.sourceNotInOrg', 'voice.sourceNotInOrg'].map(left);
  expect(unreadSources([...warnings, { code: 'voice.noTexts', params: {} }])).toEqual(
    codes.map((code) => ({ en: code, es: `${code} es` })),
  );
  expect(judgedTexts(warnings)).toBeNull();
  const judged = { code: 'voice.judged', params: { texts: 9, other: 2, found: 12 } };
  expect(judgedTexts([...warnings, judged])).toEqual({ texts: 9, other: 2 });
  expect(parseMoreBasis(JSON.stringify({ ...MORE, judged: { texts: '9', other: 2 } }))).toBeNull();
  expect(parseMoreBasis(JSON.stringify({ ...MORE, unread: { voice: ['Emails'] } }))).toBeNull();
});

test('text that is no record of ours is not read', () => {
  for (const text of ['', 'null', '[]', '{"format":"lodestar.more-basis/2","asOfDay":1}', '{"asOfDay":1}'])
    expect(parseMoreBasis(text)).toBeNull();
  expect(parseMoreBasis(JSON.stringify({ ...MORE, more: 1 }))).toBeNull();
});

/** Every way to a value inside. */
function pathsOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (Array.isArray(value)) return [path, ...value.flatMap((each, at) => pathsOf(each, [...path, at]))];
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, each]) => pathsOf(each, [...path, name]))];
}

function replaceAt(value: unknown, [first, ...rest]: readonly (string | number)[], by: unknown): unknown {
  if (first === undefined) return by;
  if (Array.isArray(value))
    return value.map((each: unknown, at): unknown => (at === first ? replaceAt(each, rest, by) : each));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, each]: [string, unknown]): [string, unknown] => [
    name,
    name === first ? replaceAt(each, rest, by) : each,
  ]);
  return Object.fromEntries(entries.filter(([, each]) => each !== undefined));
}

const SCHEMAS = {
  engagement: engagementBasisSchema,
  recommendations: recommendationsBasisSchema,
  voice: voiceBasisSchema,
} as const;

test('the panel’s guards refuse whatever the schemas of a run refuse in shape, wherever it stands', () => {
  const kept: string[] = [];
  fc.assert(
    fc.property(
      fc.constantFrom('engagement', 'recommendations', 'voice'),
      fc.nat(),
      fc.constantFrom<unknown>(undefined, null, 'x', -1, 1.5, true, [], {}, ['x'], { more: 1 }),
      (technique, place, by) => {
        const paths = pathsOf(MORE[technique]).filter((path) => path.length > 0);
        const path = paths[place % paths.length] ?? [];
        const damaged = replaceAt(MORE[technique], path, by);
        const bySchema = SCHEMAS[technique].safeParse(damaged).success;
        const byGuards = parseMoreBasis(JSON.stringify({ ...MORE, [technique]: damaged })) !== null;
        // Ranges of numbers and of lists are the settings' affair: no card depends on them.
        if (byGuards && !bySchema) kept.push(`${technique}.${path.join('.')}=${JSON.stringify(by)}`);
        return byGuards || !bySchema;
      },
    ),
    { numRuns: propertyRuns(1_500) },
  );
  const ofShape = kept.filter((each) => !/=(?:-1|\[\])$|=\["x"\]$|=\{\}$/.test(each));
  expect(ofShape).toEqual([]);
});

test('the fields that the panel reads are those that a setup makes', () => {
  const world = createTechniquesWorld({ buyers: 30 });
  const ours = (world.fields['Accounts'] ?? [])
    .map(({ api_name }) => api_name)
    .filter((name) => name.startsWith('ABM_'));
  const made = labelFields({ rfm: [], firmographics: [], engagement: [], recommendations: [], voice: [] });
  const names = made.map(({ field }) => field.apiName);
  expect(ours.filter((name) => !names.includes(name))).toEqual([]);
});

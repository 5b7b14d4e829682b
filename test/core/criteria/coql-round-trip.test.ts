import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { MAX_COQL_CRITERIA, toCoql, type CoqlFieldResolver } from '#core/criteria/to-coql.ts';
import { isUnsayable, meaningOfCriteria, meaningOfQuery, type Meaning } from '#test/support/coql-meaning.ts';
import { streamCriteria } from '#test/support/criteria-stream.ts';
import { WORLD, WORLD_AS_OF_DAY } from '#test/support/criteria-world.ts';
import { parseCoql } from '#test/support/parse-coql.ts';
import { propertyRuns, propertySeed } from '#test/support/property-runs.ts';

const FIELDS = new Map<string, (typeof WORLD)[number]>(WORLD.map((field) => [`crm:${field.apiName}`, field] as const));
const resolve: CoqlFieldResolver = (reference) => {
  const field = FIELDS.get(reference);
  return field === undefined
    ? null
    : { apiName: field.apiName, type: field.type, homeCurrency: true, comparesTextAsHere: true };
};

/** `npm run verify:criteria` asks for a million that compile. */
test('criteria that compile, parsed back, are equal; the others hold what COQL cannot say', () => {
  const wanted = propertyRuns(4_000);
  const seed = propertySeed();
  const failures: unknown[] = [];
  const counted = { compiled: 0, refused: 0 };
  for (const { criteria, shape } of streamCriteria(seed, wanted)) {
    if (counted.compiled === wanted || failures.length > 0) break;
    const meaning = meaningOfCriteria(shape, criteria.conditions, WORLD_AS_OF_DAY);
    const unsayable = criteria.conditions.some((condition) => {
      const field = FIELDS.get(condition.field);
      return field === undefined || isUnsayable(condition, field.type, field.apiName === 'Order');
    });
    const sayable = !unsayable && countAtoms(meaning) <= MAX_COQL_CRITERIA;
    const compiled = toCoql(criteria, resolve, WORLD_AS_OF_DAY);
    const right = compiled.ok
      ? sayable && isDeepStrictEqual(meaningOfQuery(parseCoql(compiled.value)), meaning)
      : !sayable;
    if (!right) failures.push({ seed, criteria, compiled });
    if (compiled.ok) counted.compiled++;
    else counted.refused++;
  }
  expect(failures).toEqual([]);
  expect(counted.compiled).toBe(wanted);
  expect(counted.refused).toBeGreaterThan(0);
});

function countAtoms(meaning: Meaning): number {
  return 'joint' in meaning ? meaning.parts.reduce((sum, part) => sum + countAtoms(part), 0) : 1;
}

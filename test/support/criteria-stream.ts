import fc from 'fast-check';
import type { Condition } from '#core/criteria/criteria.ts';
import { isUnsayable } from './coql-meaning.ts';
import { joinConditions, type ShapedCriteria } from './criteria-rows.ts';
import { WORLD, worldConditionArbitrary } from './criteria-world.ts';

/** More conditions than this say nothing new. */
const MAX_POOL = 20_000;
const MAX_TOGETHER = 6;
const UINT32 = 2 ** 32;

/**
 * Criteria without end, each from its own throw of dice: a million of them by fast-check alone would take an hour, so it makes
 * the conditions and a small generator joins them. Most hold only conditions that COQL can say. `wanted` = how many criteria
 * will be taken, about: few do with few conditions.
 */
export function* streamCriteria(seed: number, wanted: number): Generator<ShapedCriteria, never, void> {
  const pool = fc.sample(worldConditionArbitrary, { numRuns: Math.min(wanted, MAX_POOL), seed });
  const sayable = pool.filter((condition) => {
    const field = WORLD.find(({ apiName }) => `crm:${apiName}` === condition.field);
    return field !== undefined && !isUnsayable(condition, field.type, field.apiName === 'Order');
  });
  const dice = createDice(seed);
  for (;;) {
    const from = dice() % 10 === 0 ? pool : sayable;
    const conditions = Array.from({ length: dice() % (MAX_TOGETHER + 1) }, () => at(from, dice()));
    const again = [...conditions.keys()].filter(() => dice() % 3 === 0);
    yield joinConditions(conditions, again, dice);
  }
}

function at(pool: readonly Condition[], index: number): Condition {
  const condition = pool[index % pool.length];
  if (condition === undefined) throw new Error('The pool is empty');
  return condition;
}

/** Whole numbers below 2^32; Marsaglia's xorshift. */
function createDice(seed: number): () => number {
  let state = seed === 0 ? 1 : seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    // The lowest bits of a linear generator follow each other too closely.
    return (((state >>> 0) ^ ((state >>> 0) >>> 11)) % UINT32) >>> 0;
  };
}

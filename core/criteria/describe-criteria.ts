import type { Message } from '#core/message.ts';
import type { Condition, Criteria, CriteriaTree } from './criteria.ts';
import { parsePattern } from './pattern.ts';

/**
 * The criteria as codes in reading order, for catalogues to put into words: conditions (`criteria.<operator>`) joined by
 * `criteria.and` / `criteria.or`, groups between `criteria.open` and `criteria.close`; `criteria.everything` for none.
 * Params of a condition: `condition` (its number), `field`, and its values under their own names; a list comes as `count`
 * and `value1`.., so that the language joins it. A pattern that does not fit gives the conditions alone, unjoined.
 */
export function describeCriteria(criteria: Criteria): Message[] {
  if (criteria.conditions.length === 0) return [{ code: 'criteria.everything', params: {} }];
  return describeJoined(criteria.pattern, criteria.conditions.map(describeCondition));
}

/** Conditions of whatever kind, described one by one, joined as the pattern joins them. */
export function describeJoined(pattern: string, sentences: readonly Message[]): Message[] {
  const parsed = parsePattern(pattern, sentences.length);
  return parsed.ok ? describeTree(parsed.value, sentences) : [...sentences];
}

/** One condition, number from 0: for a row of the builder, or "condition 2 fails". */
export function describeCondition(condition: Condition, index: number): Message {
  const { operator, ...rest } = condition;
  const params: Record<string, string | number> = { condition: index + 1 };
  for (const [name, value] of Object.entries<string | number | readonly string[]>(rest)) {
    if (typeof value === 'string' || typeof value === 'number') params[name] = value;
    else {
      params['count'] = value.length;
      for (const [position, entry] of value.entries()) params[`value${position + 1}`] = entry;
    }
  }
  return { code: `criteria.${operator}`, params };
}

function describeTree(tree: CriteriaTree, sentences: readonly Message[]): Message[] {
  if (tree.kind === 'condition') return sentences.slice(tree.condition - 1, tree.condition);
  return tree.children.flatMap((child, index) => {
    const joint = index === 0 ? [] : [plain(tree.kind)];
    const words = describeTree(child, sentences);
    return child.kind === 'condition' ? [...joint, ...words] : [...joint, plain('open'), ...words, plain('close')];
  });
}

function plain(word: string): Message {
  return { code: `criteria.${word}`, params: {} };
}

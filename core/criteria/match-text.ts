import type { TextCondition } from './operators.ts';
import { matchesEmpty } from './operators.ts';
import { simpleLowerCase } from './simple-lower-case.ts';

/** How CSV of the CRM joins the entries of a multi-choice field. */
const ENTRY_SEPARATOR = ';';

/**
 * A test for one text, case ignored, accents kept. The four operators of identity take a multi-choice value entry by entry
 * (and as a whole, since a plain text may hold the separator itself); the others look at the whole text.
 */
export function compileTextMatch(condition: TextCondition): (text: string) => boolean {
  const holds = compilePositive(condition);
  return matchesEmpty(condition.operator)
    ? (text) => !holds(simpleLowerCase(text))
    : (text) => holds(simpleLowerCase(text));
}

/** Takes lower-cased text; negations are the caller's. */
function compilePositive(condition: TextCondition): (lower: string) => boolean {
  if ('values' in condition) return anEntryOf(new Set(condition.values.map(simpleLowerCase)));
  const value = simpleLowerCase(condition.value);
  switch (condition.operator) {
    case 'is':
    case 'isNot':
      return anEntryOf(new Set([value]));
    case 'contains':
    case 'doesNotContain':
      return (lower) => lower.includes(value);
    case 'startsWith':
      return (lower) => lower.startsWith(value);
    case 'endsWith':
      return (lower) => lower.endsWith(value);
  }
}

function anEntryOf(wanted: ReadonlySet<string>): (lower: string) => boolean {
  return (lower) =>
    wanted.has(lower) ||
    (lower.includes(ENTRY_SEPARATOR) && lower.split(ENTRY_SEPARATOR).some((entry) => wanted.has(entry)));
}

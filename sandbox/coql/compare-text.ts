import type { DatabaseSync } from 'node:sqlite';
import type { SandboxSwitches } from '../switches.ts';

/** How two texts are made equal before they are compared: one letter a step, none = as they are. */
export type TextSteps = string;

const STEPS: ReadonlyMap<string, (text: string) => string> = new Map([
  ['a', withoutAccents],
  ['c', lowerCase],
  ['s', (text) => text.replace(/ +$/, '')],
]);

/** Most patterns of a query stay the same row after row. */
const MAX_CACHED = 100;

type TextSwitches = Pick<SandboxSwitches, 'textComparison' | 'accentComparison' | 'trailingSpaces'>;

/** Steps of `=` and `in`. */
export function equalitySteps(switches: TextSwitches): TextSteps {
  return patternSteps(switches) + (switches.trailingSpaces === 'ignored' ? 's' : '');
}

/** Steps of `like`, and of order: a pattern's spaces always count. */
export function patternSteps({ textComparison, accentComparison }: TextSwitches): TextSteps {
  return (accentComparison === 'ignored' ? 'a' : '') + (textComparison === 'ignoreCase' ? 'c' : '');
}

export function takeSteps(text: string, steps: TextSteps): string {
  let taken = text;
  for (const step of steps) taken = STEPS.get(step)?.(taken) ?? taken;
  return taken;
}

function withoutAccents(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').normalize('NFC');
}

/** Unicode's simple lower case, character by character: a final sigma depends on nothing. */
function lowerCase(text: string): string {
  // Orgs have a hundred thousand names, nearly all of them plain.
  if (!/\P{ASCII}/u.test(text)) return text.toLowerCase();
  return Array.from(text, (character) => (character === 'İ' ? 'i' : character.toLowerCase())).join('');
}

/**
 * What COQL's comparisons compile to; each is null for an empty field. SQLite's own NOCASE and LIKE stop at ASCII.
 * `coql_text(value, steps)`, `coql_like(value, pattern, steps, wildcards)`, `coql_entry(value, wanted, steps)`: 1 when the
 * `;`-joined value is, or has an entry, equal to what is wanted.
 */
export function registerTextComparison(database: DatabaseSync): void {
  const patterns = new Map<string, RegExp>();
  const compiled = (pattern: string, steps: TextSteps, wildcards: string): RegExp => {
    const key = `${steps} ${wildcards} ${pattern}`;
    const known = patterns.get(key);
    if (known !== undefined) return known;
    if (patterns.size >= MAX_CACHED) patterns.clear();
    const made = toRegExp(takeSteps(pattern, steps), wildcards);
    patterns.set(key, made);
    return made;
  };
  const whole = { deterministic: true } as const;
  database.function('coql_text', whole, (value, steps) =>
    typeof value === 'string' ? takeSteps(value, String(steps)) : value,
  );
  database.function('coql_like', whole, (value, pattern, steps, wildcards) => {
    if (typeof value !== 'string') return null;
    const matches = compiled(String(pattern), String(steps), String(wildcards));
    return matches.test(takeSteps(value, String(steps))) ? 1 : 0;
  });
  database.function('coql_entry', whole, (value, wanted, steps) => {
    if (typeof value !== 'string') return null;
    const sought = takeSteps(String(wanted), String(steps));
    return [value, ...value.split(';')].some((entry) => takeSteps(entry, String(steps)) === sought) ? 1 : 0;
  });
}

/** `wildcards` are characters: `%` any run, `_` any one, and a backslash among them makes what follows it stand for itself. */
function toRegExp(pattern: string, wildcards: string): RegExp {
  const characters = Array.from(pattern);
  let source = '';
  while (characters.length > 0) {
    const character = characters.shift() ?? '';
    if (character === '\\' && wildcards.includes(character)) source += literally(characters.shift() ?? character);
    else if (character === '%') source += '[^]*';
    else if (character === '_' && wildcards.includes(character)) source += '[^]';
    else source += literally(character);
  }
  return new RegExp(`^${source}$`, 'u');
}

function literally(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`);
}

import { parseIsoDay } from '#core/crm/days.ts';
import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { SEEDS, wholeNumber } from './whole-number.ts';

/** `--out -`: all of it on the standard output, whoever reads it there. */
export const STANDARD_OUTPUT = '-';

export interface RecommendCommand {
  readonly name: 'recommend';
  readonly data: string;
  readonly recipe: string | null;
  /** Epoch day; null: the day of the latest order. */
  readonly asOfDay: number | null;
  /** Products a type and account, or places of the ranking that count. */
  readonly k: number;
  /** Somebody named `k`: then it stands, whatever it tests. */
  readonly kIsGiven: boolean;
  readonly leaveLastOut: boolean;
  readonly json: boolean;
  /** Of samples and intervals. */
  readonly seed: number;
  /** A file, or `STANDARD_OUTPUT`; null: printed, and at a terminal the first of it. */
  readonly out: string | null;
}

/** What recommendations are compared on everywhere; beyond the most nobody reads. */
const PLACES = { missing: 10, from: 1, to: 100 } as const;

interface GivenOptions {
  text(name: 'as-of' | 'k' | 'seed' | 'out'): string | undefined;
  has(name: 'json' | 'leave-last-out' | 'recipe'): boolean;
  path(name: 'data' | 'recipe' | 'out'): string;
}

/** `found` are the problems so far. */
export function parseRecommendCommand(
  given: GivenOptions,
  found: readonly Problem[],
): Result<RecommendCommand, readonly Problem[]> {
  const problems = [...found];
  const asOf = given.text('as-of');
  const asOfDay = asOf === undefined ? null : parseIsoDay(asOf);
  if (asOfDay === null && asOf !== undefined && asOf !== '')
    problems.push({ code: 'cli.notADay', params: { value: asOf }, where: '--as-of' });
  const k = wholeNumber('--k', given.text('k'), PLACES, problems);
  const seed = wholeNumber('--seed', given.text('seed'), SEEDS, problems);
  if (problems.length > 0) return fail(problems);
  const out = given.text('out');
  return ok({
    name: 'recommend',
    data: given.path('data'),
    recipe: given.has('recipe') ? given.path('recipe') : null,
    asOfDay,
    k,
    kIsGiven: given.text('k') !== undefined,
    seed,
    leaveLastOut: given.has('leave-last-out'),
    json: given.has('json'),
    out: out === undefined ? null : out === STANDARD_OUTPUT ? STANDARD_OUTPUT : given.path('out'),
  });
}

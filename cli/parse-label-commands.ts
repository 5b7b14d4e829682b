import { parseIsoDay } from '#core/crm/days.ts';
import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { SEEDS, wholeNumber } from './whole-number.ts';

/** How far apart the days of a history are. */
export const STEPS = ['week', 'month', 'quarter', 'year'] as const;
export type Step = (typeof STEPS)[number];

interface LabelCommand {
  readonly data: string;
  readonly recipe: string | null;
  readonly settings: string;
  /** Epoch day. */
  readonly asOfDay: number;
  readonly json: boolean;
}

export interface BackTestCommand extends LabelCommand {
  readonly name: 'backtest';
  /** Length of the window in which revenue counts. */
  readonly days: number;
  /** Of the intervals. */
  readonly seed: number;
}

export interface HistoryCommand extends LabelCommand {
  readonly name: 'history';
  /** First epoch day; null: twelve steps before. */
  readonly fromDay: number | null;
  readonly every: Step;
  /** What the files call one account; null: all of them. */
  readonly account: string | null;
  readonly out: string | null;
}

/** A quarter is what sales plan in; ten years are more than anybody has. */
const WINDOW_DAYS = { missing: 90, from: 1, to: 3_650 } as const;

/** Options that are there, and the paths of those that name one. */
export interface GivenOptions {
  text(name: 'as-of' | 'from' | 'every' | 'account' | 'days' | 'seed'): string | undefined;
  has(name: 'json' | 'out' | 'recipe'): boolean;
  path(name: 'data' | 'recipe' | 'settings' | 'out'): string;
}

/** `backtest` and `history`; `found` are the problems so far. */
export function parseLabelCommand(
  name: 'backtest' | 'history',
  given: GivenOptions,
  found: readonly Problem[],
): Result<BackTestCommand | HistoryCommand, readonly Problem[]> {
  const problems = [...found];
  const dayOf = (option: 'as-of' | 'from'): number | null => {
    const text = given.text(option);
    const day = text === undefined ? null : parseIsoDay(text);
    if (day === null && text !== undefined && text !== '')
      problems.push({ code: 'cli.notADay', params: { value: text }, where: `--${option}` });
    return day;
  };
  const asOfDay = dayOf('as-of');
  const shared = {
    data: given.path('data'),
    recipe: given.has('recipe') ? given.path('recipe') : null,
    settings: given.path('settings'),
    json: given.has('json'),
  };
  if (name === 'backtest') {
    const days = wholeNumber('--days', given.text('days'), WINDOW_DAYS, problems);
    const seed = wholeNumber('--seed', given.text('seed'), SEEDS, problems);
    return problems.length > 0 || asOfDay === null ? fail(problems) : ok({ name, ...shared, asOfDay, days, seed });
  }
  const everyText = given.text('every') ?? 'month';
  const every = STEPS.find((step) => step === everyText);
  if (every === undefined)
    problems.push({ code: 'cli.notAStep', params: { value: everyText, steps: STEPS.join(', ') }, where: '--every' });
  const fromDay = dayOf('from');
  if (fromDay !== null && asOfDay !== null && fromDay >= asOfDay)
    problems.push({ code: 'cli.notBefore', params: { value: given.text('from') ?? '' }, where: '--from' });
  if (problems.length > 0 || asOfDay === null || every === undefined) return fail(problems);
  const out = given.has('out') ? given.path('out') : null;
  return ok({ name, ...shared, asOfDay, fromDay, every, account: given.text('account') ?? null, out });
}

import type { Problem } from '#core/message.ts';

interface Bounds {
  /** What holds where the option is not given. */
  readonly missing: number;
  readonly from: number;
  readonly to: number;
}

/** 31 bits. */
export const SEEDS: Bounds = { missing: 1, from: 0, to: 2_147_483_647 };

/** An option's number; what is none between the bounds is a problem, and NaN. */
export function wholeNumber(option: string, text: string | undefined, bounds: Bounds, problems: Problem[]): number {
  const { missing, from, to } = bounds;
  if (text === undefined) return missing;
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= from && value <= to) return value;
  problems.push({ code: 'cli.notANumber', params: { value: text, from, to }, where: option });
  return Number.NaN;
}

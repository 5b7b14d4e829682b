import * as z from 'zod';
import { withParts } from './answers.ts';

const countsSchema = z.array(z.object({ labelId: z.string().nullable(), accounts: z.number() }));
const historySchema = z.object({
  days: z.array(z.object({ day: z.string(), counts: countsSchema.nullable() })).min(1),
});

/** Of a label's accounts, those that come from the one before it within the period. */
const SHARE = 0.2;

/** The site has run on one day alone: the same labels as if they had moved towards today's all along. */
export function inventHistory(json: unknown): unknown {
  const { days } = historySchema.parse(json);
  const last = days.at(-1);
  const today = last?.counts ?? [];
  const before = today.map(({ labelId, accounts }, at) => ({
    labelId,
    accounts: accounts - Math.round(accounts * SHARE) + Math.round((today[at + 1]?.accounts ?? 0) * SHARE),
  }));
  const moves = today.slice(1).map(({ labelId, accounts }, at) => ({
    from: today[at]?.labelId ?? null,
    to: labelId,
    accounts: Math.round(accounts * SHARE),
  }));
  const kept = today.map(({ labelId, accounts }) => ({
    from: labelId,
    to: labelId,
    accounts: Math.round(accounts * (1 - SHARE)),
  }));
  return withParts(json, {
    begins: days[0]?.day,
    days: days.map(({ day }, at) => {
      const done = days.length === 1 ? 1 : at / (days.length - 1);
      const between = (old: number, now: number): number => Math.round(old + (now - old) * done);
      const counts = today.map(({ labelId, accounts }, label) => ({
        labelId,
        accounts: between(before[label]?.accounts ?? accounts, accounts),
      }));
      return { day, counts };
    }),
    flows: { from: days[0]?.day, to: last?.day, moves: [...moves, ...kept] },
  });
}

import * as z from 'zod';

/** Lines are read for so long; the store removes what is older. Days. */
export const AUDIT_DAYS = 90;
/** Refusals of one person, one action and one route in the same hour are one line with its number. Milliseconds. */
const REFUSALS_TOGETHER_MS = 60 * 60_000;

/**
 * One line of the audit (PER-4): ids, codes and route patterns, never a name or an amount. `refusal` and `use` are decisions
 * of `can`, denied and allowed; `change` is a request that changed or took something away.
 */
export const auditLineSchema = z.strictObject({
  kind: z.enum(['refusal', 'change', 'use']),
  /** The first and the last time. Epoch milliseconds. */
  at: z.number(),
  last: z.number(),
  times: z.number().int().min(1),
  userId: z.string(),
  /** The action of a decision, the name of a change. */
  what: z.string(),
  /** The permission that a refusal names. */
  missing: z.string().nullable(),
  /** As registered, without anybody's ids; null for what is only counted. */
  route: z.string().nullable(),
  /** The id of the thing that a change was about. */
  subject: z.string().nullable(),
});
export type AuditLine = z.infer<typeof auditLineSchema>;

/** Lines of the same key are one: reads are counted by the day, refusals by the hour, changes stand alone. */
export function foldKey({ kind, userId, what, missing, route, at }: AuditLine): string | null {
  if (kind === 'change') return null;
  if (kind === 'use') return `use ${userId} ${what}`;
  return `refusal ${userId} ${what} ${missing} ${route} ${Math.floor(at / REFUSALS_TOGETHER_MS)}`;
}

/** Both lists as one, in the order of their first times; no time is lost. */
export function foldLines(lines: readonly AuditLine[], more: readonly AuditLine[]): readonly AuditLine[] {
  const folded: AuditLine[] = [];
  const places = new Map<string, number>();
  for (const line of [...lines, ...more]) {
    const key = foldKey(line);
    const place = key === null ? undefined : places.get(key);
    const present = place === undefined ? undefined : folded[place];
    if (place === undefined || present === undefined) {
      if (key !== null) places.set(key, folded.length);
      folded.push(line);
      continue;
    }
    folded[place] = {
      ...present,
      at: Math.min(present.at, line.at),
      last: Math.max(present.last, line.last),
      times: present.times + line.times,
    };
  }
  return folded;
}

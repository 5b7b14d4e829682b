import * as z from 'zod/mini';
import type { Problem } from '#core/message.ts';
import { fail, ok, type Result } from '#core/result.ts';
import { TECHNIQUES, type TechniqueId } from './label.ts';

export const CHANGES_FORMAT = 'lodestar.changes/1';

/**
 * Why a label moved. `firstRun`: the technique had no generation before. `settings`: a publish. `data`: records or their age
 * changed. `entered` and `left`: the account began or ceased to be in ABM. `override`: a person (TEC-7).
 */
export const CHANGE_CAUSES = ['firstRun', 'settings', 'data', 'entered', 'left', 'override'] as const;
export type ChangeCause = (typeof CHANGE_CAUSES)[number];

const labelId = z.nullable(z.string().check(z.regex(/^[a-z][a-z0-9-]{0,39}$/)));

/** Decision 15: one line of history. Labels by id, never by name; null = no label. */
export const labelChangeSchema = z.strictObject({
  account: z.string().check(z.regex(/^[1-9][0-9]{0,18}$/)),
  technique: z.enum(TECHNIQUES),
  from: labelId,
  to: labelId,
  /** Instant of the run that noticed. */
  at: z.iso.datetime({ offset: true }),
  generation: z.string().check(z.minLength(1), z.maxLength(100)),
  cause: z.enum(CHANGE_CAUSES),
});
export type LabelChange = z.infer<typeof labelChangeSchema>;

/** Labels of one technique in one generation: ids ascending, one label id an account. */
export interface LabelColumn {
  readonly length: number;
  readonly ids: BigInt64Array;
  /** Label id, null = no label. */
  labelAt(row: number): string | null;
}

/** Accounts whose label differs between two generations, by id. `before` null = first run: only labels gained are changes. */
export function* deriveLabelChanges({
  technique,
  before,
  after,
  ...run
}: {
  readonly technique: TechniqueId;
  readonly before: LabelColumn | null;
  readonly after: LabelColumn;
  readonly at: string;
  readonly generation: string;
  /** Why the run took place; accounts that came or went say so instead. */
  readonly cause: Exclude<ChangeCause, 'entered' | 'left'>;
}): Generator<LabelChange, void, void> {
  let old = 0;
  let row = 0;
  const oldLength = before?.length ?? 0;
  while (old < oldLength || row < after.length) {
    const oldId = before !== null && old < oldLength ? before.ids[old]! : null;
    const newId = row < after.length ? after.ids[row]! : null;
    const hasOld = oldId !== null && (newId === null || oldId <= newId);
    const hasNew = newId !== null && (oldId === null || newId <= oldId);
    const from = hasOld && before !== null ? before.labelAt(old) : null;
    const to = hasNew ? after.labelAt(row) : null;
    const cause = before === null || (hasOld && hasNew) ? run.cause : hasNew ? 'entered' : 'left';
    if (from !== to)
      yield {
        account: String(hasNew ? newId : oldId),
        technique,
        from,
        to,
        at: run.at,
        generation: run.generation,
        cause,
      };
    if (hasOld) old++;
    if (hasNew) row++;
  }
}

/** One file a run: a line with the format, then one JSON object a line. */
export function encodeLabelChanges(changes: Iterable<LabelChange>): string {
  let text = `${JSON.stringify({ format: CHANGES_FORMAT })}\n`;
  for (const { account, technique, from, to, at, generation, cause } of changes) {
    text += `${JSON.stringify({ account, technique, from, to, at, generation, cause })}\n`;
  }
  return text;
}

/** Reads a change log; the first unreadable line is a `Problem` whose `where` is `<name>:<line>`. */
export function parseLabelChanges(text: string, name: string): Result<LabelChange[], Problem> {
  const problem = (line: number, code: string): Result<never, Problem> =>
    fail({ code, params: {}, where: `${name}:${line}` });
  const lines = text.split('\n');
  if (lines[0] !== JSON.stringify({ format: CHANGES_FORMAT })) return problem(1, 'changes.unknownFormat');
  if (lines.at(-1) !== '') return problem(lines.length, 'changes.cutOff');
  const changes: LabelChange[] = [];
  for (const [index, line] of lines.slice(1, -1).entries()) {
    const parsed = labelChangeSchema.safeParse(parseJson(line));
    if (!parsed.success) return problem(index + 2, 'changes.unreadable');
    changes.push(parsed.data);
  }
  return ok(changes);
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

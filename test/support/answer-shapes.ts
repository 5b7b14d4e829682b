import * as z from 'zod/mini';

/**
 * The shapes in which the SDK answers what no widget asks it for yet, to hold the widgets' normaliser against them: one schema
 * and one reading of each, whichever way a version spells it. They go through `readAnswer`, which sees to failures,
 * JSON texts and empty answers.
 */
const words = z.catch(z.nullish(z.string()), null);
const details = z.catch(z.record(z.string(), z.unknown()), {});

const writtenRowSchema = z.object({ code: z.string(), status: words, message: words, details });
/** A write in its envelope, or an upsert's bare array. */
export const writesSchema = z.union([z.object({ data: z.array(writtenRowSchema) }), z.array(writtenRowSchema)]);

export interface WrittenRow {
  readonly ok: boolean;
  /** The vendor's code of a row that was refused; null = written. */
  readonly code: string | null;
  readonly id: string | null;
}

/** One per row that was sent, in its order. */
export function toWrites(answer: z.infer<typeof writesSchema>): WrittenRow[] {
  const rows = Array.isArray(answer) ? answer : answer.data;
  return rows.map((row) => {
    const ok = row.code.toUpperCase() === 'SUCCESS';
    const id = row.details['id'];
    return { ok, code: ok ? null : row.code, id: typeof id === 'string' ? id : null };
  });
}

const success = z.string().check(z.regex(/^success$/i));
export const functionSchema = z.object({
  code: success,
  details: z.object({ output: z.catch(z.nullish(z.string()), null) }),
});

/** What a function returned, as text; null = nothing. */
export function toFunctionOutput(answer: z.infer<typeof functionSchema>): string | null {
  return answer.details.output ?? null;
}

export const connectionSchema = z.looseObject({ code: success, details: z.optional(z.unknown()) });

const contentOf = z.object({ value: z.unknown() });
/** A single variable spells `Content`, several `content`. */
export const variablesSchema = z.object({
  Success: z.union([z.object({ Content: z.unknown() }), z.object({ content: z.record(z.string(), contentOf) })]),
});

/** Values by name; `asked` names the one of a single question. Of a single one that is unset, null. */
export function toVariables(answer: z.infer<typeof variablesSchema>, asked: string): ReadonlyMap<string, unknown> {
  const { Success: found } = answer;
  if ('content' in found) return new Map(Object.entries(found.content).map(([name, { value }]) => [name, value]));
  return new Map([[asked, found.Content ?? null]]);
}
